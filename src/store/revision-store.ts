// The store proper, the same over every backend: one writer that takes all waiting writes, evaluates them in order,
// commits them together and only then answers and tells the watchers; the next ones collect meanwhile. Reads never wait
// for writes. It never shows anything that the backend has not committed.
import { assert } from '../base/assert.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import type { Backend, Change } from './backend.ts'
import { evaluateAll, type WriteRequest } from './evaluate.ts'
import { Expiry } from './expiry.ts'
import { assertKey, assertPrefix } from './keys.ts'
import type {
  ExportSlice,
  GetResult,
  ListOptions,
  ListResult,
  Store,
  WatchBatch,
  WriteOptions,
  WriteResult,
} from './store.ts'
import { StoreError } from './store.ts'
import { compacted, WatchHub, type WatchWindow } from './watch-hub.ts'

export interface RevisionStoreOptions {
  readonly clock: Clock
  readonly log: Logger
  readonly watchWindow?: Partial<WatchWindow>
}

interface PendingWrite {
  readonly request: WriteRequest
  readonly resolve: (result: WriteResult) => void
  readonly reject: (error: Error) => void
}

interface PendingCompaction {
  readonly revision: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

// Bounds of one commit: more would keep those who wait for it, and memory, too long.
const commitWrites = 1_024
const commitBytes = 8 * 1024 * 1024

export class RevisionStore implements Store {
  readonly #backend: Backend
  readonly #clock: Clock
  readonly #log: Logger
  readonly #hub: WatchHub
  readonly #expiry: Expiry
  #writes: PendingWrite[] = []
  #compactions: PendingCompaction[] = []
  /** Set while the disk is too full even to forget: the next write or compaction tries again. */
  #trimPaused = false
  #draining: Promise<void> | undefined
  readonly #lists = new Set<Promise<ListResult>>()
  #closing: Promise<void> | undefined
  /** Why nothing is accepted any more. */
  #refusal: StoreError | undefined

