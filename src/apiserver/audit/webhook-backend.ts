// Events in batches to a server that wants them. Requests never wait for it: what does not fit into the buffer is lost, and counted.
// Upstream: apiserver plugin/pkg/audit/{buffered,webhook}.
// Differs: batches go one after another, so that a slow server is never asked twice at once.
import { aborted, isAbort, orAbort } from '../../base/abort.ts'
import { backoffDelay } from '../../base/backoff.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { HttpHandler } from '../../machinery/http.ts'
import { eventList } from './audit-event.ts'
import type { AuditBackend, BackendContext } from './auditor.ts'

export interface WebhookBackendOptions {
  /** Reaches the server; `target` is its path. */
  readonly handler: HttpHandler
  readonly target: string
  readonly headers: () => Readonly<Record<string, string>>
  /** Called when nothing more is sent. */
  readonly close?: () => Promise<void>
  readonly bufferSize: number
  readonly maxBatchSize: number
  readonly maxBatchWaitMs: number
  readonly initialBackoffMs: number
}

export const webhookDefaults = {
  bufferSize: 10_000,
  maxBatchSize: 400,
  maxBatchWaitMs: 30_000,
  initialBackoffMs: 10_000,
} as const

const name = 'webhook'
/** Upstream: apiserver pkg/util/webhook/webhook.go DefaultRetryBackoffWithInitialDelay. */
const tries = 5
const retryFactor = 1.5
const retryJitter = 0.2
/** Ten batches a second, fifteen at once. */
const throttle = { perSecond: 10, burst: 15 }
const callMs = 30_000
const farewellMs = 5000
const neverAborted = new AbortController().signal

export function webhookBackend(options: WebhookBackendOptions): (context: BackendContext) => AuditBackend {
  return (context) => new WebhookBackend(options, context)
}

class WebhookBackend implements AuditBackend {
  readonly name = name
  readonly #options: WebhookBackendOptions
  readonly #context: BackendContext
  readonly #buffer: string[] = []
  readonly #throttle: Throttle
  #wake: (() => void) | undefined

  constructor(options: WebhookBackendOptions, context: BackendContext) {
    this.#options = options
    this.#context = context
    this.#throttle = new Throttle(context.clock)
  }

  write(fields: string): void {
    if (this.#buffer.length >= this.#options.bufferSize) throw new Error('audit buffer queue blocked')
    this.#buffer.push(fields)
    this.#wake?.()
  }

  async run(signal: AbortSignal): Promise<void> {
    const { maxBatchSize, maxBatchWaitMs } = this.#options
    while (!signal.aborted) {
      await this.#holds(1, { signal, waitMs: undefined })
      await this.#holds(maxBatchSize, { signal, waitMs: maxBatchWaitMs })
      if (signal.aborted) break
      await this.#throttle.take(signal)
      await this.#deliver(this.#buffer.splice(0, maxBatchSize), signal)
    }
    // One try for what is left: whoever stops a server does not want to wait for another one.
    while (this.#buffer.length > 0) await this.#last(this.#buffer.splice(0, maxBatchSize))
    await this.#options.close?.()
  }

  /** Resolves when so many events are there, the time is over or the signal aborts. */
  async #holds(
    count: number,
    { signal, waitMs }: { readonly signal: AbortSignal; readonly waitMs: number | undefined },
  ): Promise<void> {
    let isLate = false
    const { promise: late, resolve } = Promise.withResolvers<void>()
    using _ =
      waitMs === undefined
        ? undefined
        : this.#context.clock.after(waitMs, () => {
            isLate = true
            resolve()
          })
    const stopped = aborted(signal)
    while (!isLate && !signal.aborted && this.#buffer.length < count) {
      const { promise: more, resolve: wake } = Promise.withResolvers<void>()
      this.#wake = wake
      await Promise.race([more, late, stopped])
    }
    this.#wake = undefined
  }

  async #deliver(events: readonly string[], signal: AbortSignal): Promise<void> {
    const { initialBackoffMs } = this.#options
    const { clock, rng } = this.#context
    const policy = { initialMs: initialBackoffMs, maxMs: Infinity, factor: retryFactor, jitter: retryJitter }
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#post(events, { signal, withinMs: callMs })
        return
      } catch (error) {
        if (isAbort(error, signal)) {
          await this.#last(events)
          return
        }
        if (attempt === tries) {
          this.#context.lost(name, events.length, error)
          return
        }
      }
      await sleep(clock, backoffDelay(policy, attempt, rng), { signal }).catch(() => {})
      if (signal.aborted) {
        await this.#last(events)
        return
      }
    }
  }

  async #last(events: readonly string[]): Promise<void> {
    try {
      await this.#post(events, { signal: neverAborted, withinMs: farewellMs })
    } catch (error) {
      this.#context.lost(name, events.length, error)
    }
  }

  async #post(
    events: readonly string[],
    { signal, withinMs }: { readonly signal: AbortSignal; readonly withinMs: number },
  ): Promise<void> {
    const { handler, target, headers } = this.#options
    const ending = new AbortController()
    const both = AbortSignal.any([signal, ending.signal])
    using _ = this.#context.clock.after(withinMs, () =>
      ending.abort(new Error('the audit webhook took too long')),
    )
    const request = {
      method: 'POST',
      target,
      headers: { 'content-type': 'application/json', ...headers() },
      body: eventList(events),
      signal: both,
    }
    const { status, body } = await orAbort(handler(request), both)
    for await (const _piece of body);
    if (status < 200 || status > 299) throw new Error(`the audit webhook answered ${status}`)
  }
}

/** A bucket of tokens that fills with time. */
class Throttle {
  readonly #clock: Clock
  #tokens: number = throttle.burst
  #filledMs: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#filledMs = clock.monotonic()
  }

  async take(signal: AbortSignal): Promise<void> {
    const nowMs = this.#clock.monotonic()
    const filled = this.#tokens + ((nowMs - this.#filledMs) / 1000) * throttle.perSecond
    this.#tokens = Math.min(throttle.burst, filled) - 1
    this.#filledMs = nowMs
    if (this.#tokens >= 0) return
    const waitMs = (-this.#tokens / throttle.perSecond) * 1000
    await sleep(this.#clock, waitMs, { signal }).catch(() => {})
  }
}
