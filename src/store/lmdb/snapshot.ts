// All reads of the LMDB backend, on one committed state of the file. The state stays readable while the snapshot is
// held, whatever is written meanwhile; the backend holds the newest one and a list that takes a while holds its own.
import type { Change, ChangeRange, RowRange } from '../backend.ts'
import { compareKeys } from '../keys.ts'
import type { ListResult, Version } from '../store.ts'
import {
  ChangeRecord,
  decodeExpiryKey,
  decodeHistoryKey,
  decodeKey,
  decodeNumber,
  encodeHistoryKey,
  encodeKey,
  encodeNumber,
  named,
  prefixEnd,
  withSuffix,
} from './records.ts'
import type { Tables, Transaction } from './tables.ts'

interface ByteRange {
  readonly start: Buffer
  readonly end?: Buffer
}

// What a list reads before it lets other work run.
const sliceRows = 512
const sliceBytes = 1024 * 1024

export class Snapshot {
  readonly #tables: Tables
  readonly #options: { readonly transaction: Transaction }
  #holders = 1

  /** The newest committed state. */
  constructor(tables: Tables) {
    this.#tables = tables
    tables.root.resetReadTxn()
    this.#options = { transaction: tables.root.useReadTransaction() }
  }

  hold(): this {
    this.#holders++
    return this
  }

