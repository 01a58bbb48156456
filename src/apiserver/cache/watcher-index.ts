// Watchers of one resource by the narrowest thing that tells which events concern them, so that an event of one node's
// pod does not have to be offered to the kubelets of five thousand others.
import type { CacheEvent } from './cache-event.ts'
import type { Watcher } from './watcher.ts'

export class WatcherIndex {
  readonly #all = new Set<Watcher>()
  readonly #buckets = { namespace: new Map(), key: new Map(), field: new Map() } as const satisfies Record<
    string,
    Map<string, Set<Watcher>>
  >
  readonly #fieldAt: number
  #size = 0

  /** `fieldAt` is the place of the indexed field in Entry.fields; -1 where the resource has none. */
  constructor(fieldAt: number) {
    this.#fieldAt = fieldAt
  }

  get size(): number {
    return this.#size
  }

  add(watcher: Watcher): void {
    const { index } = watcher.selection
    this.#size++
    if (index.by === 'all') {
      this.#all.add(watcher)
      return
    }
    const buckets: Map<string, Set<Watcher>> = this.#buckets[index.by]
    const bucket = buckets.get(index.value)
    if (bucket === undefined) buckets.set(index.value, new Set([watcher]))
    else bucket.add(watcher)
  }

  remove(watcher: Watcher): void {
    const { index } = watcher.selection
    if (index.by === 'all') {
      if (this.#all.delete(watcher)) this.#size--
      return
    }
    const buckets: Map<string, Set<Watcher>> = this.#buckets[index.by]
    const bucket = buckets.get(index.value)
    if (bucket?.delete(watcher) !== true) return
    this.#size--
    if (bucket.size === 0) buckets.delete(index.value)
  }

  *all(): Generator<Watcher, undefined> {
    yield* this.#all
    for (const buckets of Object.values<Map<string, Set<Watcher>>>(this.#buckets)) {
      for (const bucket of buckets.values()) yield* bucket
    }
  }

  dispatch(event: CacheEvent, namespace: string): void {
    offer(this.#all, event)
    if (this.#size === this.#all.size) return
    offer(this.#buckets.namespace.get(namespace), event)
    offer(this.#buckets.key.get(event.key), event)
    if (this.#fieldAt < 0) return
    const now = event.entry?.fields[this.#fieldAt]
    const before = event.previous?.fields[this.#fieldAt]
    if (now !== undefined) offer(this.#buckets.field.get(now), event)
    if (before !== undefined && before !== now) offer(this.#buckets.field.get(before), event)
  }
}

function offer(watchers: ReadonlySet<Watcher> | undefined, event: CacheEvent): void {
  if (watchers === undefined) return
  for (const watcher of watchers) watcher.offer(event)
}
