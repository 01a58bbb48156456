// The seam between what every store does (revision-store.ts: order, compare-and-swap, watches, expiry) and where the
// data lies (memory/, lmdb/). A backend applies commits and serves reads; it decides nothing.
import type { ExportSlice, ListResult, Version, WatchEvent } from './store.ts'

/** What one revision (`kv.modRevision`) did: revisions and changes are one to one. */
export interface Change extends WatchEvent {
  readonly kv: Version
  readonly previous: Version | undefined
}

export interface Commit {
  /** Of the revisions that follow the backend's, without a gap. */
  readonly changes: readonly Change[]
  /** Becomes the backend's compactRevision; never less than it was. */
  readonly compactRevision: number
}

export interface RowRange {
  readonly revision: number
  readonly after?: string
  readonly limit?: number
}

export interface ChangeRange {
  readonly from: number
  readonly to: number
  /** Revisions to go through, matching or not. */
  readonly limit: number
}

/** Reads see the last commit that ended, whole, and nothing of one that is under way. */
export interface Backend {
  readonly revision: number
  readonly compactRevision: number
  /** True while history below compactRevision is still held: every commit forgets a slice of it. */
  readonly trimming: boolean

  get(key: string): Version | undefined
  /** `revision` lies between compactRevision and revision, as in list. */
  getAt(key: string, revision: number): Version | undefined
  list(prefix: string, range: RowRange): Promise<ListResult>
  /** The changes under `prefix`, and the last revision gone through. `from` is at least compactRevision. */
  changes(
    prefix: string,
    range: ChangeRange,
  ): { readonly changes: readonly Change[]; readonly revision: number }

  /** See Store.export(). */
  export(): AsyncIterable<ExportSlice>

  /** When the first key expires. */
  nextExpiry(): number | undefined
  /** Keys that expire at or before `nowMs`, the first ones first. */
  expired(nowMs: number, limit: number): readonly Version[]

  /**
   * Resolves when the commit is on disk, all of it; from then on reads see it. A rejection with `full` wrote nothing and
   * the backend goes on; after any other the backend must not be used again. One commit at a time.
   */
  commit(commit: Commit): Promise<void>
  /** Lets other work of the process run: between slices, and for writes that come together to commit together. */
  breathe(): Promise<void>
  /** Bytes on disk. */
  size(): Promise<number>
  /** No commit and no list is under way. */
  close(): Promise<void>
}

const noBytes = new Uint8Array(0)

/** What a delete's event shows. */
export function tombstone(key: string, revision: number): Version {
  return { key, value: noBytes, createRevision: 0, modRevision: revision, expiresAtMs: 0 }
}
