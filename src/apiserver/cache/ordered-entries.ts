// Entries in key order as a list of chunks, copied on write: a snapshot is the list of chunks at that moment and costs
// one pointer. Finding, setting and deleting are O(log n) plus a chunk; it knows no revisions.
//
//   chunks    [a b c] [d e] [f g h]
//   snapshot  keeps this outer array; the next write copies the outer array and the one chunk it touches
import type { Entry } from './entry.ts'

const chunkLimit = 256

type Chunk = Entry[]

/** A position between entries. */
interface Place {
  readonly chunk: number
  readonly index: number
}

function indexIn(chunk: readonly Entry[], key: string): number {
  let low = 0
  let high = chunk.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((chunk[middle] as Entry).key < key) low = middle + 1
    else high = middle
  }
  return low
}

/** The first entry whose key is not below `key`. */
function place(chunks: readonly (readonly Entry[])[], key: string): Place {
  let low = 0
  let high = chunks.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const chunk = chunks[middle] as readonly Entry[]
    if ((chunk[chunk.length - 1] as Entry).key < key) low = middle + 1
    else high = middle
  }
  const chunk = chunks[low]
  return { chunk: low, index: chunk === undefined ? 0 : indexIn(chunk, key) }
}

/** Part of an unchanging array of entries: those from `start` up to but not including `end`. */
export interface Segment {
  readonly entries: readonly Entry[]
  readonly start: number
  readonly end: number
  /** The array was made for one request: what is made of it will not be asked for again. */
  readonly fleeting?: true
}

/** An unchanging view. */
export class Snapshot {
  readonly #chunks: readonly (readonly Entry[])[]
  readonly size: number

  constructor(chunks: readonly (readonly Entry[])[], size: number) {
    this.#chunks = chunks
    this.size = size
  }

  get(key: string): Entry | undefined {
    const { chunk, index } = place(this.#chunks, key)
    const entry = this.#chunks[chunk]?.[index]
    return entry?.key === key ? entry : undefined
  }

  /** Entries with from <= key < to. */
  *range(from: string, to: string): Generator<Entry, undefined> {
    const start = place(this.#chunks, from)
    for (let c = start.chunk; c < this.#chunks.length; c++) {
      const chunk = this.#chunks[c] as readonly Entry[]
      for (let i = c === start.chunk ? start.index : 0; i < chunk.length; i++) {
        const entry = chunk[i] as Entry
        if (entry.key >= to) return
        yield entry
      }
    }
  }

  /** Up to `limit` entries with from <= key < to, as parts of the chunks they lie in. */
  segments(from: string, to: string, limit: number): Segment[] {
    const first = place(this.#chunks, from)
    const found: Segment[] = []
    let left = limit
    for (let c = first.chunk; c < this.#chunks.length && left > 0; c++) {
      const entries = this.#chunks[c] as readonly Entry[]
      const start = c === first.chunk ? first.index : 0
      const last = entries[entries.length - 1] as Entry
      const end = last.key < to ? entries.length : indexIn(entries, to)
      if (end <= start) return found
      const taken = Math.min(end - start, left)
      found.push({ entries, start, end: start + taken })
      left -= taken
      if (end < entries.length) return found
    }
    return found
  }

  /** The same as an array. */
  slice(from: string, to: string, limit: number): Entry[] {
    const parts = this.segments(from, to, limit)
    return parts.flatMap(({ entries, start, end }) => entries.slice(start, end))
  }

  /** A copy to be changed; it shares what it does not change. */
  edit(): OrderedEntries {
    return new OrderedEntries(this.#chunks, this.size)
  }

  /** How many entries have from <= key < to. */
  count(from: string, to: string): number {
    const start = place(this.#chunks, from)
    const end = place(this.#chunks, to)
    if (start.chunk === end.chunk) return Math.max(0, end.index - start.index)
    if (start.chunk > end.chunk) return 0
    let total = (this.#chunks[start.chunk] as readonly Entry[]).length - start.index + end.index
    for (let c = start.chunk + 1; c < end.chunk; c++) total += (this.#chunks[c] as readonly Entry[]).length
    return total
  }
}

export class OrderedEntries {
  #chunks: Chunk[]
  /** Chunks made since the last snapshot, which may be changed in place. */
  #own = new WeakSet<Chunk>()
  #shared = true
  #size: number

  /** Starts with chunks that others have, too: they are copied before they change. */
  constructor(chunks: readonly (readonly Entry[])[] = [], size = 0) {
    this.#chunks = chunks as Chunk[]
    this.#size = size
  }

  get size(): number {
    return this.#size
  }

  get(key: string): Entry | undefined {
    const { chunk, index } = place(this.#chunks, key)
    const entry = this.#chunks[chunk]?.[index]
    return entry?.key === key ? entry : undefined
  }

  /** Entries with from <= key < to as they are now. Cheaper than a snapshot for those who look once. */
  slice(from: string, to: string): Entry[] {
    // Most namespaces have no limits, quotas and the like, which every write asks for.
    const { chunk, index } = place(this.#chunks, from)
    const first = this.#chunks[chunk]?.[index]
    if (first === undefined || first.key >= to) return []
    return new Snapshot(this.#chunks, this.#size).slice(from, to, Number.POSITIVE_INFINITY)
  }

  snapshot(): Snapshot {
    this.#own = new WeakSet()
    this.#shared = true
    return new Snapshot(this.#chunks, this.#size)
  }

  /** Puts the entry in; returns the one it replaced. */
  set(entry: Entry): Entry | undefined {
    const { chunk, index } = place(this.#chunks, entry.key)
    const at = Math.min(chunk, Math.max(0, this.#chunks.length - 1))
    const items = this.#writable(at)
    const position = at === chunk ? index : items.length
    const previous = items[position]
    if (previous?.key === entry.key) {
      items[position] = entry
      return previous
    }
    items.splice(position, 0, entry)
    this.#size++
    if (items.length > chunkLimit) this.#split(at, position === items.length - 1)
    return undefined
  }

  delete(key: string): Entry | undefined {
    const { chunk, index } = place(this.#chunks, key)
    if (this.#chunks[chunk]?.[index]?.key !== key) return undefined
    const items = this.#writable(chunk)
    const [previous] = items.splice(index, 1)
    this.#size--
    if (items.length === 0) this.#chunks.splice(chunk, 1)
    return previous
  }

  #writable(at: number): Chunk {
    if (this.#shared) {
      this.#chunks = this.#chunks.slice()
      this.#shared = false
    }
    const chunk = this.#chunks[at] ?? []
    if (this.#own.has(chunk)) return chunk
    const copy = chunk.slice()
    this.#own.add(copy)
    this.#chunks[at] = copy
    return copy
  }

  /** Keys that only grow fill chunks whole instead of leaving them half empty. */
  #split(at: number, appended: boolean): void {
    const items = this.#chunks[at] as Chunk
    const rest = items.splice(appended ? chunkLimit : chunkLimit >> 1)
    this.#own.add(rest)
    this.#chunks.splice(at + 1, 0, rest)
  }
}
