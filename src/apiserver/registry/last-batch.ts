// What went out last to a watcher of a resource, for the next one: a thousand informers that watch the same thing are told the
// same events at the same moment, and get one buffer.
import type { WatchItem } from '../cache/watcher.ts'

/** A batch kept for others: more would be held long after the last of them. */
const maxBytes = 256 * 1024

export class LastBatch {
  #items: readonly WatchItem[] = []
  #bytes: Buffer | undefined

  /** The bytes of these items, made by `make` unless they were asked for last. Shared: nobody may change them. */
  of(items: readonly WatchItem[], make: (items: readonly WatchItem[]) => Buffer): Buffer {
    if (this.#bytes !== undefined && sameItems(items, this.#items)) return this.#bytes
    const bytes = make(items)
    if (bytes.length <= maxBytes) {
      this.#items = items
      this.#bytes = bytes
    }
    return bytes
  }
}

function sameItems(a: readonly WatchItem[], b: readonly WatchItem[]): boolean {
  return a.length === b.length && a.every((item, i) => sameItem(item, b[i] as WatchItem))
}

function sameItem(a: WatchItem, b: WatchItem): boolean {
  if (a.type === 'BOOKMARK' || b.type === 'BOOKMARK') return false
  return a.type === b.type && a.entry === b.entry
}

const batches = new WeakMap<object, LastBatch>()

/** The last batch of those who share an encoding, by what tells them apart. */
export function lastBatchOf(encoding: object): LastBatch {
  let batch = batches.get(encoding)
  if (batch === undefined) {
    batch = new LastBatch()
    batches.set(encoding, batch)
  }
  return batch
}
