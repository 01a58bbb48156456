// The protobuf wire format: a writer into one growing buffer and a reader that never looks past its end. It knows
// nothing of messages; what is malformed is a WireError in upstream's words, never a wrong value or an endless loop.

export class WireError extends Error {
  override readonly name = 'WireError'
}

export const wireType = { varint: 0, fixed64: 1, bytes: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const

const maxField = 0x1fff_ffff
const maxGroupDepth = 32
// A byte order mark is content, and bytes that are not UTF-8 become U+FFFD, as Go's JSON encoder shows them too.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })
const utf8Encoder = new TextEncoder()

/** Appends protobuf records. Fields come out in the order in which they are written. */
export class WireWriter {
  #buffer: Uint8Array<ArrayBuffer>
  #view: DataView
  #length = 0

  constructor(options: { readonly capacity?: number } = {}) {
    this.#buffer = new Uint8Array(options.capacity ?? 256)
    this.#view = new DataView(this.#buffer.buffer)
  }

  get length(): number {
    return this.#length
  }

  /** What was written, as a view: further writing must not follow. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length)
  }

  tag(field: number, type: number): void {
    if (!Number.isInteger(field) || field < 1 || field > maxField)
      throw new WireError(`bad field number ${field}`)
    this.#varint32(((field << 3) | type) >>> 0)
  }

  /** A whole number as a plain varint; a negative one takes ten bytes, as int32, int64 and enums do. */
  varint(value: number | bigint): void {
    if (typeof value === 'bigint') this.#varintBig(value)
    else if (value >= 0 && value <= 0xffff_ffff && Number.isInteger(value)) this.#varint32(value)
    else if (Number.isSafeInteger(value)) this.#varintBig(BigInt(value))
    else throw new WireError(`not a whole number that fits: ${value}`)
  }

  bool(value: boolean): void {
    this.#varint32(value ? 1 : 0)
  }

  fixed32(value: number): void {
    this.#reserve(4)
    this.#view.setUint32(this.#length, value, true)
    this.#length += 4
  }

  fixed64(value: bigint): void {
    this.#reserve(8)
    this.#view.setBigUint64(this.#length, value, true)
    this.#length += 8
  }

  float(value: number): void {
    this.#reserve(4)
    this.#view.setFloat32(this.#length, value, true)
    this.#length += 4
  }

  double(value: number): void {
    this.#reserve(8)
    this.#view.setFloat64(this.#length, value, true)
    this.#length += 8
  }

  /** Length and bytes. */
  bytes(value: Uint8Array): void {
    this.#varint32(value.length)
    this.raw(value)
  }

  /** Bytes as they are. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length)
    this.#buffer.set(value, this.#length)
    this.#length += value.length
  }

  /** Length and UTF-8. */
  string(value: string): void {
    // Most strings are short ASCII, for which the encoder's call costs more than the loop.
    if (value.length < 64 && this.#ascii(value)) return
    this.bytes(utf8Encoder.encode(value))
  }

  #ascii(value: string): boolean {
    const { length } = value
    this.#reserve(length + 1)
    const start = this.#length + 1
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i)
      if (code > 0x7f) return false
      this.#buffer[start + i] = code
    }
    this.#buffer[this.#length] = length
    this.#length = start + length
    return true
  }

  /** Begins a record whose length is not known yet; hand the result to `close` when its content is written. */
  open(): number {
    this.#reserve(1)
    return this.#length++
  }

  close(opened: number): void {
    const start = opened + 1
    const size = this.#length - start
    const extra = varintSize(size) - 1
    if (extra > 0) {
      this.#reserve(extra)
      this.#buffer.copyWithin(start + extra, start, this.#length)
    }
    const end = this.#length + extra
    this.#length = opened
    this.#varint32(size)
    this.#length = end
  }

  #varint32(value: number): void {
    this.#reserve(5)
    let rest = value
    while (rest > 0x7f) {
      this.#buffer[this.#length++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.#buffer[this.#length++] = rest
  }

  #varintBig(value: bigint): void {
    if (value < -(1n << 63n) || value >= 1n << 64n) throw new WireError(`more than 64 bits: ${value}`)
    this.#reserve(10)
    let rest = BigInt.asUintN(64, value)
    while (rest > 0x7fn) {
      this.#buffer[this.#length++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.#buffer[this.#length++] = Number(rest)
  }

  #reserve(count: number): void {
    const needed = this.#length + count
    if (needed <= this.#buffer.length) return
    const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2))
    grown.set(this.#buffer.subarray(0, this.#length))
    this.#buffer = grown
    this.#view = new DataView(grown.buffer)
  }
}

function varintSize(value: number): number {
  if (value < 0x80) return 1
  if (value < 0x4000) return 2
  if (value < 0x20_0000) return 3
  return value < 0x1000_0000 ? 4 : 5
}

/** Reads protobuf records from a range of bytes. */
export class WireReader {
  readonly #buffer: Uint8Array
  readonly #view: DataView
  #position: number
  readonly #end: number

  constructor(
    buffer: Uint8Array,
    range: { readonly start: number; readonly end: number } | undefined = undefined,
  ) {
    this.#buffer = buffer
    this.#view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    this.#position = range?.start ?? 0
    this.#end = Math.min(range?.end ?? buffer.length, buffer.length)
  }

  get position(): number {
    return this.#position
  }