  constructor(backend: Backend, options: RevisionStoreOptions) {
    this.#backend = backend
    this.#clock = options.clock
    this.#log = options.log
    this.#hub = new WatchHub(backend, options.watchWindow)
    this.#expiry = new Expiry({
      clock: options.clock,
      nextExpiry: () => backend.nextExpiry(),
      expired: (nowMs, limit) => backend.expired(nowMs, limit),
      expire: ({ key, modRevision }) => this.#write({ type: 'delete', key, expected: modRevision }),
    })
    this.#expiry.arm()
    if (backend.trimming) this.#wakeWriter()
  }

  get revision(): number {
    return this.#backend.revision
  }

  get compactRevision(): number {
    return this.#backend.compactRevision
  }

  async get(key: string, options: { readonly revision?: number } = {}): Promise<GetResult> {
    assertKey(key)
    this.#assertOpen()
    const { revision } = this.#backend
    const wanted = options.revision ?? revision
    if (wanted === revision) return { kv: this.#backend.get(key), revision }
    this.#assertReadable(wanted)
    return { kv: this.#backend.getAt(key, wanted), revision }
  }

  async list(prefix: string, options: ListOptions = {}): Promise<ListResult> {
    assertPrefix(prefix)
    if (options.after !== undefined) assertKey(options.after)
    this.#assertOpen()
    const wanted = options.revision ?? this.#backend.revision
    this.#assertReadable(wanted)
    const list = this.#backend.list(prefix, { ...options, revision: wanted })
    this.#lists.add(list)
    try {
      return await list
    } finally {
      this.#lists.delete(list)
    }
  }

  async put(key: string, value: Uint8Array, options: WriteOptions = {}): Promise<WriteResult> {
    const { expected, ttlSeconds } = options
    assert(ttlSeconds === undefined || ttlSeconds > 0, 'a key cannot expire before it is put')
    const expiresAtMs = ttlSeconds === undefined ? 0 : Math.ceil(this.#clock.now() + ttlSeconds * 1_000)
    return await this.#write({ type: 'put', key, value, expected, expiresAtMs })
  }

  delete(key: string, options: WriteOptions = {}): Promise<WriteResult> {
    return this.#write({ type: 'delete', key, expected: options.expected })
  }

  watch(
    prefix: string,
    options: { readonly from?: number; readonly signal: AbortSignal },
  ): AsyncIterable<WatchBatch> {
    assertPrefix(prefix)
    // Taken now and not at the first next(): what is written in between belongs to the watch.
    const from = options.from ?? this.#backend.revision + 1
    return this.#hub.watch(prefix, { from, signal: options.signal })
  }

  async *export(): AsyncGenerator<ExportSlice> {
    this.#assertOpen()
    for await (const slice of this.#backend.export()) {
      // Ends with a fault, never early.
      this.#assertOpen()
      yield slice
    }
  }

  async compact(revision: number): Promise<void> {
    this.#assertOpen()
    if (revision > this.#backend.revision) throw this.#future(revision)
    if (revision <= this.#backend.compactRevision && !this.#backend.trimming) return
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    this.#compactions.push({ revision, resolve, reject })
    this.#wakeWriter()
    await promise
  }

  size(): Promise<number> {
    return this.#backend.size()
  }

  close(): Promise<void> {
    this.#closing ??= this.#shutDown()
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #shutDown(): Promise<void> {
    this.#refusal ??= new StoreError('closed', 'the store is closed')
    await this.#expiry.stop()
    await this.#draining
    this.#hub.end(this.#refusal)
    await Promise.allSettled(this.#lists)
    await this.#backend.close()
  }

  async #write(request: WriteRequest): Promise<WriteResult> {
    assertKey(request.key)
    this.#assertOpen()
    const { promise, resolve, reject } = Promise.withResolvers<WriteResult>()
    this.#writes.push({ request, resolve, reject })
    this.#wakeWriter()
    return await promise
  }

  #wakeWriter(): void {
    this.#trimPaused = false
    this.#draining ??= this.#drain()
  }

  // Never rejects.
  async #drain(): Promise<void> {
    do {
      await this.#backend.breathe()
      await this.#commit(this.#takeWrites())
    } while (this.#hasWork())
    this.#draining = undefined
  }

  #hasWork(): boolean {
    if (this.#writes.length > 0) return true
    // What a close leaves over is forgotten after the next start.
    const trimming = this.#backend.trimming && !this.#trimPaused && this.#refusal === undefined
    return trimming || this.#compactTarget() > this.#backend.compactRevision
  }

  #takeWrites(): PendingWrite[] {
    let bytes = 0
    let count = 0
    for (const { request } of this.#writes) {
      if (count === commitWrites || bytes > commitBytes) break
      if (request.type === 'put') bytes += request.value.length
      count++
    }
    return this.#writes.splice(0, count)
  }

  #compactTarget(): number {
    return this.#compactions.reduce(
      (target, { revision }) => Math.max(target, revision),
      this.#backend.compactRevision,
    )
  }

  async #commit(writes: readonly PendingWrite[]): Promise<void> {
    try {
      const { changes, results } = evaluateAll(
        writes.map(({ request }) => request),
        { stored: (key) => this.#backend.get(key), revision: this.#backend.revision },
      )
      await this.#store(changes)
      this.#hub.publish(changes)
      for (const [i, result] of results.entries()) writes[i]?.resolve(result)
      if (changes.some(touchesExpiry)) this.#expiry.arm()
      this.#answerCompactions()
    } catch (error) {
      await this.#refuse(writes, error)
    }
  }

  async #store(changes: readonly Change[]): Promise<void> {
    const compactRevision = this.#compactTarget()
    const moves = compactRevision > this.#backend.compactRevision
    if (changes.length > 0 || moves || this.#backend.trimming) {
      await this.#backend.commit({ changes, compactRevision })
    }
  }

  #answerCompactions(): void {
    const { compactRevision, trimming } = this.#backend
    if (trimming && this.#refusal === undefined) return
    // Those that came while a commit was under way wait for the next one.
    for (const { revision, resolve } of this.#compactions) if (revision <= compactRevision) resolve()
    this.#compactions = this.#compactions.filter(({ revision }) => revision > compactRevision)
  }

  // When the disk is full, deletes may still fit, and they are what helps.
  async #refuse(writes: readonly PendingWrite[], error: unknown): Promise<void> {
    if (!(error instanceof StoreError && error.code === 'full')) {
      this.#stop(writes, error)
      return
    }
    const deletes = writes.filter(({ request }) => request.type === 'delete')
    const others = writes.filter(({ request }) => request.type !== 'delete')
    for (const { reject } of others) reject(error)
    if (others.length > 0) {
      await this.#commit(deletes)
      return
    }
    for (const { reject } of [...deletes, ...this.#compactions]) reject(error)
    this.#compactions = []
    this.#trimPaused = true
  }

  // Upstream: etcd panics here too. After a failed sync nobody knows what is on disk, so nothing more is answered.
  #stop(writes: readonly PendingWrite[], cause: unknown): void {
    const reason = cause instanceof Error ? cause.message : String(cause)
    this.#log.error('store stopped: a commit failed', { err: cause })
    this.#refusal = new StoreError('closed', `the store has stopped because a commit failed: ${reason}`, {
      cause,
    })
    for (const { reject } of [...writes, ...this.#writes, ...this.#compactions]) reject(this.#refusal)
    this.#writes = []
    this.#compactions = []
    this.#hub.end(this.#refusal)
  }

  #assertOpen(): void {
    if (this.#refusal !== undefined) throw this.#refusal
  }

  #assertReadable(wanted: number): void {
    const { revision, compactRevision } = this.#backend
    if (wanted > revision) throw this.#future(wanted)
    if (wanted < compactRevision) throw compacted(wanted, compactRevision)
  }

  #future(wanted: number): StoreError {
    return new StoreError('future', `revision ${wanted} lies in the future (newest: ${this.revision})`)
  }
}

function touchesExpiry({ kv, previous }: Change): boolean {
  return kv.expiresAtMs !== 0 || (previous?.expiresAtMs ?? 0) !== 0
}
