// Keeps the store in one LMDB file (README.md: layout and invariants). A commit hands all its writes over in one turn,
// which the library makes one transaction and one sync in a thread of its own; reads go on beside it on the last
// snapshot and move to the next only when that is on disk.
import { statSync } from 'node:fs'
import { settle } from '../../base/node/system-clock.ts'
import type { Backend, Change, ChangeRange, Commit, RowRange } from '../backend.ts'
import { type ExportSlice, type ListResult, StoreError, type Version } from '../store.ts'
import type { DataDirectory } from './data-directory.ts'
import {
  decodeNumber,
  encodeChange,
  encodeExpiryKey,
  encodeHistoryKey,
  encodeKey,
  encodeNumber,
} from './records.ts'
import type { Room } from './room.ts'
import { Snapshot } from './snapshot.ts'
import { metaCompactRevision, reopenTables, type Tables } from './tables.ts'
import { written } from './written.ts'

// What one commit forgets at most: it delays the writes that share the commit by well under a sync.
const trimRevisions = 256
const trimBytes = 1024 * 1024

export interface LmdbBackendOptions {
  readonly room: Room
  /**
   * Bytes of values written or listed after which the file is opened anew, which takes 3 ms. Pages that are looked at stay in
   * the process's map of the file and count as its memory, though they are the kernel's to take back.
   */
  readonly mappedBytes: number
}

/** One export under way; several may hold the same snapshot. */
interface ExportRead {
  readonly snapshot: Snapshot
}

export class LmdbBackend implements Backend {
  readonly #directory: DataDirectory
  readonly #tables: Tables
  readonly #room: Room
  readonly #mappedBytes: number
  #snapshot: Snapshot
  #revision: number
  #compactRevision: number
  readonly #exports = new Set<ExportRead>()
  /** Lists under way: they hold snapshots, as exports do. */
  #lists = 0
  /** Bytes of values since the file was opened. */
  #touched = 0
  /** The oldest revision that the log holds, or will. */
  #firstKept: number

  constructor(directory: DataDirectory, { room, mappedBytes }: LmdbBackendOptions) {
    this.#directory = directory
    this.#tables = directory.tables
    this.#room = room
    this.#mappedBytes = mappedBytes
    this.#snapshot = new Snapshot(this.#tables)
    const bounds = this.#snapshot.logBounds()
    // The newest revision is never forgotten, so an empty log is an empty store.
    this.#revision = bounds?.last ?? 1
    this.#firstKept = bounds?.first ?? 2
    const compactRevision = this.#tables.meta.get(metaCompactRevision)
    this.#compactRevision = compactRevision === undefined ? 1 : decodeNumber(compactRevision)
  }

  get revision(): number {
    return this.#revision
  }

  get compactRevision(): number {
    return this.#compactRevision
  }

  get trimming(): boolean {
    return this.#firstKept < this.#compactRevision
  }

  get(key: string): Version | undefined {
    return this.#read((snapshot) => snapshot.get(key))
  }

  getAt(key: string, revision: number): Version | undefined {
    return this.#read((snapshot) => snapshot.getAt(key, revision))
  }

  async list(prefix: string, range: RowRange): Promise<ListResult> {
    const snapshot = this.#snapshot.hold()
    const newest = range.revision === this.#revision
    this.#lists++
    try {
      const result = await snapshot.list(prefix, { ...range, newest, breathe: settle })
      for (const { value } of result.kvs) this.#touched += value.length
      return result
    } catch (cause) {
      throw this.#unreadable(cause)
    } finally {
      this.#lists--
      snapshot.release()
    }
  }

