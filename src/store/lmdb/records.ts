// The bytes of keys and values in the LMDB file (README.md has the layout). Numbers are 48-bit and big-endian, so that
// they order as numbers. Changing anything here needs a new `formatVersion` (data-file.ts).
import { assert } from '../../base/assert.ts'
import { type Change, tombstone } from '../backend.ts'
import type { Version } from '../store.ts'

const numberBytes = 6
const separatorBytes = 1

/** createRevision, modRevision, expiresAtMs. */
const versionHeaderBytes = 3 * numberBytes

const flagDelete = 1
const flagPrevious = 2
/** Flags and key length; then follow the key and the version that was there before. */
const changeHeaderBytes = 1 + 2

export function encodeKey(key: string): Buffer {
  return Buffer.from(key, 'utf8')
}

export function decodeKey(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
}

export function encodeNumber(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(numberBytes)
  bytes.writeUIntBE(value, 0, numberBytes)
  return bytes
}

export function decodeNumber(bytes: Uint8Array): number {
  return readNumber(bytes, 0)
}

/** The end (exclusive) of the keys that begin with `prefix`; undefined where they go on to the last one. */
export function prefixEnd(prefix: Buffer): Buffer | undefined {
  const last = prefix.at(-1)
  if (last === undefined) return undefined
  const end = Buffer.from(prefix)
  // UTF-8 has no byte 0xff.
  end[end.length - 1] = last + 1
  return end
}

/** The bytes followed by one more: the smallest key after `bytes` for 0. */
export function withSuffix(bytes: Buffer, suffix: number): Buffer {
  return Buffer.concat([bytes, Buffer.of(suffix)])
}

/** The key of `history`: the versions of one key lie together, in order of their revisions. */
export function encodeHistoryKey(key: Buffer, modRevision: number): Buffer {
  const bytes = Buffer.allocUnsafe(key.length + separatorBytes + numberBytes)
  bytes.set(key)
  bytes[key.length] = 0
  bytes.writeUIntBE(modRevision, key.length + separatorBytes, numberBytes)
  return bytes
}

export function decodeHistoryKey(bytes: Uint8Array): {
  readonly key: Uint8Array
  readonly modRevision: number
} {
  const keyLength = bytes.length - separatorBytes - numberBytes
  return { key: bytes.subarray(0, keyLength), modRevision: readNumber(bytes, keyLength + separatorBytes) }
}

/** The key of `expiry`: what expires first comes first. */
export function encodeExpiryKey(expiresAtMs: number, key: Buffer): Buffer {
  return Buffer.concat([encodeNumber(expiresAtMs), key])
}

export function decodeExpiryKey(bytes: Uint8Array): { readonly expiresAtMs: number; readonly key: string } {
  return { expiresAtMs: readNumber(bytes, 0), key: decodeKey(bytes.subarray(numberBytes)) }
}

const sliceBytes = Uint8Array.prototype.slice

/** Keys of `latest`, for the library to write and read in its own buffers. */
export const keyCodec = {
  /** Returns where the key ends. Bytes are taken as they are: the end of a range need not be a key. */
  writeKey(key: string | Uint8Array, target: Buffer, start: number): number {
    if (typeof key !== 'string') {
      target.set(key, start)
      return start + key.length
    }
    // The library gives it more room and tries again.
    if (start + key.length * 3 > target.length && start + Buffer.byteLength(key) > target.length) {
      throw new RangeError('the key does not fit')
    }
    return start + target.write(key, start, 'utf8')
  },
  readKey(source: Buffer, start: number, end: number): string {
    return source.toString('utf8', start, end)
  },
}

/** Values of `latest`. What it decodes lacks its key, which the value does not hold: see `named`. */
export const versionCodec = {
  encode(version: Version): Buffer {
    const bytes = Buffer.allocUnsafe(versionHeaderBytes + version.value.length)
    writeVersionHeader(bytes, 0, version)
    bytes.set(version.value, versionHeaderBytes)
    return bytes
  },
  /** `bytes` are the library's and are used again, so the value is copied. */
  decode(bytes: Uint8Array): Version {
    const { length } = bytes
    assert(length >= versionHeaderBytes, 'a version has its header')
    return {
      key: '',
      value: sliceBytes.call(bytes, versionHeaderBytes, length),
      createRevision: readNumber(bytes, 0),
      modRevision: readNumber(bytes, numberBytes),
      expiresAtMs: readNumber(bytes, 2 * numberBytes),
    }
  },
}

