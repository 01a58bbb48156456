// The items of a list, joined into buffers and kept while they are asked for again: most chunks of a cache do not change
// between two lists. What is kept is bounded, the longest unused goes first.
import { WireWriter, wireType } from '../../machinery/protobuf/wire.ts'
import type { Entry } from '../cache/entry.ts'
import type { Segment } from '../cache/ordered-entries.ts'
import type { Resource } from './resource.ts'

/** What nobody asks for goes after a minute (trim-caches.ts), so that there may be room for a large list in both forms. */
const maxBytes = 64 * 1024 * 1024
/** Smaller joins are not worth keeping. */
const minItems = 16
/** A chunk of objects as large as these is not kept, but joined in parts. */
const maxJoined = 2 * 1024 * 1024
/** Parts of what is not kept. */
const partBytes = 256 * 1024

export type Form = 'json' | 'protobuf'

export interface Joining {
  readonly resource: Resource
  readonly form: Form
}

interface Joined {
  readonly start: number
  readonly end: number
  readonly bytes: Buffer
}

/** What a selector took in of many chunks, a few items of each. */
interface Scattered {
  readonly resource: Resource
  readonly form: Form
  readonly segments: readonly Segment[]
  readonly parts: readonly Buffer[]
  used: boolean
}

/** Lists of scattered items that are kept. */
const maxScattered = 16

export class JoinedItems {
  /** Segments are unchanging, so the array itself is the key. Longest unused first. */
  readonly #kept = new Map<readonly Entry[], Partial<Record<Form, Joined>>>()
  /** Asked for since the last trim. */
  #used = new WeakSet<readonly Entry[]>()
  #bytes = 0
  /** Longest unused first. */
  #scattered: Scattered[] = []

  /** Forgets what nobody has asked for since the last trim. */
  trim(): void {
    for (const [entries, forms] of this.#kept) if (!this.#used.has(entries)) this.#forget(entries, forms)
    this.#used = new WeakSet()
    this.#scattered = this.#scattered.filter(({ used }) => used)
    for (const one of this.#scattered) one.used = false
  }

  #forget(entries: readonly Entry[], { json, protobuf }: Partial<Record<Form, Joined>>): void {
    this.#kept.delete(entries)
    this.#bytes -= (json?.bytes.length ?? 0) + (protobuf?.bytes.length ?? 0)
  }

  /** Undefined where it would be too large. */
  #lasting({ entries, start, end }: Segment, { resource, form }: Joining): Buffer | undefined {
    this.#used.add(entries)
    const known = this.#kept.get(entries)
    const joined = known?.[form]
    if (known !== undefined && joined?.start === start && joined.end === end) {
      this.#kept.delete(entries)
      this.#kept.set(entries, known)
      return joined.bytes
    }
    const items = entries.slice(start, end)
    if (items.reduce((sum, { bytes }) => sum + bytes.length, 0) > maxJoined) return undefined
    const bytes = form === 'json' ? joinJson(items, resource) : joinProtobuf(items, resource)
    this.#remember(entries, { form, joined: { start, end, bytes } })
    return bytes
  }

  /**
   * The items in buffers of at most some megabytes. As JSON `,{...},{...}`, every item after a comma, without the kind and
   * apiVersion that the list says once; in protobuf as records of the list's field.
   */
  *of(segments: readonly Segment[], what: Joining): Generator<Buffer, undefined> {
    const { storedAs, custom } = what.resource.kind
    // Another version of the kind shares the entries, but not their bytes. What is larger than all that can be kept would
    // only drive out the rest.
    const size = roughSize(segments)
    const own = storedAs === undefined && custom === undefined && size <= maxBytes
    if (own && size <= maxJoined && isScattered(segments)) yield* this.#together(segments, what)
    else yield* this.#oneByOne(segments, { ...what, own })
  }

