// What reconcilers read: the contract of an informer's store and of the set of informers a component shares.
import type { Kind, KubeObject } from '../machinery/kind.ts'

/**
 * Objects of one kind as the informer has them: a consistent past state, never older than what was seen before.
 * Objects are shared: nobody may change them. They come without managedFields. Keys are objectKey() of kind.ts (`namespace/name` or `name`).
 */
export interface Lister<T extends KubeObject> {
  get(key: string): T | undefined
  /** All objects, or those of one namespace. In no particular order. */
  list(namespace?: string): readonly T[]
  /** Objects for which the index function gave `value`. Throws BugError for an unknown index. */
  byIndex(index: string, value: string): readonly T[]
}

export interface InformerHandler<T extends KubeObject> {
  /** `initial` holds while the first list is being delivered. */
  onAdd?(obj: T, initial: boolean): void
  /** Also called when nothing changed, on resync after a relist. */
  onUpdate?(obj: T, old: T): void
  /** `obj` is the last state known, which may be older than the state at deletion. */
  onDelete?(obj: T): void
}

/** Handlers run synchronously, in order, and must not throw; every handler sees every object. */
export interface Informer<T extends KubeObject> extends Lister<T> {
  readonly kind: Kind<T>
  addHandler(handler: InformerHandler<T>): Disposable
  /** Adds an index before or after the start; the function may return several values for an object. */
  addIndex(name: string, values: (obj: T) => readonly string[]): void
  readonly hasSynced: boolean
  /** The newest revision that is known to be contained; '' before the first list. Grows only. */
  readonly resourceVersion: string
  /** Resolves when the first list is in. */
  synced(options: { readonly signal: AbortSignal }): Promise<void>
}

/** One informer a kind (and selector), shared by all who ask. */
export interface Informers {
  /** The informer of a kind; it starts with the set's run(), or at once when that runs already. */
  of<T extends KubeObject>(
    kind: Kind<T>,
    options?: {
      readonly namespace?: string
      readonly fieldSelector?: string
      readonly labelSelector?: string
    },
  ): Informer<T>
  /** Resolves when every informer asked for so far has its first list. */
  synced(options: { readonly signal: AbortSignal }): Promise<void>
  run(signal: AbortSignal): Promise<void>
}
