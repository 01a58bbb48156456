// The informer of one kind: an indexed store that a reflector fills, and the handlers that hear of each change, in
// order. Contract: cache.ts.
import { orAbort } from '../base/abort.ts'
import type { Logger } from '../base/log.ts'
import { type Kind, type KubeObject, objectKey } from '../machinery/kind.ts'
import type { Informer, InformerHandler } from './cache.ts'
import { deepFreeze } from './deep-freeze.ts'
import { ObjectStore } from './object-store.ts'
import type { ReflectorSink } from './reflector.ts'
import { compareResourceVersions } from './resource-version.ts'
import { SharedParts } from './shared-parts.ts'

type Change<T> = (handler: InformerHandler<T & KubeObject>) => void

export class SharedInformer<T extends KubeObject> implements Informer<T>, ReflectorSink<T> {
  readonly kind: Kind<T>
  readonly #log: Logger
  readonly #freeze: boolean
  readonly #store = new ObjectStore<T>()
  readonly #parts = new SharedParts()
  readonly #handlers = new Set<InformerHandler<T>>()
  readonly #firstList = Promise.withResolvers<void>()
  #synced = false
  #resourceVersion = ''

  constructor(options: { readonly kind: Kind<T>; readonly log: Logger; readonly freeze: boolean }) {
    this.kind = options.kind
    this.#log = options.log
    this.#freeze = options.freeze
  }

  get hasSynced(): boolean {
    return this.#synced
  }

  get resourceVersion(): string {
    return this.#resourceVersion
  }

  get(key: string): T | undefined {
    return this.#store.get(key)
  }

  list(namespace?: string): readonly T[] {
    return this.#store.list(namespace)
  }

  byIndex(index: string, value: string): readonly T[] {
    return this.#store.byIndex(index, value)
  }

  addIndex(name: string, values: (obj: T) => readonly string[]): void {
    this.#store.addIndex(name, values)
  }

  synced(options: { readonly signal: AbortSignal }): Promise<void> {
    return orAbort(this.#firstList.promise, options.signal)
  }

  /** A handler that comes late hears of every object that is there, at once. */
  addHandler(handler: InformerHandler<T>): Disposable {
    for (const obj of this.#store.list()) this.#deliverTo(handler, (to) => to.onAdd?.(obj, true))
    this.#handlers.add(handler)
    return { [Symbol.dispose]: () => this.#handlers.delete(handler) }
  }

  replace(objects: readonly T[], resourceVersion: string): void {
    const present = new Set(objects.map(objectKey))
    for (const key of [...this.#store.keys()]) if (!present.has(key)) this.#remove(key)
    for (const obj of objects) {
      forgetOwners(obj)
      this.#put(obj)
    }
    this.progress(resourceVersion)
    if (this.#synced) return
    this.#synced = true
    this.#firstList.resolve()
  }

  apply(event: { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }): void {
    this.progress(event.object.metadata.resourceVersion)
    forgetOwners(event.object)
    if (event.type === 'DELETED') this.#remove(objectKey(event.object), event.object)
    else this.#put(event.object)
  }

  progress(resourceVersion: string): void {
    if (compareResourceVersions(resourceVersion, this.#resourceVersion) > 0)
      this.#resourceVersion = resourceVersion
  }

  #put(obj: T): void {
    const key = objectKey(obj)
    const old = this.#store.get(key)
    if (old !== undefined && old.metadata.uid !== obj.metadata.uid) {
      // It was deleted and made again while nobody looked: two changes, not one.
      this.#remove(key)
    } else if (old?.metadata.resourceVersion === obj.metadata.resourceVersion) return
    this.#parts.share(obj)
    const shared = this.#freeze ? deepFreeze(obj) : obj
    const before = this.#store.set(shared)
    const initial = !this.#synced
    this.#deliver((to) => {
      if (before === undefined) to.onAdd?.(shared, initial)
      else to.onUpdate?.(shared, before)
    })
  }

  #remove(key: string, last?: T): void {
    const old = this.#store.delete(key)
    if (old === undefined) return
    const shared = last === undefined ? old : this.#freeze ? deepFreeze(last) : last
    this.#deliver((to) => to.onDelete?.(shared))
  }

  #deliver(change: Change<T>): void {
    for (const handler of [...this.#handlers]) this.#deliverTo(handler, change)
  }

  /** A handler that throws is a defect, but must not stop the others, nor the informer. */
  #deliverTo(handler: InformerHandler<T>, change: Change<T>): void {
    try {
      change(handler)
    } catch (error) {
      this.#log.error('an informer handler threw', { kind: this.kind.kind, error })
    }
  }
}

/**
 * Who set which field is a third of many objects, and no component reads it; an update that leaves it out changes nothing of
 * it. The informer owns what the reflector gives it. Upstream: client-go tools/cache TransformStripManagedFields.
 */
function forgetOwners(obj: KubeObject): void {
  const { metadata }: { metadata: { managedFields?: unknown } } = obj
  if (metadata.managedFields !== undefined && !Object.isFrozen(metadata)) delete metadata.managedFields
}
