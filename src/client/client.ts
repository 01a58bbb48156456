// The typed client: every verb of the API on kinds, over any transport. Errors are StatusError as the server gave them.
// It never retries a write, and never caches: informers do (informer.ts).
import type { Draft, Kind, KubeObject } from '../machinery/kind.ts'

/** Names one object; leave the namespace out for cluster-scoped kinds. */
export interface Ref {
  readonly namespace?: string | undefined
  readonly name: string
}

export interface CallOptions {
  readonly signal: AbortSignal
}

export interface WriteOptions extends CallOptions {
  readonly dryRun?: boolean
  readonly fieldManager?: string
}

export interface ListOptions extends CallOptions {
  /** All namespaces where absent. */
  readonly namespace?: string
  readonly labelSelector?: string
  readonly fieldSelector?: string
  readonly limit?: number
  readonly continue?: string
  readonly resourceVersion?: string
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan'
}

export interface ListResult<T> {
  readonly items: readonly T[]
  readonly metadata: {
    readonly resourceVersion: string
    readonly continue?: string
    readonly remainingItemCount?: number
  }
}

export interface WatchOptions extends ListOptions {
  readonly allowBookmarks?: boolean
  readonly sendInitialEvents?: boolean
  readonly timeoutSeconds?: number
}

export type WatchEvent<T> =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }
  /** Only metadata.resourceVersion (and the annotation of the end of initial events) is set. */
  | { readonly type: 'BOOKMARK'; readonly object: KubeObject }

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply'

export interface PatchOptions extends WriteOptions {
  readonly type: PatchType
  readonly body: unknown
  readonly subresource?: string
  /** Apply only: take over fields that others own. */
  readonly force?: boolean
}

export interface DeleteOptions extends CallOptions {
  readonly gracePeriodSeconds?: number
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
  readonly dryRun?: boolean
}

export interface Client {
  get<T extends KubeObject>(kind: Kind<T>, ref: Ref, options: CallOptions): Promise<T>
  list<T extends KubeObject>(kind: Kind<T>, options: ListOptions): Promise<ListResult<T>>
  create<T extends KubeObject>(kind: Kind<T>, draft: Draft<T>, options: WriteOptions): Promise<T>
  update<T extends KubeObject>(kind: Kind<T>, obj: T, options: WriteOptions): Promise<T>
  updateStatus<T extends KubeObject>(kind: Kind<T>, obj: T, options: WriteOptions): Promise<T>
  patch<T extends KubeObject>(kind: Kind<T>, ref: Ref, options: PatchOptions): Promise<T>
  delete(kind: Kind, ref: Ref, options: DeleteOptions): Promise<void>
  deleteCollection(kind: Kind, options: DeleteOptions & ListOptions): Promise<void>
  /** One watch request; ends when the server ends it. Most callers want an informer. */
  watch<T extends KubeObject>(kind: Kind<T>, options: WatchOptions): AsyncIterable<WatchEvent<T>>
  /** POSTs to a subresource (binding, eviction, token) or a virtual kind, and returns what comes back. */
  post<R>(
    kind: Kind,
    ref: Ref,
    options: WriteOptions & { readonly subresource: string; readonly body: unknown },
  ): Promise<R>
  /** Any other request; `target` is a raw path with query. Rejects with StatusError unless 2xx. */
  raw(request: {
    readonly method: string
    readonly target: string
    readonly body?: unknown
    readonly headers?: Readonly<Record<string, string>>
    readonly signal: AbortSignal
  }): Promise<Uint8Array>
}
