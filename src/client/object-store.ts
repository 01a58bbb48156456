// The objects of one kind with their indexes: what an informer keeps and reconcilers read. It knows no API and no time.
import { assert } from '../base/assert.ts'
import { type KubeObject, objectKey } from '../machinery/kind.ts'
import type { Lister } from './cache.ts'

type Entries<T> = Map<string, T>

interface Index<T> {
  readonly values: (obj: T) => readonly string[]
  readonly entries: Map<string, Entries<T>>
}

const none: readonly never[] = []

export class ObjectStore<T extends KubeObject> implements Lister<T> {
  readonly #objects: Entries<T> = new Map()
  readonly #namespaces = new Map<string, Entries<T>>()
  readonly #indexes = new Map<string, Index<T>>()

  get size(): number {
    return this.#objects.size
  }

  get(key: string): T | undefined {
    return this.#objects.get(key)
  }

  keys(): Iterable<string> {
    return this.#objects.keys()
  }

  list(namespace?: string): readonly T[] {
    const entries = namespace === undefined ? this.#objects : this.#namespaces.get(namespace)
    return entries === undefined ? none : [...entries.values()]
  }

  byIndex(name: string, value: string): readonly T[] {
    const index = this.#indexes.get(name)
    assert(index !== undefined, `no index ${JSON.stringify(name)}`)
    const entries = index.entries.get(value)
    return entries === undefined ? none : [...entries.values()]
  }

  /** Adding an index of the same name again changes nothing: parts that share an informer may each ask for it. */
  addIndex(name: string, values: (obj: T) => readonly string[]): void {
    if (this.#indexes.has(name)) return
    const index: Index<T> = { values, entries: new Map() }
    this.#indexes.set(name, index)
    for (const [key, obj] of this.#objects) put(index, key, obj)
  }

  /** Stores an object and returns the one that it replaces. */
  set(obj: T): T | undefined {
    const key = objectKey(obj)
    const old = this.delete(key)
    this.#objects.set(key, obj)
    const { namespace } = obj.metadata
    if (namespace !== undefined && namespace !== '') putEntry(this.#namespaces, namespace, { key, obj })
    for (const index of this.#indexes.values()) put(index, key, obj)
    return old
  }

  /** Removes an object and returns it. */
  delete(key: string): T | undefined {
    const old = this.#objects.get(key)
    if (old === undefined) return undefined
    this.#objects.delete(key)
    const { namespace } = old.metadata
    if (namespace !== undefined && namespace !== '') dropEntry(this.#namespaces, namespace, key)
    for (const index of this.#indexes.values()) {
      for (const value of index.values(old)) dropEntry(index.entries, value, key)
    }
    return old
  }
}

function put<T>(index: Index<T>, key: string, obj: T): void {
  for (const value of index.values(obj)) putEntry(index.entries, value, { key, obj })
}

function putEntry<T>(groups: Map<string, Entries<T>>, value: string, entry: { key: string; obj: T }): void {
  let group = groups.get(value)
  if (group === undefined) {
    group = new Map()
    groups.set(value, group)
  }
  group.set(entry.key, entry.obj)
}

function dropEntry<T>(groups: Map<string, Entries<T>>, value: string, key: string): void {
  const group = groups.get(value)
  group?.delete(key)
  if (group?.size === 0) groups.delete(value)
}
