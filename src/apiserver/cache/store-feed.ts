// Keeps every resource's cache in step with the store: one list of everything at a revision, then one watch from there.
// It is the only writer of caches. Readers wait here until the caches show the revision they need.
import { isAbort } from '../../base/abort.ts'
import { backoffDelay } from '../../base/backoff.ts'
import { type Clock, sleep } from '../../base/clock.ts'
import type { Logger } from '../../base/log.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import { type StatusError, tooManyRequests } from '../../machinery/status-error.ts'
import { type Store, StoreError, type WatchBatch, type WatchEvent } from '../../store/store.ts'
import type { Entry } from './entry.ts'
import type { Progress, ResourceCache } from './resource-cache.ts'
import { type Cancel, RevisionWaiters } from './revision-waiters.ts'

export const registryPrefix = '/registry/'
const pageSize = 1000

/** `/registry/apps/deployments/`: where the objects of a resource lie in the store. */
export function resourcePrefix(kind: { readonly group: string; readonly plural: string }): string {
  return `${registryPrefix}${kind.group === '' ? 'core' : kind.group}/${kind.plural}/`
}

/** Upstream: apiserver pkg/storage/cacher/cacher.go, of a cache that is not filled. */
export function reinitializing(): StatusError {
  return tooManyRequests('storage is (re)initializing', 1)
}

/** Groups that users define have a dot in their name, and so have most of the built-in ones. */
const customPrefix = /^\/registry\/[^/]*\.[^/]*\/[^/]+\/$/

export interface StoreFeedOptions {
  readonly store: Store
  readonly clock: Clock
  readonly log: Logger
}

export class StoreFeed implements Progress {
  readonly #store: Store
  readonly #clock: Clock
  readonly #log: Logger
  readonly #caches = new Map<string, ResourceCache>()
  /** Makes the cache of a prefix that nobody has registered. */
  #makeCache: ((prefix: string) => ResourceCache) | undefined
  /** The revision at which everything was last read. */
  #readAt = 0
  readonly #waiters: RevisionWaiters
  /**
   * Objects whose bytes this server has just written, so that they need not be parsed again. Each in a box that is emptied: what
   * a long-lived Map has lost can stay in its earlier tables until the old generation is collected.
   */
  readonly #written = new Map<Uint8Array, { obj: KubeObject | undefined }>()
  #revision = 0
  #filled = false
  /** The watch has been lost: what the store holds now is not known before everything has been read again. */
  #refilling = false

  constructor(options: StoreFeedOptions) {
    this.#store = options.store
    this.#clock = options.clock
    this.#log = options.log
    this.#waiters = new RevisionWaiters(options.clock, () => this.#revision)
  }

  /** The caches show the store as of this revision. */
  get revision(): number {
    return this.#revision
  }

  /** False until everything has been read for the first time. */
  get filled(): boolean {
    return this.#filled
  }

  /** True while everything is being read again: reads of what is there go on, a write would not be seen to be done. */
  get refilling(): boolean {
    return this.#refilling
  }

  register(prefix: string, cache: ResourceCache): void {
    this.#caches.set(prefix, cache)
  }

  /**
   * Lets objects be kept whose kind is not known yet: definitions of kinds come from the store as well, after their
   * objects as often as not.
   */
  adoptUnknown(makeCache: (prefix: string) => ResourceCache): void {
    this.#makeCache = makeCache
  }

  /** The cache of a prefix that nobody registered, with all that the store has under it. */
  claim(prefix: string): ResourceCache | undefined {
    return this.#caches.get(prefix) ?? this.#adopted(prefix)
  }