  get done(): boolean {
    return this.#position >= this.#end
  }

  /** The next record's tag: `tag >>> 3` is the field, `tag & 7` the wire type. `message` is named in errors. */
  tag(message = ''): number {
    const tag = this.#size()
    const prefix = message === '' ? 'proto' : `proto: ${message}`
    if ((tag & 7) === wireType.endGroup && message !== '')
      throw new WireError(`${prefix}: wiretype end group for non-group`)
    if (tag < 8 || tag > 0xffff_ffff)
      throw new WireError(`${prefix}: illegal tag ${(tag / 8) | 0} (wire type ${tag})`)
    return tag
  }

  /** The low 32 bits of a varint, unsigned. */
  uint32(): number {
    let result = 0
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte()
      if (shift < 32) result |= (byte & 0x7f) << shift
      if (byte < 0x80) return result >>> 0
    }
    throw new WireError('proto: integer overflow')
  }

  /** The low 32 bits of a varint, signed: int32 and enums. */
  int32(): number {
    return this.uint32() | 0
  }

  bool(): boolean {
    return this.uint64() !== 0n
  }

  uint64(): bigint {
    let low = 0
    let shift = 0
    // 28 bits fit a small integer; nearly every 64-bit value on the wire is that short.
    for (; shift < 28; shift += 7) {
      const byte = this.#byte()
      low |= (byte & 0x7f) << shift
      if (byte < 0x80) return BigInt(low)
    }
    let result = BigInt(low)
    for (; shift < 70; shift += 7) {
      const byte = this.#byte()
      result |= BigInt(byte & 0x7f) << BigInt(shift)
      if (byte < 0x80) return BigInt.asUintN(64, result)
    }
    throw new WireError('proto: integer overflow')
  }

  int64(): bigint {
    return BigInt.asIntN(64, this.uint64())
  }

  /** An int64 that has to be exact as a number: one beyond 2^53 is an error, never rounded. */
  int64Number(): number {
    const start = this.#position
    let value = 0
    let scale = 1
    // Seven bytes are 49 bits, which a number adds up exactly.
    for (let i = 0; i < 7; i++, scale *= 128) {
      const byte = this.#byte()
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value
    }
    this.#position = start
    return this.#largeNumber()
  }

  #largeNumber(): number {
    const value = this.int64()
    const number = Number(value)
    if (!Number.isSafeInteger(number)) throw new WireError(`integer beyond 2^53: ${value}`)
    return number
  }

  fixed32(): number {
    return this.#view.getUint32(this.#take(4), true)
  }

  fixed64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true)
  }

  float(): number {
    return this.#view.getFloat32(this.#take(4), true)
  }

  double(): number {
    return this.#view.getFloat64(this.#take(8), true)
  }

  /** A view of a length-delimited record's content, not a copy. */
  bytes(): Uint8Array {
    const length = this.#size()
    const start = this.#take(length)
    return this.#buffer.subarray(start, start + length)
  }

  string(): string {
    const length = this.#size()
    const start = this.#take(length)
    const buffer = this.#buffer
    let text = ''
    if (length <= 24) {
      let i = start
      for (; i < start + length && (buffer[i] as number) < 0x80; i++)
        text += String.fromCharCode(buffer[i] as number)
      if (i === start + length) return text
    }
    return utf8.decode(buffer.subarray(start, start + length))
  }

  /** A reader over a length-delimited record; this one goes on behind it. */
  nested(): WireReader {
    const length = this.#size()
    const start = this.#take(length)
    return new WireReader(this.#buffer, { start, end: start + length })
  }

  /** Steps over the record whose tag was just read. */
  skip(tag: number): void {
    this.#skip(tag, 0)
  }

  #skip(tag: number, depth: number): void {
    switch (tag & 7) {
      case wireType.varint:
        this.uint32()
        return
      case wireType.fixed64:
        this.#take(8)
        return
      case wireType.bytes:
        this.#take(this.#size())
        return
      case wireType.startGroup:
        this.#skipGroup(tag >>> 3, depth)
        return
      case wireType.fixed32:
        this.#take(4)
        return
      default:
        throw new WireError(`proto: illegal wireType ${tag & 7}`)
    }
  }

  #skipGroup(field: number, depth: number): void {
    if (depth >= maxGroupDepth) throw new WireError('groups nested too deeply')
    for (;;) {
      const tag = this.tag()
      if ((tag & 7) === wireType.endGroup) {
        if (tag >>> 3 !== field) throw new WireError('group ended by another field')
        return
      }
      this.#skip(tag, depth + 1)
    }
  }

  /** A record's length or tag. One that nothing has is not cut to 32 bits: it has to fail. */
  #size(): number {
    let size = 0
    let scale = 1
    for (let i = 0; i < 10; i++, scale *= 128) {
      const byte = this.#byte()
      size += (byte & 0x7f) * scale
      if (byte >= 0x80) continue
      if (size >= 2 ** 63) throw new WireError('proto: negative length found during unmarshaling')
      return size
    }
    throw new WireError('proto: integer overflow')
  }

  #byte(): number {
    if (this.#position >= this.#end) throw new WireError('unexpected EOF')
    return this.#buffer[this.#position++] as number
  }

  #take(length: number): number {
    const start = this.#position
    if (length > this.#end - start) throw new WireError('unexpected EOF')
    this.#position = start + length
    return start
  }
}
