// Wakes a loop that has something to do at a time, or sooner when somebody rings.
import type { Clock } from '../../base/clock.ts'

export class Alarm {
  readonly #clock: Clock
  #ringing = false
  #wake = () => {}

  constructor(clock: Clock) {
    this.#clock = clock
  }

  ring(): void {
    this.#ringing = true
    this.#wake()
  }

  /** Resolves at the next ring, or after the delay if there is one; at once where it rang meanwhile. */
  async wait(delayMs: number | undefined): Promise<void> {
    if (!this.#ringing) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake = resolve
      using _timer = delayMs === undefined ? undefined : this.#clock.after(delayMs, resolve)
      await promise
    }
    this.#ringing = false
  }
}
