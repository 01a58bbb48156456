// The real clock. The only file, with virtual-clock, that may touch timers.
import type { Clock } from '../clock.ts'

// setTimeout takes at most 2^31-1 ms and would fire at once for more.
const maxDelayMs = 0x7fffffff

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, fire) {
    const handle = setTimeout(fire, Math.min(Math.max(0, delayMs), maxDelayMs))
    const cancel = () => clearTimeout(handle)
    return { cancel, [Symbol.dispose]: cancel }
  },
}

/** Lets every runnable promise callback run: what a VirtualClock needs as `settle`. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