  #adopted(prefix: string): ResourceCache | undefined {
    if (this.#makeCache === undefined || !customPrefix.test(prefix)) return undefined
    const cache = this.#makeCache(prefix)
    // There has been nothing under the prefix since then.
    cache.reset([], this.#readAt)
    this.#caches.set(prefix, cache)
    return cache
  }

  /** Tells the feed what a value about to be written holds; to be taken back when the write is over. */
  announce(value: Uint8Array, obj: KubeObject): Disposable {
    const box: { obj: KubeObject | undefined } = { obj }
    this.#written.set(value, box)
    return {
      [Symbol.dispose]: () => {
        box.obj = undefined
        this.#written.delete(value)
      },
    }
  }

  /** Resolves when the caches show `revision`; rejects with StatusError 504 after three seconds. */
  async reached(revision: number, cancel?: Cancel): Promise<void> {
    if (revision > this.#revision) await this.#waiters.wait(revision, cancel)
  }

  /** Resolves when the caches show at least what the store holds now. Throws StatusError 429 while they are refilled. */
  async fresh(cancel?: Cancel): Promise<void> {
    const { revision } = this.#store
    if (revision <= this.#revision) return
    if (this.#refilling) throw reinitializing()
    await this.#waiters.wait(revision, cancel)
  }

  /** Fills all caches from the store. */
  async load(): Promise<void> {
    const found = new Map<ResourceCache, Entry[]>()
    for (const cache of this.#caches.values()) found.set(cache, [])
    let after: string | undefined
    let revision: number | undefined
    for (;;) {
      const page = await this.#store.list(registryPrefix, {
        limit: pageSize,
        ...(after !== undefined && { after }),
        ...(revision !== undefined && { revision }),
      })
      revision ??= page.revision
      for (const { key, value, modRevision } of page.kvs) {
        const place = this.#locate(key)
        if (place === undefined) continue
        const entry = place.cache.entryOf(place.key, { value, revision: modRevision })
        const entries = found.get(place.cache)
        if (entries === undefined) found.set(place.cache, [entry])
        else entries.push(entry)
      }
      after = page.kvs.at(-1)?.key
      if (!page.more || after === undefined) break
    }
    this.#readAt = revision
    this.#advance(revision)
    for (const [cache, entries] of found) cache.reset(entries, revision)
    this.#filled = true
    this.#refilling = false
  }

  #locate(key: string): { readonly cache: ResourceCache; readonly key: string } | undefined {
    const groupEnd = key.indexOf('/', registryPrefix.length)
    const end = key.indexOf('/', groupEnd + 1) + 1
    if (groupEnd < 0 || end === 0) return undefined
    const prefix = key.slice(0, end)
    const cache = this.#caches.get(prefix) ?? this.#adopted(prefix)
    return cache === undefined ? undefined : { cache, key: key.slice(end) }
  }

  /** Follows the store until the signal aborts. Call load() first. */
  async run(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted; ) {
      try {
        for await (const batch of this.#store.watch(registryPrefix, { from: this.#revision + 1, signal })) {
          failures = 0
          this.#apply(batch)
        }
        return
      } catch (error) {
        if (isAbort(error, signal)) return
        // A store that has closed itself will not come back in this process: whoever runs the server starts it anew.
        if (error instanceof StoreError && error.code === 'closed') throw error
        failures++
        this.#refilling = true
        this.#log.warn('store watch failed, reading everything again', { err: error, failures })
        await this.#recover(failures, signal)
      }
    }
  }

  async #recover(failures: number, signal: AbortSignal): Promise<void> {
    try {
      await sleep(this.#clock, backoffDelay({ initialMs: 10, maxMs: 5000 }, failures), { signal })
      await this.load()
    } catch (error) {
      if (isAbort(error, signal)) return
      this.#log.warn('reading the store failed', { err: error })
    }
  }

  #apply(batch: WatchBatch): void {
    const nowMs = this.#clock.now()
    for (const event of batch.events) this.#applyEvent(event, nowMs)
    this.#advance(batch.revision)
  }

  #applyEvent({ type, kv }: WatchEvent, nowMs: number): void {
    const place = this.#locate(kv.key)
    if (place === undefined) return
    const { cache, key } = place
    // Watchers may be handed their events before the batch ends, so the revision goes along.
    if (type === 'delete') cache.delete(key, kv.modRevision, nowMs)
    else cache.put(this.#entryOf(cache, key, kv), nowMs)
  }

  #entryOf(cache: ResourceCache, key: string, kv: WatchEvent['kv']): Entry {
    const parsed = this.#written.get(kv.value)?.obj
    return cache.entryOf(key, { value: kv.value, revision: kv.modRevision, ...(parsed && { parsed }) })
  }

  /** Lets every cache go of what is too old. */
  trim(): void {
    const nowMs = this.#clock.now()
    for (const cache of this.#caches.values()) cache.trim(nowMs)
  }

  #advance(revision: number): void {
    if (revision <= this.#revision) return
    this.#revision = revision
    this.#waiters.reached(revision)
  }
}
