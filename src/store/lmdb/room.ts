// Says 'full' before the disk or the store's own limit does: a put is refused while there still is room for the deletes
// and the compaction that make some. The disk is looked at before every commit and a reserve kept, because the library
// must never meet a full one: when a write fails it overruns a message buffer of its own (lmdb 3.5.6, mdb_page_flush).
import { statfsSync } from 'node:fs'
import type { Change } from '../backend.ts'
import { StoreError } from '../store.ts'
import { freeBytes, type Tables, usedBytes } from './tables.ts'

export interface RoomOptions {
  readonly dir: string
  /** What the store's live pages may fill. */
  readonly maxBytes: number
  /** What puts leave free on the disk, or free again within the file; a sixteenth of it is for deletes alone. */
  readonly reserveBytes: number
}

// Growth that is believed in without counting the store's pages again; nobody else writes to them.
const longestBeliefBytes = 64 * 1024 * 1024
// Pages that a change rewrites beside its values, and the forgetting of a revision, at most and about.
const changeOverheadBytes = 8 * 4_096
const trimOverheadBytes = 4_096

export class Room {
  readonly #options: RoomOptions
  readonly #tables: Tables
  #believed = 0

  constructor(tables: Tables, options: RoomOptions) {
    this.#tables = tables
    this.#options = options
  }

  /** Throws 'full' where `changes` and the forgetting of `trimmed` revisions may not be written. */
  admit(changes: readonly Change[], trimmed: number): void {
    const puts = changes.filter(({ type }) => type === 'put')
    this.#admitToDisk(cost(changes) + trimmed * trimOverheadBytes, puts.length > 0)
    if (puts.length > 0) this.#admitGrowth(cost(puts))
  }

  // Deletes go on for as long as the disk itself can take them. Puts stop before: at the reserve, unless deletes and
  // compaction have left pages in the file to use again. Half of those are counted, as values need pages in a row.
  #admitToDisk(needed: number, puts: boolean): void {
    const { dir, reserveBytes } = this.#options
    const { bavail, bsize } = statfsSync(dir)
    const spare = bavail * bsize - needed
    if (spare >= reserveBytes) return
    if (spare >= (puts ? reserveBytes / 16 : 0)) {
      if (!puts || spare + freeBytes(this.#tables) / 2 >= reserveBytes) return
    }
    throw new StoreError('full', `the disk of ${dir} is full: free some space on it`)
  }

  #admitGrowth(needed: number): void {
    const { dir, maxBytes } = this.#options
    if (needed > this.#believed) {
      const left = maxBytes - usedBytes(this.#tables)
      if (left < needed)
        throw new StoreError('full', `the store in ${dir} has reached its limit of ${maxBytes} bytes`)
      this.#believed = Math.min(left, Math.max(needed, longestBeliefBytes))
    }
    this.#believed -= needed
  }
}

function cost(changes: readonly Change[]): number {
  let bytes = 0
  for (const { kv, previous } of changes) {
    bytes += kv.value.length + (previous?.value.length ?? 0) + changeOverheadBytes
  }
  return bytes
}
