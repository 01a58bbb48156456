// A pause that somebody else can end early. What is told while its owner works is not lost: the next pause is then none.
import { isAbort } from '../base/abort.ts'
import { type Clock, sleep } from '../base/clock.ts'

export class Wakeup {
  #told = Promise.withResolvers<void>()
  #woken = false

  wake(): void {
    this.#woken = true
    this.#told.resolve()
  }

  /** Forgets what was told: the owner is about to look for itself. */
  clear(): void {
    this.#woken = false
    this.#told = Promise.withResolvers()
  }

  /** Resolves after `ms`, or at once when told since clear(). */
  async wait(clock: Clock, ms: number, options: { readonly signal: AbortSignal }): Promise<void> {
    if (this.#woken) return
    const done = new AbortController()
    const either = AbortSignal.any([options.signal, done.signal])
    const timer = sleep(clock, ms, { signal: either }).catch((error: unknown) => {
      if (!isAbort(error, either)) throw error
    })
    await Promise.race([timer, this.#told.promise])
    done.abort()
    options.signal.throwIfAborted()
  }
}
