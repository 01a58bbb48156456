// The store on disk, the default of the product.
import type { Clock } from '../../base/clock.ts'
import { type Logger, silentLogger } from '../../base/log.ts'
import { RevisionStore } from '../revision-store.ts'
import type { Store } from '../store.ts'
import type { WatchWindow } from '../watch-hub.ts'
import { openDataDirectory } from './data-directory.ts'
import { LmdbBackend } from './lmdb-backend.ts'
import { Room } from './room.ts'

export interface LmdbStoreOptions {
  /** Made where it is missing. Nothing else may lie in it. */
  readonly dir: string
  readonly clock: Clock
  readonly log?: Logger
  /** Puts are refused ('full') when the live data has this size. */
  readonly maxBytes?: number
  /** Puts are refused ('full') when the disk has less than this left. */
  readonly reserveBytes?: number
  /** Of the file, about: what may stay mapped into the process's memory. */
  readonly mappedBytes?: number
  readonly watchWindow?: Partial<WatchWindow>
}

/** Opens the store in `dir`, or makes an empty one. Throws StoreError 'locked' or 'corrupt'. */
export async function openLmdbStore(options: LmdbStoreOptions): Promise<Store> {
  const { dir, clock, log = silentLogger, watchWindow = {} } = options
  const { maxBytes = 8 * 1024 ** 3, reserveBytes = 16 * 1024 ** 2, mappedBytes = 32 * 1024 ** 2 } = options
  const startMs = clock.monotonic()
  const directory = await openDataDirectory(dir)
  try {
    const room = new Room(directory.tables, { dir, maxBytes, reserveBytes })
    const backend = new LmdbBackend(directory, { room, mappedBytes })
    const store = new RevisionStore(backend, { clock, log, watchWindow })
    const { revision, compactRevision } = store
    log.info('store opened', { dir, revision, compactRevision, ms: Math.round(clock.monotonic() - startMs) })
    return store
  } catch (error) {
    await directory.close()
    throw error
  }
}
