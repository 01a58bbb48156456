// Every minute, what is only held to be quick is let go where nobody has asked for it since: a burst of lists must not weigh
// for ever.
import { isAbort } from '../../base/abort.ts'
import { sleep } from '../../base/clock.ts'
import type { Core } from './core.ts'

const everyMs = 60_000

export async function trimCaches(core: Core, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await sleep(core.clock, everyMs, { signal })
      core.feed.trim()
      core.resources.trim()
      core.joined.trim()
    }
  } catch (error) {
    if (!isAbort(error, signal)) throw error
  }
}
