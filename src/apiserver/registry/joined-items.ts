// The items of a list, joined into one buffer a segment and kept while they are asked for again: most chunks of a cache
// do not change between two lists. What is kept is bounded, the longest unused goes first.

import type { Entry } from '../cache/entry.ts'
import type { Segment } from '../cache/ordered-entries.ts'
import type { Resource } from './resource.ts'

const maxBytes = 16 * 1024 * 1024
/** Smaller joins are not worth keeping. */
const minItems = 16

interface Joined {
  readonly start: number
  readonly end: number
  readonly bytes: Buffer
}

export class JoinedItems {
  /** Segments are unchanging, so the array itself is the key. Longest unused first. */
  readonly #kept = new Map<readonly Entry[], Joined>()
  #bytes = 0

  /** `,{...},{...}`: every item after a comma, without the kind and apiVersion that the list says once. */
  of(segment: Segment, resource: Resource): Buffer {
    const { entries, start, end } = segment
    // Another version of the kind shares the entries, but not their bytes.
    const { storedAs, custom } = resource.kind
    const keep = storedAs === undefined && custom === undefined && end - start >= minItems
    const known = keep ? this.#kept.get(entries) : undefined
    if (known !== undefined && known.start === start && known.end === end) {
      this.#kept.delete(entries)
      this.#kept.set(entries, known)
      return known.bytes
    }
    const bytes = join(segment, resource)
    if (keep) this.#remember(entries, { start, end, bytes })
    return bytes
  }

  #remember(entries: readonly Entry[], joined: Joined): void {
    this.#bytes += joined.bytes.length - (this.#kept.get(entries)?.bytes.length ?? 0)
    this.#kept.delete(entries)
    this.#kept.set(entries, joined)
    for (const [oldest, { bytes }] of this.#kept) {
      if (this.#bytes <= maxBytes) return
      this.#kept.delete(oldest)
      this.#bytes -= bytes.length
    }
  }
}

function join({ entries, start, end }: Segment, resource: Resource): Buffer {
  const drop = resource.typePrefix.length
  const parts: Buffer[] = []
  let size = 0
  for (let i = start; i < end; i++) {
    const bytes = resource.bytesOf(entries[i] as Entry)
    parts.push(bytes)
    size += bytes.length - drop + 2
  }
  const target = Buffer.allocUnsafeSlow(size)
  let at = 0
  for (const bytes of parts) {
    target[at] = 0x2c
    target[at + 1] = 0x7b
    bytes.copy(target, at + 2, drop)
    at += bytes.length - drop + 2
  }
  return target
}
