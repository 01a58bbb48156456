// Says no before the disk or the store's own limit does: a put is refused while there still is room for the deletes and
// the compaction that make some. What another process takes meanwhile can still surprise a commit (lmdb-backend.ts).
import { statfsSync } from 'node:fs'
import type { Change } from '../backend.ts'
import { StoreError } from '../store.ts'
import { type Tables, usedBytes } from './tables.ts'

export interface RoomOptions {
  readonly dir: string
  /** What the store's live pages may fill. */
  readonly maxBytes: number
  /** What puts leave free on the disk. */
  readonly reserveBytes: number
}

// Room that is believed in without looking again.
const longestBeliefBytes = 64 * 1024 * 1024
// Pages that a change rewrites beside its values, at most and about.
const changeOverheadBytes = 4 * 4_096

export class Room {
  readonly #options: RoomOptions
  readonly #tables: Tables
  #believed = 0

  constructor(tables: Tables, options: RoomOptions) {
    this.#tables = tables
    this.#options = options
  }

  /** Throws 'full' where the puts among `changes` may not be written. */
  admit(changes: readonly Change[]): void {
    let needed = 0
    for (const change of changes) if (change.type === 'put') needed += cost(change)
    if (needed === 0) return
    if (needed > this.#believed) this.#look(needed)
    this.#believed -= needed
  }

  /** True when the disk has next to nothing left. */
  diskIsFull(): boolean {
    return freeBytes(this.#options.dir) < 1024 * 1024
  }

  #look(needed: number): void {
    const { dir, maxBytes, reserveBytes } = this.#options
    const onDisk = freeBytes(dir) - reserveBytes
    if (onDisk < needed) throw new StoreError('full', `the disk of ${dir} is full: free some space on it`)
    const inStore = maxBytes - usedBytes(this.#tables)
    if (inStore < needed)
      throw new StoreError('full', `the store in ${dir} has reached its limit of ${maxBytes} bytes`)
    this.#believed = Math.max(needed, Math.min(onDisk, inStore, longestBeliefBytes))
  }
}

function cost({ kv, previous }: Change): number {
  return kv.value.length + (previous?.value.length ?? 0) + changeOverheadBytes
}

function freeBytes(dir: string): number {
  const { bavail, bsize } = statfsSync(dir)
  return bavail * bsize
}
