// Reads DER (X.690) one element after another: tags of one byte, definite lengths in their shortest form. It never throws,
// copies nothing and goes no deeper than it is asked to.

export interface DerElement {
  readonly tag: number
  readonly content: Uint8Array
  /** With its tag and length. */
  readonly whole: Uint8Array
}

export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

export class DerReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  /** The tag that comes next; undefined at the end. */
  get next(): number | undefined {
    return this.#bytes[this.#at]
  }

  /** The next element; undefined where there is none, or none that is whole. */
  element(): DerElement | undefined {
    const bytes = this.#bytes
    const tag = bytes[this.#at]
    // Tags of several bytes: no certificate has them.
    if (tag === undefined || (tag & 0x1f) === 0x1f) return undefined
    const length = lengthAt(bytes, this.#at + 1)
    if (length === undefined || length.end + length.value > bytes.length) return undefined
    const start = this.#at
    this.#at = length.end + length.value
    return {
      tag,
      content: bytes.subarray(length.end, this.#at),
      whole: bytes.subarray(start, this.#at),
    }
  }

  /** The next element where it has this tag; otherwise it stays unread. */
  take(tag: number): DerElement | undefined {
    return this.next === tag ? this.element() : undefined
  }
}

function lengthAt(
  bytes: Uint8Array,
  at: number,
): { readonly value: number; readonly end: number } | undefined {
  const first = bytes[at]
  if (first === undefined) return undefined
  if (first < 0x80) return { value: first, end: at + 1 }
  const count = first & 0x7f
  // Indefinite, or longer than any text that gets here.
  if (count === 0 || count > 3 || at + count >= bytes.length) return undefined
  let value = 0
  for (let i = 1; i <= count; i++) value = value * 256 + (bytes[at + i] ?? 0)
  const isShortest = value >= 0x80 && value >= 256 ** (count - 1)
  return isShortest ? { value, end: at + 1 + count } : undefined
}

/** The content of the one element that fills `bytes`; undefined where it is of another tag, or not alone. */
export function derContent(bytes: Uint8Array, tag: number): Uint8Array | undefined {
  const reader = new DerReader(bytes)
  const element = reader.take(tag)
  return reader.done ? element?.content : undefined
}

/** An object identifier in dotted form; '' where it is none. */
export function oidText(content: Uint8Array): string {
  if (content.length === 0 || content.length > 64 || (content.at(-1) ?? 0) >= 0x80) return ''
  const numbers: bigint[] = []
  let value = 0n
  for (const byte of content) {
    if (value === 0n && byte === 0x80) return ''
    value = value * 128n + BigInt(byte & 0x7f)
    if (byte >= 0x80) continue
    numbers.push(value)
    value = 0n
  }
  const [first = 0n, ...rest] = numbers
  const head = first < 80n ? first / 40n : 2n
  return [head, first - head * 40n, ...rest].join('.')
}

/** A whole number that fits; undefined where it is none, is not in its shortest form or is too large to be exact. */
export function derInteger(content: Uint8Array): number | undefined {
  if (content.length === 0 || content.length > 6) return undefined
  const [first = 0, second = 0] = content
  if (content.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)))
    return undefined
  let value = first >= 0x80 ? first - 256 : first
  for (const byte of content.subarray(1)) value = value * 256 + byte
  return value
}
