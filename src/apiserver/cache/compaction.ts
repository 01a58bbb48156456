// Every five minutes the store may forget what is older than five minutes, as upstream's compactor has it.
// Upstream: apiserver pkg/storage/etcd3/compact.go.
import { isAbort } from '../../base/abort.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { Store } from '../../store/store.ts'

const intervalMs = 5 * 60_000

export async function compactHistory(options: {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
  readonly signal: AbortSignal
}): Promise<void> {
  const { store, clock, log, signal } = options
  try {
    for (;;) {
      const { revision } = store
      await sleep(clock, intervalMs, { signal })
      if (revision > store.compactRevision) await store.compact(revision)
    }
  } catch (error) {
    if (isAbort(error, signal)) return
    // The store grows, but works.
    log.error('compacting the store failed', { err: error })
  }
}