  release(): void {
    this.#holders--
    if (this.#holders === 0) this.#options.transaction.done()
  }

  /** The revisions that the log holds; undefined when it is empty. */
  logBounds(): { readonly first: number; readonly last: number } | undefined {
    const { log } = this.#tables
    for (const first of log.getKeys({ limit: 1, ...this.#options })) {
      for (const last of log.getKeys({ limit: 1, reverse: true, ...this.#options })) {
        return { first: decodeNumber(first), last: decodeNumber(last) }
      }
    }
    return undefined
  }

  get(key: string): Version | undefined {
    const version = this.#tables.latest.get(key, this.#options)
    return version && named(version, key)
  }

  getAt(key: string, revision: number): Version | undefined {
    const latest = this.get(key)
    if (latest !== undefined && latest.modRevision <= revision) return latest
    // The last version that began at or before the revision, if it ended after it.
    const keyBytes = encodeKey(key)
    const range = {
      start: encodeHistoryKey(keyBytes, revision),
      end: encodeHistoryKey(keyBytes, 0),
      reverse: true,
      limit: 1,
    }
    for (const { value } of this.#tables.history.getRange({ ...range, ...this.#options })) {
      const endRevision = decodeNumber(value)
      if (endRevision > revision) return this.#record(endRevision).previous
    }
    return undefined
  }

  async list(
    prefix: string,
    range: RowRange & { readonly newest: boolean; readonly breathe: () => Promise<void> },
  ): Promise<ListResult> {
    const { revision, limit = Number.POSITIVE_INFINITY, newest, breathe } = range
    const kvs: Version[] = []
    let count = 0
    let rows = 0
    let bytes = 0
    for (const version of newest ? this.#rows(prefix, range) : this.#rowsAt(prefix, range)) {
      if (count === limit && newest) {
        count += this.#count(version.key, prefix)
        break
      }
      if (count++ < limit) kvs.push(version)
      bytes += version.value.length
      if (++rows < sliceRows && bytes < sliceBytes) continue
      rows = 0
      bytes = 0
      await breathe()
    }
    return { kvs, revision, more: count > kvs.length, count }
  }

  /** Some keys' newest versions, from the one that follows `after` on; none at the end. */
  slice(after: string | undefined): readonly Version[] {
    const slice: Version[] = []
    let bytes = 0
    for (const version of this.#rows('', { revision: 0, ...(after !== undefined && { after }) })) {
      slice.push(version)
      bytes += version.value.length
      if (slice.length === sliceRows || bytes >= sliceBytes) break
    }
    return slice
  }

  changes(prefix: string, range: ChangeRange) {
    const prefixBytes = encodeKey(prefix)
    const changes: Change[] = []
    let revision = range.from - 1
    for (const record of this.records(range)) {
      revision = record.revision
      if (!record.hasPrefix(prefixBytes)) continue
      changes.push(record.change(() => this.#made(record)))
    }
    return { changes, revision }
  }

  *records({ from, to, limit }: ChangeRange): Generator<ChangeRecord> {
    const range = { start: encodeNumber(from), end: encodeNumber(to + 1), limit }
    for (const { key, value } of this.#tables.log.getRange({ ...range, ...this.#options })) {
      yield new ChangeRecord(decodeNumber(key), value)
    }
  }

  nextExpiry(): number | undefined {
    for (const key of this.#tables.expiry.getKeys({ limit: 1, ...this.#options })) {
      return decodeExpiryKey(key).expiresAtMs
    }
    return undefined
  }

  expired(nowMs: number, limit: number): readonly Version[] {
    const range = { end: encodeNumber(nowMs + 1), limit }
    const versions: Version[] = []
    for (const bytes of this.#tables.expiry.getKeys({ ...range, ...this.#options })) {
      const version = this.get(decodeExpiryKey(bytes).key)
      if (version !== undefined) versions.push(version)
    }
    return versions
  }

  #record(revision: number): ChangeRecord {
    const bytes = this.#tables.log.get(encodeNumber(revision), this.#options)
    if (bytes === undefined) throw new Error(`the log has no revision ${revision}`)
    return new ChangeRecord(revision, bytes)
  }

  // The version that a put made is the present one, or lies with what replaced it.
  #made({ keyBytes, revision }: ChangeRecord): Version {
    const latest = this.get(decodeKey(keyBytes))
    if (latest?.modRevision === revision) return latest
    const ended = this.#tables.history.get(encodeHistoryKey(Buffer.from(keyBytes), revision), this.#options)
    const version = ended && this.#record(decodeNumber(ended)).previous
    if (version === undefined) throw new Error(`the value of revision ${revision} is missing`)
    return version
  }

  *#rows(prefix: string, { after }: RowRange): Generator<Version> {
    const range = keyRange(encodeKey(prefix), after, 0)
    for (const { key, value } of this.#tables.latest.getRange({ ...range, ...this.#options })) {
      yield named(value, String(key))
    }
  }

  // Keys from `key` on.
  #count(key: string, prefix: string): number {
    const range = { ...keyRange(encodeKey(prefix), undefined, 0), start: key }
    return this.#tables.latest.getKeysCount({ ...range, ...this.#options })
  }

  // Merges what is still there from then with what has been replaced or deleted since; no key is in both.
  *#rowsAt(prefix: string, { after, revision }: RowRange): Generator<Version> {
    const past = this.#pastRows(keyRange(encodeKey(prefix), after, 1), revision)
    let old = past.next()
    for (const version of this.#rows(prefix, { revision, ...(after !== undefined && { after }) })) {
      for (; !old.done && compareKeys(old.value.key, version.key) < 0; old = past.next()) yield old.value
      if (version.modRevision <= revision) yield version
    }
    for (; !old.done; old = past.next()) yield old.value
  }

  *#pastRows(range: ByteRange, revision: number): Generator<Version, undefined> {
    for (const { key, value } of this.#tables.history.getRange({ ...range, ...this.#options })) {
      const endRevision = decodeNumber(value)
      if (decodeHistoryKey(key).modRevision > revision || endRevision <= revision) continue
      yield previousOf(this.#record(endRevision))
    }
    return undefined
  }
}

function previousOf(record: ChangeRecord): Version {
  const { previous, revision } = record
  if (previous === undefined) throw new Error(`revision ${revision} replaced nothing`)
  return previous
}

// `suffix` leads from a key past all its entries: 0 where keys stand alone, 1 where NUL and a revision follow them.
function keyRange(prefix: Buffer, after: string | undefined, suffix: 0 | 1): ByteRange {
  const next = after === undefined ? prefix : withSuffix(encodeKey(after), suffix)
  const start = Buffer.compare(next, prefix) > 0 ? next : prefix
  const end = prefixEnd(prefix)
  return { start, ...(end !== undefined && { end }) }
}
