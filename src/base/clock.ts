// Time as a parameter. Everything in src/ that waits or reads the time gets a Clock, so that a whole cluster can run
// in virtual time (virtual-clock.ts). The real one is in node/system-clock.ts.

/** A pending timer; disposing or cancelling it twice is harmless. */
export interface Timer extends Disposable {
  cancel(): void
}

export interface Clock {
  /** Milliseconds since the Unix epoch. May jump. */
  now(): number
  /** Milliseconds from an arbitrary start; never goes back. Use it to measure. */
  monotonic(): number
  /** Calls `fire` once after `delayMs` (at least 0). The callback must not throw. */
  after(delayMs: number, fire: () => void): Timer
}

/** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
export function sleep(clock: Clock, ms: number, options: { readonly signal: AbortSignal }): Promise<void> {
  const { signal } = options
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason)
      return
    }
    const onAbort = () => {
      timer.cancel()
      reject(signal.reason)
    }
    const timer = clock.after(ms, () => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    })
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
