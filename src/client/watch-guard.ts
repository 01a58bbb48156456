// Breaks a watch that has gone quiet, so that an informer never stops silently: a connection may be dead without either
// side knowing. Servers send a bookmark about once a minute; breaking a healthy watch costs one request.
import type { Clock, Timer } from '../base/clock.ts'

/** The reason with which a guard breaks its watch. */
export class QuietError extends Error {
  override readonly name = 'QuietError'
}

export interface GuardLimits {
  /** How long nothing may come, once something has. */
  readonly quietMs: number
  /** How long the first sign may take, where that differs. */
  readonly firstMs?: number
  /** How long the watch may last at all. */
  readonly totalMs: number
}

export class WatchGuard implements Disposable {
  readonly #clock: Clock
  readonly #limits: GuardLimits
  #quietMs: number
  readonly #controller = new AbortController()
  readonly #startedAt: number
  #heardAt: number
  #timer: Timer | undefined

  constructor(clock: Clock, limits: GuardLimits) {
    this.#clock = clock
    this.#limits = limits
    this.#quietMs = limits.firstMs ?? limits.quietMs
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
    if (this.#quietMs === this.#limits.quietMs) return
    this.#quietMs = this.#limits.quietMs
    this.#timer?.cancel()
    this.#arm()
  }

  #dueAt(): number {
    return Math.min(this.#heardAt + this.#quietMs, this.#startedAt + this.#limits.totalMs)
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
