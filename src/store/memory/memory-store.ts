// The store that keeps nothing beyond its process.
import type { Clock } from '../../base/clock.ts'
import { type Logger, silentLogger } from '../../base/log.ts'
import { RevisionStore } from '../revision-store.ts'
import type { Store } from '../store.ts'
import type { WatchWindow } from '../watch-hub.ts'
import { MemoryBackend } from './memory-backend.ts'

/** An empty store in memory. */
export function createMemoryStore(options: {
  readonly clock: Clock
  readonly log?: Logger
  readonly watchWindow?: Partial<WatchWindow>
}): Store {
  const { clock, log = silentLogger, watchWindow = {} } = options
  return new RevisionStore(new MemoryBackend(), { clock, log, watchWindow })
}