  #together(segments: readonly Segment[], what: Joining): readonly Buffer[] {
    const { resource, form } = what
    const at = this.#scattered.findIndex(
      (one) => one.resource === resource && one.form === form && sameSegments(one.segments, segments),
    )
    const known = this.#scattered[at]
    if (known !== undefined) {
      this.#scattered.splice(at, 1)
      this.#scattered.push(known)
      known.used = true
      return known.parts
    }
    const parts = [...this.#oneByOne(segments, { ...what, own: false })]
    if (parts.reduce((sum, { length }) => sum + length, 0) > maxJoined) return parts
    this.#scattered.push({ resource, form, segments, parts, used: true })
    if (this.#scattered.length > maxScattered) this.#scattered.shift()
    return parts
  }

  *#oneByOne(
    segments: readonly Segment[],
    what: Joining & { readonly own: boolean },
  ): Generator<Buffer, undefined> {
    const { resource, form, own } = what
    const join = form === 'json' ? joinJson : joinProtobuf
    let loose: Entry[] = []
    let size = 0
    for (const segment of segments) {
      const { entries, start, end } = segment
      if (own && segment.fleeting === undefined && end - start >= minItems) {
        const bytes = this.#lasting(segment, what)
        if (bytes !== undefined) {
          if (loose.length > 0) yield join(loose, resource)
          loose = []
          size = 0
          yield bytes
          continue
        }
      }
      for (let i = start; i < end; i++) {
        const entry = entries[i] as Entry
        loose.push(entry)
        size += entry.bytes.length
        if (size < partBytes) continue
        yield join(loose, resource)
        loose = []
        size = 0
      }
    }
    if (loose.length > 0) yield join(loose, resource)
  }

  #remember(entries: readonly Entry[], { form, joined }: { form: Form; joined: Joined }): void {
    const forms = this.#kept.get(entries) ?? {}
    this.#bytes += joined.bytes.length - (forms[form]?.bytes.length ?? 0)
    forms[form] = joined
    this.#kept.delete(entries)
    this.#kept.set(entries, forms)
    for (const [oldest, held] of this.#kept) {
      if (this.#bytes <= maxBytes) return
      this.#forget(oldest, held)
    }
  }
}

/** Few items of each chunk, of many chunks: what selectors leave. */
function isScattered(segments: readonly Segment[]): boolean {
  if (segments.length < 2 || segments.some(({ fleeting }) => fleeting)) return false
  return segments.reduce((sum, { start, end }) => sum + end - start, 0) < minItems * segments.length
}

function sameSegments(a: readonly Segment[], b: readonly Segment[]): boolean {
  if (a.length !== b.length) return false
  return a.every(({ entries, start, end }, i) => {
    const other = b[i]
    return other?.entries === entries && other.start === start && other.end === end
  })
}

/** As if all entries were like the first. */
function roughSize(segments: readonly Segment[]): number {
  const first = segments[0]
  const size = first?.entries[first.start]?.bytes.length ?? 0
  return segments.reduce((sum, { start, end }) => sum + (end - start) * size, 0)
}

function joinJson(entries: readonly Entry[], resource: Resource): Buffer {
  const drop = resource.typePrefix.length
  const parts = entries.map((entry) => resource.bytesOf(entry))
  const size = parts.reduce((sum, { length }) => sum + length - drop + 2, 0)
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

/** The field of a list's message that holds its items, whatever the kind. */
const itemsField = 2
/** The most that a tag and a length take here. */
const recordHead = 6

function joinProtobuf(entries: readonly Entry[], resource: Resource): Buffer {
  return records(
    itemsField,
    entries.map((entry) => resource.protobufOf(entry)),
  )
}

/** Messages as records of one field. */
export function records(field: number, messages: readonly Uint8Array[]): Buffer {
  const capacity = messages.reduce((sum, { length }) => sum + length + recordHead, 0)
  const writer = new WireWriter({ capacity })
  for (const message of messages) {
    writer.tag(field, wireType.bytes)
    writer.bytes(message)
  }
  const bytes = writer.finish()
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
