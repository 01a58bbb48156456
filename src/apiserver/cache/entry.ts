// One object as the cache holds it: its encoded bytes, made once a write and shared by every answer, and the few values
// that selectors ask for. The parsed form is kept for a while at most (parsed-objects.ts); nobody may change it.
import type { KubeObject } from '../../machinery/kind.ts'

export type Labels = Readonly<Record<string, string>>

export interface Entry {
  /** `namespace/name`, or the name alone. */
  readonly key: string
  readonly revision: number
  /** Complete JSON, resourceVersion included, without a line feed. */
  readonly bytes: Buffer
  readonly labels: Labels | undefined
  /** Values of the kind's field selectors, in the order of `kind.fieldSelectors`. */
  readonly fields: readonly string[]
  /** Managed by ParsedObjects alone. */
  parsed: KubeObject | undefined
}

const uidMark = Buffer.from(',"uid":"')
const revisionMark = Buffer.from(',"resourceVersion":"')
const quote = 0x22

/**
 * Puts the resourceVersion into a stored value, after metadata.uid. A quote inside a JSON string is always escaped, so
 * the first match is the field itself: kind, apiVersion and metadata.name, which stand before it, hold no object.
 */
export function spliceRevision(value: Uint8Array, revision: number): Buffer {
  const source = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const mark = source.indexOf(uidMark)
  // Revision 0 is that of an object which a dry run would have created: it has none.
  if (mark < 0 || revision === 0) return Buffer.from(source)
  const at = source.indexOf(quote, mark + uidMark.length) + 1
  const text = `,"resourceVersion":"${revision}"`
  const target = Buffer.allocUnsafeSlow(source.length + text.length)
  source.copy(target, 0, 0, at)
  target.write(text, at, 'latin1')
  source.copy(target, at + text.length, at)
  return target
}

/** The same bytes with another resourceVersion: a deleted object as its watchers see it. */
export function replaceRevision(bytes: Buffer, revision: number): Buffer {
  const mark = bytes.indexOf(revisionMark)
  if (mark < 0) return bytes
  const from = mark + revisionMark.length
  const end = bytes.indexOf(quote, from)
  return Buffer.concat([bytes.subarray(0, from), Buffer.from(String(revision)), bytes.subarray(end)])
}

export function namespaceOf(key: string): string {
  const slash = key.indexOf('/')
  return slash < 0 ? '' : key.slice(0, slash)
}

export function nameOf(key: string): string {
  return key.slice(key.indexOf('/') + 1)
}