/** Gives a version that was just decoded its key. */
export function named(version: Version, key: string): Version {
  const writable: { key: string } = version
  writable.key = key
  return version
}

/** The value of `log`: what the revision did, save the new value, which `latest` or a later record holds. */
export function encodeChange({ type, previous }: Change, key: Buffer): Buffer {
  const at = changeHeaderBytes + key.length
  const bytes = Buffer.allocUnsafe(at + versionHeaderBytes + (previous?.value.length ?? 0))
  bytes[0] = (type === 'delete' ? flagDelete : 0) | (previous === undefined ? 0 : flagPrevious)
  bytes.writeUInt16BE(key.length, 1)
  bytes.set(key, changeHeaderBytes)
  if (previous === undefined) bytes.fill(0, at)
  else {
    writeVersionHeader(bytes, at, previous)
    bytes.set(previous.value, at + versionHeaderBytes)
  }
  return bytes
}

/** A record of `log`, taken apart only as far as it is asked. */
export class ChangeRecord {
  readonly revision: number
  readonly #bytes: Uint8Array
  readonly #previousAt: number

  constructor(revision: number, bytes: Uint8Array) {
    this.revision = revision
    this.#bytes = bytes
    this.#previousAt = changeHeaderBytes + (((bytes[1] ?? 0) << 8) | (bytes[2] ?? 0))
    assert(bytes.length >= this.#previousAt + versionHeaderBytes, 'a log record has its header')
  }

  get keyBytes(): Uint8Array {
    return this.#bytes.subarray(changeHeaderBytes, this.#previousAt)
  }

  get size(): number {
    return this.#bytes.length
  }

  hasPrefix(prefix: Uint8Array): boolean {
    if (this.#previousAt < changeHeaderBytes + prefix.length) return false
    return prefix.every((byte, i) => byte === this.#bytes[changeHeaderBytes + i])
  }

  /** 0 where there was nothing before. */
  get previousModRevision(): number {
    return readNumber(this.#bytes, this.#previousAt + numberBytes)
  }

  get previous(): Version | undefined {
    if (!this.#has(flagPrevious)) return undefined
    return versionAt(decodeKey(this.keyBytes), this.#bytes, this.#previousAt)
  }

  /** The change; `made` finds the version that a put made. */
  change(made: () => Version): Change {
    const { previous, revision } = this
    if (!this.#has(flagDelete)) return { type: 'put', kv: made(), previous }
    return { type: 'delete', kv: tombstone(decodeKey(this.keyBytes), revision), previous }
  }

  #has(flag: number): boolean {
    return ((this.#bytes[0] ?? 0) & flag) !== 0
  }
}

function writeVersionHeader(bytes: Buffer, at: number, version: Version): void {
  bytes.writeUIntBE(version.createRevision, at, numberBytes)
  bytes.writeUIntBE(version.modRevision, at + numberBytes, numberBytes)
  bytes.writeUIntBE(version.expiresAtMs, at + 2 * numberBytes, numberBytes)
}

function versionAt(key: string, bytes: Uint8Array, at: number): Version {
  assert(bytes.length >= at + versionHeaderBytes, 'a version has its header')
  return {
    key,
    value: bytes.subarray(at + versionHeaderBytes),
    createRevision: readNumber(bytes, at),
    modRevision: readNumber(bytes, at + numberBytes),
    expiresAtMs: readNumber(bytes, at + 2 * numberBytes),
  }
}

function readNumber(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  const middle = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
  const low = ((bytes[at + 4] ?? 0) << 8) | (bytes[at + 5] ?? 0)
  return (high * 0x10000 + middle) * 0x10000 + low
}
