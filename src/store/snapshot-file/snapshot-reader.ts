// Reads a snapshot's bytes as they come and checks all of them: order of keys, revisions, count, SHA-256, and that nothing
// follows. What it has given before a fault is to be thrown away. Holds one row at a time.
import { createHash } from 'node:crypto'
import { compareKeys, maxKeyBytes } from '../keys.ts'
import { StoreError, type Version } from '../store.ts'
import {
  decodeEnd,
  decodeHead,
  decodeRowHead,
  endBytes,
  endTag,
  headBytes,
  type RowHead,
  rowHeadBytes,
  rowTag,
  type SnapshotHead,
} from './snapshot-format.ts'

/** Far above what a store takes: a length beyond it is damage, not data. */
const longestValueBytes = 64 * 1024 * 1024

export interface SnapshotContent {
  readonly head: SnapshotHead
  /** Throws 'corrupt' at the first fault; the snapshot is whole only when this has ended. */
  readonly versions: AsyncIterable<Version>
}

export async function readSnapshot(source: AsyncIterable<Uint8Array>): Promise<SnapshotContent> {
  const bytes = new CheckedBytes(source)
  const head = decodeHead(await bytes.take(headBytes))
  if (head === undefined) throw damaged('it does not begin as one')
  return { head, versions: versionsOf(bytes, head) }
}

async function* versionsOf(bytes: CheckedBytes, { revision }: SnapshotHead): AsyncGenerator<Version> {
  let count = 0
  let before = ''
  for (;;) {
    const tag = await bytes.peek()
    if (tag === endTag) break
    if (tag !== rowTag) throw damaged('a row has an unknown tag')
    const row = decodeRowHead(await bytes.take(rowHeadBytes))
    const version = await readRow(bytes, row)
    if (count > 0 && compareKeys(before, version.key) >= 0) throw damaged('its keys are not in order')
    if (version.modRevision > revision || version.createRevision > version.modRevision)
      throw damaged(`the revisions of ${version.key} cannot be`)
    before = version.key
    count++
    yield version
  }
  await checkEnd(bytes, count)
}

async function readRow(bytes: CheckedBytes, row: RowHead): Promise<Version> {
  const { keyBytes, valueBytes, createRevision, modRevision, expiresAtMs } = row
  if (keyBytes === 0 || keyBytes > maxKeyBytes || valueBytes > longestValueBytes)
    throw damaged('a row has an impossible length')
  const key = (await bytes.take(keyBytes)).toString('utf8')
  return { key, value: await bytes.take(valueBytes), createRevision, modRevision, expiresAtMs }
}

async function checkEnd(bytes: CheckedBytes, count: number): Promise<void> {
  const digest = bytes.digest()
  const end = decodeEnd(await bytes.take(endBytes))
  if (end.count !== count) throw damaged(`it has ${count} keys, not ${end.count}`)
  if (!end.digest.equals(digest)) throw damaged('its SHA-256 is another one')
  if (!(await bytes.ended())) throw damaged('something follows its end')
}

function damaged(why: string): StoreError {
  return new StoreError('corrupt', `not a whole snapshot: ${why}`)
}

/** Takes bytes off a stream and hashes what was taken. */
class CheckedBytes {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #hash = createHash('sha256')
  #chunk: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]()
  }

  /** The next byte, which stays. */
  async peek(): Promise<number> {
    while (this.#chunk.length === 0) {
      if (!(await this.#pull())) throw damaged('it ends too early')
    }
    return this.#chunk.readUInt8(0)
  }

  /** Exactly so many, in memory of their own. */
  async take(length: number): Promise<Buffer> {
    const taken = Buffer.allocUnsafeSlow(length)
    let filled = 0
    while (filled < length) {
      if (this.#chunk.length === 0 && !(await this.#pull())) throw damaged('it ends too early')
      const part = this.#chunk.subarray(0, length - filled)
      part.copy(taken, filled)
      filled += part.length
      this.#chunk = this.#chunk.subarray(part.length)
    }
    this.#hash.update(taken)
    return taken
  }

  async ended(): Promise<boolean> {
    while (this.#chunk.length === 0) if (!(await this.#pull())) return true
    return false
  }

  /** Of all taken so far; called once, before the end is taken. */
  digest(): Buffer {
    return this.#hash.copy().digest()
  }

  async #pull(): Promise<boolean> {
    const { done, value } = await this.#chunks.next()
    if (done === true) return false
    this.#chunk = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    return true
  }
}
