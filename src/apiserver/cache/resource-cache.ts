// All objects of one stored resource in key order, their recent history and their watchers. It is fed by the store's
// watch alone (store-feed.ts), so it shows only what is on disk, in the order of revisions.
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import { resourceExpired } from '../../machinery/status-error.ts'
import { CacheEvent } from './cache-event.ts'
import { type Entry, type Labels, namespaceOf, spliceRevision } from './entry.ts'
import { EventHistory } from './event-history.ts'
import { OrderedEntries, type Snapshot } from './ordered-entries.ts'
import type { ParsedObjects } from './parsed-objects.ts'
import { indexedField, lastKey, type Selection } from './selection.ts'
import { parseStored } from './stored-json.ts'
import { Watcher } from './watcher.ts'
import { WatcherIndex } from './watcher-index.ts'

/** A snapshot with the revision it shows. */
export interface View {
  readonly revision: number
  readonly entries: Snapshot
}

export type CacheListener = (event: CacheEvent) => void

/** The server's revision, shared by all caches. */
export interface Progress {
  readonly revision: number
}

export class ResourceCache {
  readonly kind: Kind
  readonly #parsed: ParsedObjects
  readonly #progress: Progress
  #entries = new OrderedEntries()
  #history = new EventHistory(0)
  readonly #watchers: WatcherIndex
  readonly #listeners = new Set<CacheListener>()
  readonly #indexAt: number
  /** Keys by the value of the indexed field. */
  #byField = new Map<string, Set<string>>()

  constructor(kind: Kind, options: { readonly parsed: ParsedObjects; readonly progress: Progress }) {
    this.kind = kind
    this.#parsed = options.parsed
    this.#progress = options.progress
    this.#indexAt = kind.fieldSelectors?.indexOf(indexedField) ?? -1
    this.#watchers = new WatcherIndex(this.#indexAt)
  }

  get size(): number {
    return this.#entries.size
  }

  get watcherCount(): number {
    return this.#watchers.size
  }

  get(key: string): Entry | undefined {
    return this.#entries.get(key)
  }

  /** The object, shared: nobody may change it. */
  read(entry: Entry): KubeObject {
    return this.#parsed.read(entry)
  }

  /** The object under a key, shared. */
  find(key: string): KubeObject | undefined {
    const entry = this.#entries.get(key)
    return entry === undefined ? undefined : this.#parsed.read(entry)
  }

