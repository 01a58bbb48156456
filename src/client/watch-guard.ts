// Breaks a watch that has gone quiet, so that an informer never stops silently: a connection may be dead without either
// side knowing. Servers send a bookmark about once a minute; breaking a healthy watch costs one request.
import type { Clock, Timer } from '../base/clock.ts'

/** The reason with which a guard breaks its watch. */
export class QuietError extends Error {
  override readonly name = 'QuietError'
}

export class WatchGuard implements Disposable {
  readonly #clock: Clock
  readonly #limits: { readonly quietMs: number; readonly totalMs: number }
  readonly #controller = new AbortController()
  readonly #startedAt: number
  #heardAt: number
  #timer: Timer | undefined

  constructor(clock: Clock, limits: { readonly quietMs: number; readonly totalMs: number }) {
    this.#clock = clock
    this.#limits = limits
    this.#startedAt = clock.monotonic()
    this.#heardAt = this.#startedAt
    this.#arm()
  }

  /** Aborts when the limits are passed. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Something came. */
  heard(): void {
    this.#heardAt = this.#clock.monotonic()
  }

  #dueAt(): number {
    return Math.min(this.#heardAt + this.#limits.quietMs, this.#startedAt + this.#limits.totalMs)
  }

  #arm(): void {
    const waitMs = this.#dueAt() - this.#clock.monotonic()
    this.#timer = this.#clock.after(waitMs, () => {
      if (this.#clock.monotonic() < this.#dueAt()) this.#arm()
      else this.#controller.abort(new QuietError('nothing was heard from the server for too long'))
    })
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel()
  }
}
