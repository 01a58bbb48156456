// Shows a person what is being done and how long it took: one line a step on standard error.
import type { Clock } from '../base/clock.ts'

export interface Progress {
  /** Runs a step, printing its name when it takes long or has ended. */
  step<T>(text: string, work: () => Promise<T>): Promise<T>
  line(text: string): void
}

export function createProgress(options: {
  readonly clock: Clock
  readonly write: (text: string) => void
}): Progress {
  const { clock, write } = options
  const start = clock.monotonic()
  const stamp = () => `${((clock.monotonic() - start) / 1000).toFixed(2).padStart(7)} s`
  return {
    line: (text) => write(`${stamp()}  ${text}\n`),
    async step(text, work) {
      // A step that is still going after a second is announced, so that nobody waits before a silent screen.
      const announced = clock.after(1000, () => write(`${stamp()}  ${text} ...\n`))
      try {
        const result = await work()
        write(`${stamp()}  ${text}\n`)
        return result
      } finally {
        announced.cancel()
      }
    },
  }
}
