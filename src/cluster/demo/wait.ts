// Waiting for the cluster to reach a state, by looking again and again until a deadline.
import { type Clock, sleep } from '../../base/clock.ts'

/** Thrown by a look that has seen that waiting longer is of no use. */
export class HopelessError extends Error {
  override readonly name = 'HopelessError'
}

export interface WaitOptions {
  readonly clock: Clock
  readonly signal: AbortSignal
  readonly timeoutMs: number
  /** Between two looks. */
  readonly everyMs?: number
  /** What is waited for, for the error. */
  readonly what: string
}

/** Calls `look` until it gives a value; throws with the last fault when the time is up. */
export async function waitFor<T>(look: () => Promise<T | undefined>, options: WaitOptions): Promise<T> {
  const { clock, signal, timeoutMs, everyMs = 100, what } = options
  const deadline = clock.monotonic() + timeoutMs
  let fault: unknown
  for (;;) {
    try {
      const found = await look()
      if (found !== undefined) return found
      fault = undefined
    } catch (error) {
      if (signal.aborted || error instanceof HopelessError) throw error
      fault = error
    }
    if (clock.monotonic() > deadline)
      throw new Error(`${what}: not within ${timeoutMs / 1000} s`, { cause: fault })
    await sleep(clock, everyMs, { signal })
  }
}
