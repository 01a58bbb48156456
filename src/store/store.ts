// What the API server needs of a revisioned key-value log: the contract every backend passes (store.contract.ts).
// It gives what etcd gives and no more. Never a consensus of our own, never Kubernetes words.

/** A value as it stood at `modRevision`. The bytes are shared: nobody may change them. */
export interface KeyValue {
  /** 1 to `maxKeyBytes` bytes of UTF-8 without NUL (keys.ts); ordered byte-wise. */
  readonly key: string
  readonly value: Uint8Array
  /** Revision of the write that created the key (since its last deletion). */
  readonly createRevision: number
  /** Revision of the write that made this value. */
  readonly modRevision: number
}

/** A key as a backup holds it. */
export interface Version extends KeyValue {
  /** When the store deletes the key, in milliseconds since the epoch; 0 for never. */
  readonly expiresAtMs: number
}

/** A part of what a backup holds; all parts are of one revision. */
export interface ExportSlice {
  readonly revision: number
  /** In key order (byte-wise). */
  readonly versions: readonly Version[]
}

export interface GetResult {
  readonly kv: KeyValue | undefined
  /** The store's revision when the read was served. */
  readonly revision: number
}

export interface ListOptions {
  /** Read the state as of this revision; the newest when absent. */
  readonly revision?: number
  /** Only keys strictly greater than this one (to go on with a page). */
  readonly after?: string
  /** At most this many; 0 only counts. */
  readonly limit?: number
}

export interface ListResult {
  /** In key order (byte-wise). */
  readonly kvs: readonly KeyValue[]
  /** The revision that the list shows. */
  readonly revision: number
  /** True when `limit` cut the list. */
  readonly more: boolean
  /** Keys under the prefix from `after` on, those past `limit` included. */
  readonly count: number
}

export interface WriteOptions {
  /** The modRevision that the key must have: 0 means it must not exist; absent means whatever it is. */
  readonly expected?: number
  /** Seconds after which the key is deleted by the store itself (put only). A later put replaces it. */
  readonly ttlSeconds?: number
}

export type WriteResult =
  | { readonly ok: true; readonly revision: number; readonly previous: KeyValue | undefined }
  /** The expectation did not hold; `current` is what is there. Nothing was written. */
  | { readonly ok: false; readonly revision: number; readonly current: KeyValue | undefined }

export interface WatchEvent {
  readonly type: 'put' | 'delete'
  /** For a delete: the key with an empty value, createRevision 0, modRevision being the deletion's revision. */
  readonly kv: KeyValue
  /** The value before, absent for a create. */
  readonly previous: KeyValue | undefined
}

/**
 * All events of one or more whole revisions, in order; `revision` is the last one covered, with or without events. A
 * batch without events is a progress mark: a watcher that waits gets one whenever the revision moves on.
 */
export interface WatchBatch {
  readonly revision: number
  readonly events: readonly WatchEvent[]
}

export type StoreErrorCode =
  /** The revision asked for has been compacted away. */
  | 'compacted'
  /** The revision asked for lies in the future. */
  | 'future'
  /** The watcher did not keep up: what it has to read next was compacted meanwhile. */
  | 'slow-watcher'
  /** The disk or map is full: nothing was written. */
  | 'full'
  /** The data directory is damaged, or written by another version. */
  | 'corrupt'
  /** Somebody (another process, or this one) has the data directory open. */
  | 'locked'
  /** The store was closed, or stopped by itself after a failed write or sync (see `cause`): start it anew. */
  | 'closed'

export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  /** For 'compacted': the oldest revision that can still be read. */
  readonly compactRevision: number | undefined

  constructor(
    code: StoreErrorCode,
    message: string,
    options?: { cause?: unknown; compactRevision?: number },
  ) {
    super(message, options)
    this.code = code
    this.compactRevision = options?.compactRevision
  }
}

/**
 * One growing revision; every successful write takes the next one, so revisions have no gaps. Writes are strictly
 * serialisable. A write whose promise has resolved is on disk, and no reader and no watcher sees a write before it is.
 */
export interface Store extends AsyncDisposable {
  /** The newest readable revision; 1 in an empty store. */
  readonly revision: number
  /** Revisions below this one cannot be read or watched from. */
  readonly compactRevision: number

  get(key: string, options?: { readonly revision?: number }): Promise<GetResult>
  /** Every key that starts with `prefix`. */
  list(prefix: string, options?: ListOptions): Promise<ListResult>
  put(key: string, value: Uint8Array, options?: WriteOptions): Promise<WriteResult>
  /** Deleting what is not there succeeds without a new revision, unless `expected` says otherwise. */
  delete(key: string, options?: WriteOptions): Promise<WriteResult>

  /**
   * Events of keys under `prefix` with revisions >= `from` (the next write when absent), whole revisions in order, none
   * missing, none twice; a `from` in the future waits for it. Throws 'compacted' when `from` is gone and 'slow-watcher'
   * when the consumer falls too far behind, 'closed' when the store ends. Ends when `signal` aborts. One iteration a
   * call; what is not consumed costs nothing.
   */
  watch(
    prefix: string,
    options: { readonly from?: number; readonly signal: AbortSignal },
  ): AsyncIterable<WatchBatch>

  /**
   * What a backup holds: the state as it is when the first slice is asked for, whole, however long reading it takes. There
   * is at least one slice, perhaps an empty one. Throws 'closed' when the store ends before the last.
   */
  export(): AsyncIterable<ExportSlice>
  /** Forgets what can only be read below `revision`, in slices between writes. Never blocks writers. */
  compact(revision: number): Promise<void>
  /** Bytes on disk (0 in memory). */
  size(): Promise<number>
  /** Stops accepting, finishes what was accepted, and releases the files. */
  close(): Promise<void>
}