  // No cursor stays open between slices, and closing does not wait for a reader that may never go on.
  async *export(): AsyncGenerator<ExportSlice> {
    const reading: ExportRead = { snapshot: this.#snapshot.hold() }
    const revision = this.#revision
    this.#exports.add(reading)
    try {
      let versions = this.#slice(reading, undefined)
      do {
        yield { revision, versions }
        await settle()
        versions = this.#slice(reading, versions.at(-1)?.key)
      } while (versions.length > 0)
    } finally {
      if (this.#exports.delete(reading)) reading.snapshot.release()
    }
  }

  #slice(reading: ExportRead, after: string | undefined): readonly Version[] {
    if (!this.#exports.has(reading)) throw new StoreError('closed', 'the store is closed')
    try {
      return reading.snapshot.slice(after)
    } catch (cause) {
      throw this.#unreadable(cause)
    }
  }

  changes(prefix: string, range: ChangeRange) {
    return this.#read((snapshot) => snapshot.changes(prefix, range))
  }

  nextExpiry(): number | undefined {
    return this.#read((snapshot) => snapshot.nextExpiry())
  }

  expired(nowMs: number, limit: number): readonly Version[] {
    return this.#read((snapshot) => snapshot.expired(nowMs, limit))
  }

  async commit({ changes, compactRevision }: Commit): Promise<void> {
    this.#room.admit(changes, compactRevision > this.#firstKept ? trimRevisions : 0)
    const writes = new Set<Promise<boolean>>()
    for (const change of changes) this.#write(change, writes)
    if (compactRevision > this.#compactRevision) {
      writes.add(this.#tables.meta.put(metaCompactRevision, encodeNumber(compactRevision)))
    }
    const firstKept = this.#trim(compactRevision, writes)
    for (const { kv, previous } of changes) this.#touched += kv.value.length + (previous?.value.length ?? 0)
    await written(writes)
    this.#moveOn({ revision: this.#revision + changes.length, compactRevision, firstKept })
  }

  breathe(): Promise<void> {
    return settle()
  }

  async size(): Promise<number> {
    return statSync(this.#directory.dataFile).blocks * 512
  }

  async close(): Promise<void> {
    this.#snapshot.release()
    for (const { snapshot } of this.#exports) snapshot.release()
    this.#exports.clear()
    await this.#directory.close()
  }

  #write({ type, kv, previous }: Change, writes: Set<Promise<boolean>>): void {
    const { latest, log, history, expiry } = this.#tables
    const key = encodeKey(kv.key)
    writes.add(log.put(encodeNumber(kv.modRevision), encodeChange({ type, kv, previous }, key)))
    writes.add(type === 'put' ? latest.put(kv.key, kv) : latest.remove(kv.key))
    if (kv.expiresAtMs !== 0) {
      writes.add(expiry.put(encodeExpiryKey(kv.expiresAtMs, key), encodeNumber(kv.modRevision)))
    }
    if (previous === undefined) return
    writes.add(history.put(encodeHistoryKey(key, previous.modRevision), encodeNumber(kv.modRevision)))
    if (previous.expiresAtMs !== 0 && previous.expiresAtMs !== kv.expiresAtMs) {
      writes.add(expiry.remove(encodeExpiryKey(previous.expiresAtMs, key)))
    }
  }

  // Forgets a slice of the log below `compactRevision`; what those revisions replaced can no longer be asked for.
  #trim(compactRevision: number, writes: Set<Promise<boolean>>): number {
    let firstKept = this.#firstKept
    let bytes = 0
    if (firstKept >= compactRevision) return firstKept
    const range = { from: firstKept, to: compactRevision - 1, limit: trimRevisions }
    for (const record of this.#snapshot.records(range)) {
      if (bytes > trimBytes) break
      bytes += record.size
      firstKept = record.revision + 1
      writes.add(this.#tables.log.remove(encodeNumber(record.revision)))
      const { previousModRevision } = record
      if (previousModRevision === 0) continue
      writes.add(
        this.#tables.history.remove(encodeHistoryKey(Buffer.from(record.keyBytes), previousModRevision)),
      )
    }
    return firstKept
  }

  #moveOn(to: { revision: number; compactRevision: number; firstKept: number }): void {
    const before = this.#snapshot
    if (this.#touched > this.#mappedBytes && this.#lists === 0 && this.#exports.size === 0) {
      before.release()
      reopenTables(this.#tables, this.#directory.dataFile)
      this.#touched = 0
      this.#snapshot = new Snapshot(this.#tables)
    } else {
      this.#snapshot = new Snapshot(this.#tables)
      before.release()
    }
    this.#revision = to.revision
    this.#compactRevision = to.compactRevision
    this.#firstKept = to.firstKept
  }

  #read<T>(read: (snapshot: Snapshot) => T): T {
    try {
      return read(this.#snapshot)
    } catch (cause) {
      throw this.#unreadable(cause)
    }
  }

  #unreadable(cause: unknown): StoreError {
    const why = cause instanceof Error ? cause.message : String(cause)
    return new StoreError(
      'corrupt',
      `cannot read ${this.#directory.dataFile} (${why}): restore it from a backup`,
      {
        cause,
      },
    )
  }
}
