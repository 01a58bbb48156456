// SPDY/3.1 frames as bytes: what exec and attach need of the protocol, and no more. Lengths are checked; nothing is kept.

export const frameTypes = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const

export const flagFin = 1
const version = 3
const headLength = 8
/** A frame's length has 24 bits; no peer of ours sends more than this. */
const maxFrame = 1 << 20

export type Frame =
  | { readonly kind: 'data'; readonly streamId: number; readonly fin: boolean; readonly data: Buffer }
  | { readonly kind: 'control'; readonly type: number; readonly flags: number; readonly data: Buffer }

export class SpdyError extends Error {
  override readonly name = 'SpdyError'
}

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  #pending: Buffer = Buffer.alloc(0)

  /** The frames that are complete now. Throws SpdyError for what is no SPDY/3. */
  push(chunk: Buffer): Frame[] {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk])
    const frames: Frame[] = []
    let offset = 0
    while (this.#pending.length - offset >= headLength) {
      const length = this.#pending.readUIntBE(offset + 5, 3)
      if (length > maxFrame) throw new SpdyError(`frame of ${length} bytes`)
      if (this.#pending.length - offset < headLength + length) break
      frames.push(frameAt(this.#pending, offset, length))
      offset += headLength + length
    }
    this.#pending = this.#pending.subarray(offset)
    return frames
  }
}

function frameAt(bytes: Buffer, offset: number, length: number): Frame {
  const word = bytes.readUInt32BE(offset)
  const flags = bytes.readUInt8(offset + 4)
  const data = bytes.subarray(offset + headLength, offset + headLength + length)
  if (word >>> 31 === 0) return { kind: 'data', streamId: word, fin: (flags & flagFin) !== 0, data }
  if (((word >>> 16) & 0x7fff) !== version)
    throw new SpdyError(`version ${(word >>> 16) & 0x7fff} of the protocol`)
  return { kind: 'control', type: word & 0xffff, flags, data }
}

export function dataFrame(streamId: number, data: Uint8Array, fin: boolean): Buffer {
  const head = Buffer.alloc(headLength)
  head.writeUInt32BE(streamId & 0x7fffffff, 0)
  head.writeUInt8(fin ? flagFin : 0, 4)
  head.writeUIntBE(data.length, 5, 3)
  return Buffer.concat([head, data])
}

function controlFrame(type: number, flags: number, data: Uint8Array): Buffer {
  const head = Buffer.alloc(headLength)
  head.writeUInt16BE(0x8000 | version, 0)
  head.writeUInt16BE(type, 2)
  head.writeUInt8(flags, 4)
  head.writeUIntBE(data.length, 5, 3)
  return Buffer.concat([head, data])
}

/** `headerBlock` is compressed already (header-compressor.ts). */
export function synStreamFrame(streamId: number, headerBlock: Uint8Array): Buffer {
  const fields = Buffer.alloc(10)
  fields.writeUInt32BE(streamId, 0)
  return controlFrame(frameTypes.synStream, 0, Buffer.concat([fields, headerBlock]))
}

export function pingFrame(id: number): Buffer {
  const data = Buffer.alloc(4)
  data.writeUInt32BE(id)
  return controlFrame(frameTypes.ping, 0, data)
}

export function goAwayFrame(lastStreamId: number): Buffer {
  const data = Buffer.alloc(8)
  data.writeUInt32BE(lastStreamId, 0)
  return controlFrame(frameTypes.goAway, 0, data)
}

/** Name and value pairs as SPDY/3 lays them out, before compression. */
export function headerBlock(headers: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(headers)
  const count = Buffer.alloc(4)
  count.writeUInt32BE(entries.length)
  const parts = entries.flatMap(([name, value]) => [prefixed(name.toLowerCase()), prefixed(value)])
  return Buffer.concat([count, ...parts])
}

function prefixed(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
