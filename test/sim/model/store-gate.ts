// The store as one life of a server sees it: slow at times, its watch broken at times, and shut when that life is over,
// while the store itself goes on. What was handed over before may still be written, as after a crash.
import { type Clock, sleep } from '../../../src/base/clock.ts'
import { type Store, StoreError, type WatchBatch, type WatchEvent } from '../../../src/store/store.ts'

export interface GateOptions {
  readonly store: Store
  readonly clock: Clock
  /** How long the next step takes. */
  readonly delayMs: () => number
  /** What a server that is broken on purpose is shown instead; undefined for nothing. */
  readonly sabotage?: (event: WatchEvent) => WatchEvent | undefined
  /** Writes that such a store forgets, and answers all the same. */
  readonly loses?: (key: string) => boolean
}

export class StoreGate implements Store {
  readonly #options: GateOptions
  readonly #shut = new AbortController()
  #breakWatch = Promise.withResolvers<never>()
  /** Of the last time the server read everything: its history begins there. */
  loadedAt = 0

  constructor(options: GateOptions) {
    this.#options = options
    this.#breakWatch.promise.catch(() => {})
  }

  get revision(): number {
    return this.#options.store.revision
  }

  get compactRevision(): number {
    return this.#options.store.compactRevision
  }

  /** No call goes through any more, and those that wait fail. */
  shut(): void {
    this.#shut.abort(new StoreError('closed', 'this life of the server is over'))
  }

  /** The server has to read everything again. */
  breakWatch(): void {
    this.#breakWatch.reject(new StoreError('slow-watcher', 'broken by the run'))
    this.#breakWatch = Promise.withResolvers<never>()
    this.#breakWatch.promise.catch(() => {})
  }

  async #slowly<T>(call: () => Promise<T>): Promise<T> {
    await this.#pause()
    const result = await call()
    await this.#pause()
    return result
  }

  async #pause(): Promise<void> {
    const { signal } = this.#shut
    signal.throwIfAborted()
    const ms = this.#options.delayMs()
    if (ms > 0) await sleep(this.#options.clock, ms, { signal })
  }

  get: Store['get'] = (key, options) => this.#slowly(() => this.#options.store.get(key, options))
  put: Store['put'] = (key, value, options) =>
    this.#slowly(async () => {
      const { store, loses } = this.#options
      if (loses?.(key) === true) return { ok: true, revision: store.revision, previous: undefined }
      return store.put(key, value, options)
    })
  delete: Store['delete'] = (key, options) => this.#slowly(() => this.#options.store.delete(key, options))
  compact: Store['compact'] = (revision) => this.#slowly(() => this.#options.store.compact(revision))
  size: Store['size'] = () => this.#options.store.size()
  export: Store['export'] = () => this.#options.store.export()

  list: Store['list'] = async (prefix, options) => {
    const result = await this.#slowly(() => this.#options.store.list(prefix, options))
    if (prefix === '/registry/') this.loadedAt = result.revision
    return result
  }

  async *watch(...[prefix, options]: Parameters<Store['watch']>): AsyncGenerator<WatchBatch, void> {
    const signal = AbortSignal.any([options.signal, this.#shut.signal])
    const batches = this.#options.store.watch(prefix, { ...options, signal })[Symbol.asyncIterator]()
    const broken = this.#breakWatch.promise
    try {
      for (;;) {
        const { value, done } = await Promise.race([batches.next(), broken])
        if (done === true) break
        await this.#pause()
        yield this.#sabotaged(value)
      }
    } finally {
      await batches.return?.()
    }
    if (this.#shut.signal.aborted && !options.signal.aborted) throw this.#shut.signal.reason
  }

  #sabotaged(batch: WatchBatch): WatchBatch {
    const { sabotage } = this.#options
    if (sabotage === undefined) return batch
    return { ...batch, events: batch.events.flatMap((event) => sabotage(event) ?? []) }
  }

  /** The store outlives the server. */
  async close(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {}
}
