// How long a container (or an image pull) that keeps failing has to wait: twice as long each time, and from the start again
// after it was well for long enough. Upstream: client-go util/flowcontrol/backoff.go
import type { Clock } from '../../base/clock.ts'

interface Entry {
  delayMs: number
  updatedAtMs: number
}

export interface BackoffLimits {
  readonly initialMs: number
  readonly maxMs: number
}

export class CrashBackoff {
  readonly #clock: Clock
  readonly #limits: BackoffLimits
  readonly #entries = new Map<string, Entry>()

  constructor(options: { readonly clock: Clock; readonly limits: BackoffLimits }) {
    this.#clock = options.clock
    this.#limits = options.limits
  }

  /** The wait in force, 0 without one. */
  delayMs(key: string): number {
    return this.#entries.get(key)?.delayMs ?? 0
  }

  /** Milliseconds until what failed at `failedAtMs` may be tried again; 0 where it may now. */
  remainingMs(key: string, failedAtMs: number): number {
    const entry = this.#entries.get(key)
    if (entry === undefined || this.#expired(entry, failedAtMs)) return 0
    return Math.max(0, failedAtMs + entry.delayMs - this.#clock.now())
  }

  /** The same, counted from the last call of next(). */
  remainingSinceUpdateMs(key: string): number {
    const entry = this.#entries.get(key)
    if (entry === undefined || this.#expired(entry, this.#clock.now())) return 0
    return Math.max(0, entry.updatedAtMs + entry.delayMs - this.#clock.now())
  }

  /** Counts one more failure, which happened at `failedAtMs`. */
  next(key: string, failedAtMs: number): void {
    const entry = this.#entries.get(key)
    const { initialMs, maxMs } = this.#limits
    const delayMs =
      entry === undefined || this.#expired(entry, failedAtMs) ? initialMs : Math.min(entry.delayMs * 2, maxMs)
    this.#entries.set(key, { delayMs, updatedAtMs: this.#clock.now() })
  }

  /** Forgets the keys that begin with `prefix`. */
  forget(prefix: string): void {
    for (const key of this.#entries.keys()) if (key.startsWith(prefix)) this.#entries.delete(key)
  }

  /** Well for twice the longest wait. */
  #expired(entry: Entry, failedAtMs: number): boolean {
    return failedAtMs - entry.updatedAtMs > this.#limits.maxMs * 2
  }
}
