// One of several instances leads, as long as it renews a Lease. Clocks of different machines are never compared: what
// counts is how long the record has not changed by the own clock. Upstream: client-go tools/leaderelection.

import { Lease } from '../api/coordination/lease/lease.kind.ts'
import { isAbort } from '../base/abort.ts'
import { type Clock, sleep } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { Rng } from '../base/rng.ts'
import { microTimeText } from '../machinery/meta/time.ts'
import { isAlreadyExists, isConflict, isNotFound } from '../machinery/status-error.ts'
import type { Client } from './client.ts'

export interface LeaderElectionOptions {
  readonly client: Client
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  readonly lease: { readonly namespace: string; readonly name: string }
  /** Who we are: unique among the candidates. */
  readonly identity: string
  /** How long a record that does not change keeps others out. */
  readonly leaseDurationMs?: number
  /** How long the leader tries to renew before it gives up; less than the lease's duration. */
  readonly renewDeadlineMs?: number
  readonly retryPeriodMs?: number
  readonly signal: AbortSignal
}

// Upstream: component-base config/v1alpha1/defaults.go.
const defaults = { leaseDurationMs: 15_000, renewDeadlineMs: 10_000, retryPeriodMs: 2000 }
const jitterFactor = 1.2

/**
 * Runs `lead` whenever this instance leads; its signal aborts when leadership is lost, and the next campaign begins when
 * it has ended. Ends when the options' signal aborts, giving the lease back. Rejects where `lead` rejects by itself.
 */
export async function runWithLeaderElection(
  options: LeaderElectionOptions,
  lead: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const election = new Election(options)
  while (!options.signal.aborted) {
    await election.acquire()
    await election.hold(lead)
  }
}

/** The reason of lead's signal when another instance leads, or the server could not be reached for too long. */
export class LeadershipLostError extends Error {
  override readonly name = 'LeadershipLostError'
}

class Election {
  readonly #options: LeaderElectionOptions & typeof defaults
  #observed: { readonly record: string; readonly atMs: number } | undefined

  constructor(options: LeaderElectionOptions) {
    this.#options = { ...defaults, ...options }
  }

  /** Resolves when this instance leads. */
  async acquire(): Promise<void> {
    const { clock, rng, retryPeriodMs, signal, log, lease, identity } = this.#options
    while (!(await this.#try(signal))) {
      await sleep(clock, retryPeriodMs * (1 + rng.next() * jitterFactor), { signal })
    }
    log.info('became leader', { lease: lease.name, identity })
  }

  /** Leads until that ends, is lost, or the options' signal aborts. */
  async hold(lead: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { signal, log, lease } = this.#options
    const lost = new AbortController()
    const stop = AbortSignal.any([signal, lost.signal])
    const renewing = this.#renew(stop).catch((error: unknown) => {
      if (!isAbort(error, stop)) lost.abort(error)
    })
    try {
      await lead(stop)
    } catch (error) {
      if (!isAbort(error, stop)) throw error
    } finally {
      if (!stop.aborted) lost.abort(new LeadershipLostError('the leader has ended'))
      await renewing
      if (lost.signal.reason instanceof LeadershipLostError)
        log.warn('lost leadership', { lease: lease.name })
      await this.#release()
    }
  }

  /** Renews until the signal aborts; rejects when it has failed for too long. */
  async #renew(signal: AbortSignal): Promise<void> {
    const { clock, retryPeriodMs, renewDeadlineMs } = this.#options
    let renewedAt = clock.monotonic()
    for (;;) {
      await sleep(clock, retryPeriodMs, { signal })
      if (await this.#tryWithin(renewDeadlineMs - (clock.monotonic() - renewedAt), signal)) {
        renewedAt = clock.monotonic()
      } else if (clock.monotonic() - renewedAt >= renewDeadlineMs) {
        throw new LeadershipLostError(`the lease could not be renewed for ${renewDeadlineMs / 1000} s`)
      }
    }
  }

  /** A request that hangs must not outlast the deadline. */
  async #tryWithin(limitMs: number, signal: AbortSignal): Promise<boolean> {
    const late = new AbortController()
    using _ = this.#options.clock.after(limitMs, () =>
      late.abort(new LeadershipLostError('the renewal took too long')),
    )
    return await this.#try(AbortSignal.any([signal, late.signal]))
  }

  /** One attempt to create, take over or renew the lease: true where we hold it then. */
  async #try(signal: AbortSignal): Promise<boolean> {
    try {
      return await this.#attempt(signal)
    } catch (error) {
      this.#options.signal.throwIfAborted()
      if (!isConflict(error) && !isAlreadyExists(error)) {
        this.#options.log.debug('lease request failed', { lease: this.#options.lease.name, error })
      }
      return false
    }
  }

  async #attempt(signal: AbortSignal): Promise<boolean> {
    const { client, clock, lease, identity, leaseDurationMs } = this.#options
    const now = microTimeText(clock.now())
    const spec = { holderIdentity: identity, leaseDurationSeconds: leaseDurationMs / 1000, renewTime: now }
    let current: Lease
    try {
      current = await client.get(Lease, lease, { signal })
    } catch (error) {
      if (!isNotFound(error)) throw error
      await client.create(
        Lease,
        { metadata: lease, spec: { ...spec, acquireTime: now, leaseTransitions: 0 } },
        { signal },
      )
      return true
    }
    if (this.#heldByOther(current)) return false
    const { holderIdentity, acquireTime = now, leaseTransitions = 0 } = current.spec
    const mine = holderIdentity === identity
    const times = {
      acquireTime: mine ? acquireTime : now,
      leaseTransitions: leaseTransitions + (mine ? 0 : 1),
    }
    await client.update(Lease, { ...current, spec: { ...current.spec, ...spec, ...times } }, { signal })
    return true
  }

  #heldByOther(lease: Lease): boolean {
    const { clock, identity, leaseDurationMs } = this.#options
    const record = JSON.stringify(lease.spec)
    if (this.#observed?.record !== record) this.#observed = { record, atMs: clock.monotonic() }
    const { holderIdentity = '', leaseDurationSeconds } = lease.spec
    if (holderIdentity === '' || holderIdentity === identity) return false
    const durationMs = leaseDurationSeconds === undefined ? leaseDurationMs : leaseDurationSeconds * 1000
    return clock.monotonic() - this.#observed.atMs < durationMs
  }

  /** Lets the next one in at once. Best effort: without it the lease runs out by itself. */
  async #release(): Promise<void> {
    const { client, clock, lease, identity, log } = this.#options
    const limit = new AbortController()
    using _ = clock.after(2000, () => limit.abort(new Error('the lease could not be given back in time')))
    try {
      const current = await client.get(Lease, lease, { signal: limit.signal })
      if (current.spec.holderIdentity !== identity) return
      const now = microTimeText(clock.now())
      const spec = {
        ...current.spec,
        holderIdentity: '',
        leaseDurationSeconds: 1,
        renewTime: now,
        acquireTime: now,
      }
      await client.update(Lease, { ...current, spec }, { signal: limit.signal })
    } catch (error) {
      log.debug('lease not given back', { lease: lease.name, error })
    }
  }
}
