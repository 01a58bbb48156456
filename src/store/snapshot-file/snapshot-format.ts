// The bytes of a snapshot: a head, a row for each key in order, and an end with their number and the SHA-256 of all that
// came before it. Numbers are big-endian, 48 bits unless said otherwise. A change needs another magic line.
import type { Version } from '../store.ts'

export const magic = Buffer.from('wherry snapshot 1\n')
const numberBytes = 6
export const headBytes = magic.length + 2 * numberBytes

export const rowTag = 1
export const endTag = 0
/** Tag, key length (16 bits), value length (32 bits), createRevision, modRevision, expiresAtMs. */
export const rowHeadBytes = 1 + 2 + 4 + 3 * numberBytes
/** Tag, count, SHA-256. */
export const endBytes = 1 + numberBytes + 32

export interface SnapshotHead {
  /** The store's revision that the snapshot shows. */
  readonly revision: number
  /** Milliseconds since the epoch. */
  readonly createdMs: number
}

export interface RowHead {
  readonly keyBytes: number
  readonly valueBytes: number
  readonly createRevision: number
  readonly modRevision: number
  readonly expiresAtMs: number
}

export function encodeHead({ revision, createdMs }: SnapshotHead): Buffer {
  const bytes = Buffer.alloc(headBytes)
  magic.copy(bytes)
  bytes.writeUIntBE(revision, magic.length, numberBytes)
  bytes.writeUIntBE(createdMs, magic.length + numberBytes, numberBytes)
  return bytes
}

/** Undefined where the bytes are of something else. */
export function decodeHead(bytes: Buffer): SnapshotHead | undefined {
  if (!bytes.subarray(0, magic.length).equals(magic)) return undefined
  return {
    revision: bytes.readUIntBE(magic.length, numberBytes),
    createdMs: bytes.readUIntBE(magic.length + numberBytes, numberBytes),
  }
}

export function encodeRow(version: Version): readonly Uint8Array[] {
  const key = Buffer.from(version.key)
  const head = Buffer.alloc(rowHeadBytes)
  head[0] = rowTag
  head.writeUInt16BE(key.length, 1)
  head.writeUInt32BE(version.value.length, 3)
  for (const [i, number] of [version.createRevision, version.modRevision, version.expiresAtMs].entries())
    head.writeUIntBE(number, 7 + i * numberBytes, numberBytes)
  return [head, key, version.value]
}

export function decodeRowHead(bytes: Buffer): RowHead {
  return {
    keyBytes: bytes.readUInt16BE(1),
    valueBytes: bytes.readUInt32BE(3),
    createRevision: bytes.readUIntBE(7, numberBytes),
    modRevision: bytes.readUIntBE(7 + numberBytes, numberBytes),
    expiresAtMs: bytes.readUIntBE(7 + 2 * numberBytes, numberBytes),
  }
}

export function encodeEnd(count: number, digest: Buffer): Buffer {
  const bytes = Buffer.alloc(endBytes)
  bytes[0] = endTag
  bytes.writeUIntBE(count, 1, numberBytes)
  digest.copy(bytes, 1 + numberBytes)
  return bytes
}

export function decodeEnd(bytes: Buffer): { readonly count: number; readonly digest: Buffer } {
  return { count: bytes.readUIntBE(1, numberBytes), digest: bytes.subarray(1 + numberBytes, endBytes) }
}
