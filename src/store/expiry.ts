// Deletes keys whose time has come, as ordinary deletes with revisions of their own. What is due is asked of the
// backend's expiry index, so it survives restarts; only one timer is held, for the first key.
import type { Clock, Timer } from '../base/clock.ts'
import type { Version } from './store.ts'

export interface ExpiryOptions {
  readonly clock: Clock
  readonly nextExpiry: () => number | undefined
  readonly expired: (nowMs: number, limit: number) => readonly Version[]
  /** Deletes the key where it still is that version. Rejects when it cannot now. */
  readonly expire: (version: Version) => Promise<unknown>
}

const sliceSize = 256
// The wall clock may be set or the machine may sleep: look again at least this often while something expires.
const longestWaitMs = 60_000
// After a delete failed (the disk is full).
const retryMs = 5_000

export class Expiry {
  readonly #options: ExpiryOptions
  #timer: Timer | undefined
  #dueMs = Number.POSITIVE_INFINITY
  #sweeping: Promise<void> | undefined
  #stopped = false

  constructor(options: ExpiryOptions) {
    this.#options = options
  }

  /** To be called at the start and whenever the first expiry may have changed. */
  arm(): void {
    if (this.#stopped || this.#sweeping !== undefined) return
    const dueMs = this.#options.nextExpiry() ?? Number.POSITIVE_INFINITY
    if (dueMs !== this.#dueMs) this.#wait(dueMs)
  }

  /** Resolves when no delete is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    await this.#sweeping
  }

  #wait(dueMs: number): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#dueMs = dueMs
    if (this.#stopped || dueMs === Number.POSITIVE_INFINITY) return
    const { clock } = this.#options
    const delayMs = Math.min(Math.max(0, dueMs - clock.now()), longestWaitMs)
    this.#timer = clock.after(delayMs, () => {
      this.#sweeping = this.#sweep()
    })
  }

  // Never rejects.
  async #sweep(): Promise<void> {
    const done = await this.#expireAll()
    this.#sweeping = undefined
    this.#dueMs = Number.POSITIVE_INFINITY
    if (done) this.arm()
    else this.#wait(this.#options.clock.now() + retryMs)
  }

  async #expireAll(): Promise<boolean> {
    const { clock, expired, expire } = this.#options
    while (!this.#stopped) {
      const due = expired(clock.now(), sliceSize)
      if (due.length === 0) return true
      const results = await Promise.allSettled(due.map(expire))
      if (results.some(({ status }) => status === 'rejected')) return false
    }
    return true
  }
}
