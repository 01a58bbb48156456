// Writes DER, the binary form of certificates (X.690), as buffers that nest: as much of it as certificates need. Nothing here
// knows what a certificate is. api/certificates/der.ts reads it.

const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  sequence: 0x30,
  set: 0x31,
  utcTime: 0x17,
  generalizedTime: 0x18,
} as const

function encoded(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const length = content.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([Buffer.from([tag]), lengthOf(length), ...content])
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes = bigEndian(BigInt(length))
  return Buffer.from([0x80 | bytes.length, ...bytes])
}

function bigEndian(value: bigint): readonly number[] {
  const bytes: number[] = []
  for (let rest = value; rest > 0n; rest >>= 8n) bytes.unshift(Number(rest & 0xffn))
  return bytes
}

export const sequence = (...items: readonly Uint8Array[]): Buffer => encoded(tags.sequence, ...items)

/** In the order that DER wants: by their bytes. */
export const setOf = (items: readonly Buffer[]): Buffer =>
  encoded(tags.set, ...items.toSorted(Buffer.compare))

export const boolean = (value: boolean): Buffer => encoded(tags.boolean, Buffer.from([value ? 0xff : 0]))

/** A number that is not negative, from its bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0)
  const digits = first === -1 ? Buffer.from([0]) : bytes.subarray(first)
  const sign = (digits[0] as number) & 0x80 ? Buffer.from([0]) : Buffer.alloc(0)
  return encoded(tags.integer, sign, digits)
}

export const octetString = (bytes: Uint8Array): Buffer => encoded(tags.octetString, bytes)

export const utf8String = (text: string): Buffer => encoded(tags.utf8String, Buffer.from(text))

export const bitString = (bytes: Uint8Array, unusedBits = 0): Buffer =>
  encoded(tags.bitString, Buffer.from([unusedBits]), bytes)

/** Bits by their numbers, as KeyUsage has them: trailing zeros are left out. */
export function namedBits(numbers: readonly number[]): Buffer {
  const last = Math.max(...numbers)
  const bytes = Buffer.alloc((last >> 3) + 1)
  for (const number of numbers) bytes[number >> 3] = (bytes[number >> 3] as number) | (0x80 >> (number & 7))
  return bitString(bytes, 7 - (last & 7))
}

/** From its dotted form. */
export function objectIdentifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc & 0x7f]
    for (let left = arc >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80)
    return digits
  })
  return encoded(tags.objectIdentifier, Buffer.from(bytes))
}

/** UTCTime until 2049, GeneralizedTime after it, as RFC 5280 asks. */
export function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\.\d+|[-:T]/g, '')
  const short = digits < '2050'
  return encoded(short ? tags.utcTime : tags.generalizedTime, Buffer.from(short ? digits.slice(2) : digits))
}

/** `[number]` around whole values. */
export const explicit = (number: number, ...content: readonly Uint8Array[]): Buffer =>
  encoded(0xa0 | number, ...content)

/** `[number]` in the place of a value's own tag. */
export const implicit = (number: number, content: Uint8Array): Buffer => encoded(0x80 | number, content)
