// Bodies that are made a slice at a time, so that a hundred thousand objects neither hold the event loop nor need a buffer of
// their size: between two slices other requests get their turn. Counted in objects and bytes, never in time.
import { settle } from '../../base/node/system-clock.ts'
import type { Entry } from '../cache/entry.ts'
import type { Segment } from '../cache/ordered-entries.ts'
import type { ServerBody } from '../request/exchange.ts'

/** What one slice holds at most: some milliseconds of parsing and printing. */
export const sliceEntries = 64
export const sliceBytes = 256 * 1024
/** Bodies up to about this size are put together before the first byte goes out. */
export const wholeLimit = 8 * 1024 * 1024

/** The entries of a page in slices; one that is large by itself is a slice of its own. */
export function* slicesOf(segments: readonly Segment[]): Generator<readonly Entry[], undefined> {
  let slice: Entry[] = []
  let size = 0
  for (const { entries, start, end } of segments) {
    for (let i = start; i < end; i++) {
      const entry = entries[i] as Entry
      if (slice.length === sliceEntries || (size > 0 && size + entry.bytes.length > sliceBytes)) {
        yield slice
        slice = []
        size = 0
      }
      slice.push(entry)
      size += entry.bytes.length
    }
  }
  if (slice.length > 0) yield slice
}

/** A document around a list of items, by its text. */
export interface ListText {
  readonly head: string
  /** The items of a slice as text, as they stand beside others. */
  readonly items: (entries: readonly Entry[]) => string
  /** Between two slices. */
  readonly separator: string
  readonly tail: string
  /** What stands for everything where there is no item. */
  readonly empty: string
}

/** The document in pieces, a slice each. */
export async function* textPieces(segments: readonly Segment[], text: ListText): AsyncGenerator<Buffer> {
  let before = text.head
  for (const slice of slicesOf(segments)) {
    if (before !== text.head) await settle()
    yield Buffer.from(before + text.items(slice))
    before = text.separator
  }
  yield Buffer.from(before === text.head ? text.empty : text.tail)
}

/** All the pieces where they are few bytes; a stream of them where not. */
export async function wholeOrStream(pieces: AsyncGenerator<Uint8Array>): Promise<ServerBody> {
  const first: Uint8Array[] = []
  let size = 0
  while (size <= wholeLimit) {
    const { value, done } = await pieces.next()
    if (done === true) return first
    first.push(value)
    size += value.length
  }
  return afterThese(first, pieces)
}

async function* afterThese(
  first: Uint8Array[],
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  // Handed over one by one, so that what has been sent can go.
  for (let piece = first.shift(); piece !== undefined; piece = first.shift()) yield piece
  yield* rest
}