  view(): View {
    return { revision: this.#progress.revision, entries: this.#entries.snapshot() }
  }

  /** The state at an earlier revision: the newest one, with what came after taken back. Undefined where that is forgotten. */
  viewAt(revision: number): View | undefined {
    if (revision < this.#history.floor || revision > this.#progress.revision) return undefined
    const entries = this.#entries.snapshot().edit()
    for (const { key, previous } of [...this.#history.after(revision)].reverse()) {
      if (previous === undefined) entries.delete(key)
      else entries.set(previous)
    }
    return { revision, entries: entries.snapshot() }
  }

  /** All entries, or those of a namespace, as they are now. */
  entries(namespace = ''): Entry[] {
    // '0' is the character after '/'.
    return namespace === ''
      ? this.#entries.slice('', lastKey)
      : this.#entries.slice(`${namespace}/`, `${namespace}0`)
  }

  /** Entries whose indexed field (a pod's node) has this value, in key order. */
  byField(value: string): Entry[] {
    const keys = this.#byField.get(value)
    if (keys === undefined) return []
    return [...keys].sort().map((key) => this.#entries.get(key) as Entry)
  }

  /** Called after every change, before watchers; must not throw. */
  listen(listener: CacheListener): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) }
  }

  /** Builds an entry from a stored value; `parsed` is its object where that is at hand. */
  entryOf(
    key: string,
    stored: { readonly value: Uint8Array; readonly revision: number; readonly parsed?: KubeObject },
  ): Entry {
    const bytes = spliceRevision(stored.value, stored.revision)
    const obj = stored.parsed ?? parseStored<KubeObject>(bytes)
    const labels = obj.metadata.labels as Labels | undefined
    const entry: Entry = {
      key,
      revision: stored.revision,
      bytes,
      labels,
      fields: selectableValues(this.kind, obj),
      parsed: undefined,
    }
    return entry
  }

  /** Starts over with these entries. All watchers are told to do the same. */
  reset(entries: Iterable<Entry>, revision: number): void {
    const previous = this.#entries.snapshot()
    this.#entries = new OrderedEntries()
    this.#byField = new Map()
    this.#history = new EventHistory(revision)
    for (const entry of entries) this.#put(entry)
    for (const watcher of this.#watchers.all()) watcher.end()
    this.#notifyReset(previous, revision)
  }

  #notifyReset(previous: Snapshot, revision: number): void {
    if (this.#listeners.size === 0) return
    for (const entry of previous.range('', lastKey)) {
      if (this.#entries.get(entry.key) === undefined) this.#tell(new CacheEvent(revision, undefined, entry))
    }
    for (const entry of this.#entries.snapshot().range('', lastKey)) {
      this.#tell(new CacheEvent(entry.revision, entry, previous.get(entry.key)))
    }
  }

  /** Ends all watches: from now on the objects look different. Their clients begin anew. */
  endWatches(): void {
    for (const watcher of this.#watchers.all()) watcher.end()
  }

  /** Takes in a write, in the order of revisions. */
  put(entry: Entry, nowMs: number): void {
    this.#publish(new CacheEvent(entry.revision, entry, this.#put(entry)), nowMs)
  }

  delete(key: string, revision: number, nowMs: number): void {
    const previous = this.#entries.delete(key)
    if (previous === undefined) return
    this.#unindex(previous)
    this.#publish(new CacheEvent(revision, undefined, previous), nowMs)
  }

  #put(entry: Entry): Entry | undefined {
    const previous = this.#entries.set(entry)
    if (this.#indexAt >= 0) this.#reindex(entry, previous)
    return previous
  }

  #reindex(entry: Entry, previous: Entry | undefined): void {
    const value = entry.fields[this.#indexAt] ?? ''
    if (previous !== undefined && previous.fields[this.#indexAt] === value) return
    if (previous !== undefined) this.#unindex(previous)
    if (value === '') return
    const keys = this.#byField.get(value)
    if (keys === undefined) this.#byField.set(value, new Set([entry.key]))
    else keys.add(entry.key)
  }

  #unindex(entry: Entry): void {
    if (this.#indexAt < 0) return
    const value = entry.fields[this.#indexAt] ?? ''
    const keys = this.#byField.get(value)
    if (keys?.delete(entry.key) === true && keys.size === 0) this.#byField.delete(value)
  }

  #publish(event: CacheEvent, nowMs: number): void {
    this.#history.add(event, nowMs)
    this.#tell(event)
    this.#watchers.dispatch(event, namespaceOf(event.key))
  }

  #tell(event: CacheEvent): void {
    for (const listener of this.#listeners) listener(event)
  }

  /** Lets go of history that is too old. */
  trim(nowMs: number): void {
    this.#history.trim(nowMs)
  }

  /** A watch of what happens after `revision`. Throws StatusError 410 where the history does not reach back so far. */
  watchAfter(selection: Selection, revision: number): Watcher {
    if (revision < this.#history.floor) {
      throw resourceExpired(`too old resource version: ${revision} (${this.#history.floor})`)
    }
    const watcher = new Watcher(selection, revision)
    for (const event of this.#history.after(revision)) watcher.offer(event)
    this.#watchers.add(watcher)
    return watcher
  }

  release(watcher: Watcher): void {
    watcher.end()
    this.#watchers.remove(watcher)
  }
}

/** The values of the kind's field selectors. Where the kind has no function for them, the fields at those paths. */
export function selectableValues(kind: Kind, obj: KubeObject): readonly string[] {
  const names = kind.fieldSelectors
  if (names === undefined || names.length === 0) return none
  const values = kind.selectableFields?.(obj)
  if (values === undefined) return names.map((name) => textAt(obj, name))
  return names.map((name) => values[name] ?? '')
}

const none: readonly string[] = []

function textAt(obj: KubeObject, path: string): string {
  let current: unknown = obj
  for (const part of path.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return ''
    current = (current as Record<string, unknown>)[part]
  }
  return typeof current === 'object' || current === undefined ? '' : String(current)
}
