// Random clients for the contract suite: gets, lists, pages, stale reads, creates, updates and deletes by
// compare-and-swap, compactions and watchers, all from one seed. Every call is recorded; the records are then checked
// against one history, which shows that the calls are linearisable and that the watches kept their nine promises.
import { settle } from '../../base/node/system-clock.ts'
import { type Rng, randomInt } from '../../base/rng.ts'
import type { KeyValue, Store, WriteOptions, WriteResult } from '../store.ts'
import { StoreError } from '../store.ts'
import {
  checkWatch,
  type HistoryEntry,
  StoreHistory,
  sameKeyValue,
  type WatchTrace,
} from '../watch-checker.ts'

const prefixes = ['/pods/', '/pods/default/', '/nodes/', '/']
const keys = ['/pods/default/a', '/pods/default/b', '/pods/kube/a', '/nodes/a', '/nodes/b', '/leases/a']

/** One answered call: what it says about the state at `revision`. */
interface Observation {
  /** The newest answered revision when the call was made: what it may not be older than. */
  readonly notBefore: number
  readonly revision: number
  readonly fits: (history: StoreHistory) => boolean
  readonly text: string
}

export class StoreTraffic {
  readonly #store: Store
  readonly #rng: Rng
  readonly #entries: HistoryEntry[] = []
  readonly #observations: Observation[] = []
  readonly #traces: WatchTrace[] = []
  /** Watches that have ended. */
  readonly #ended = new Set<WatchTrace>()
  readonly #problems: string[] = []
  #answered: number
  #values = 0

  /** The store is to be empty. */
  constructor(store: Store, rng: Rng) {
    this.#store = store
    this.#rng = rng
    this.#answered = store.revision
  }

  /** Runs `clients` at once, each making `calls` calls, with watchers beside them until all have ended. */
  async run(options: {
    readonly clients: number
    readonly calls: number
    readonly watchers: number
  }): Promise<void> {
    const stop = new AbortController()
    const watchers = Array.from({ length: options.watchers }, () => this.#watch(stop.signal))
    await Promise.all(Array.from({ length: options.clients }, () => this.#client(options.calls)))
    const last = this.#store.revision
    // From the beginning of what can be read: replayed from the log.
    watchers.push(this.#follow({ prefix: '/', from: this.#store.compactRevision, signal: stop.signal }))
    const behind = (trace: WatchTrace) =>
      !this.#ended.has(trace) && trace.from <= last && (trace.batches.at(-1)?.revision ?? 0) < last
    while (this.#traces.some(behind)) await settle()
    stop.abort()
    await Promise.all(watchers)
  }

  /** What went wrong; empty when everything is as one store in one order would have it. */
  violations(): string[] {
    const history = new StoreHistory(this.#entries)
    return [
      ...this.#problems,
      ...history.gaps(),
      ...this.#observations.flatMap((observation) => check(observation, history)),
      ...this.#traces.flatMap((trace) => checkWatch(trace, history)),
    ]
  }

  get writes(): number {
    return this.#entries.length
  }

  async #client(calls: number): Promise<void> {
    for (let i = 0; i < calls; i++) await this.#call()
  }

  async #call(): Promise<void> {
    const dice = randomInt(this.#rng, 100)
    if (dice < 20) await this.#get()
    else if (dice < 30) await this.#list()
    else if (dice < 35) await this.#pages()
    else if (dice < 45) await this.#readPast()
    else if (dice < 60) await this.#write('put', { expected: 0 })
    else if (dice < 85) await this.#write('put', await this.#expectation())
    else if (dice < 97) await this.#write('delete', await this.#expectation())
    else if (dice < 98) await this.#compact()
    else await settle()
  }

  #key(): string {
    return keys[randomInt(this.#rng, keys.length)] ?? ''
  }

  #prefix(): string {
    return prefixes[randomInt(this.#rng, prefixes.length)] ?? ''
  }

  #expectation(): Promise<WriteOptions> | WriteOptions {
    const dice = randomInt(this.#rng, 4)
    if (dice === 0) return {}
    // Often out of date by the time it is used, as other clients write meanwhile.
    return { expected: Math.max(0, this.#answered - randomInt(this.#rng, 6)) }
  }

  async #get(): Promise<KeyValue | undefined> {
    const key = this.#key()
    const notBefore = this.#answered
    const { kv, revision } = await this.#store.get(key)
    this.#observe({
      notBefore,
      revision,
      text: `get ${key}`,
      fits: (history) => sameKeyValue(kv, history.at(key, revision)),
    })
    // A client that read goes on to write on top of what it read.
    if (randomInt(this.#rng, 2) === 0) await this.#write('put', { expected: kv?.modRevision ?? 0 }, key)
    return kv
  }

  async #list(): Promise<void> {
    const prefix = this.#prefix()
    const notBefore = this.#answered
    const { kvs, revision } = await this.#store.list(prefix)
    this.#observeList(kvs, { notBefore, revision, prefix })
  }

  async #pages(): Promise<void> {
    const prefix = this.#prefix()
    const notBefore = this.#answered
    const kvs: KeyValue[] = []
    let page = await this.#store.list(prefix, { limit: 2 })
    const { revision } = page
    kvs.push(...page.kvs)
    while (page.more) {
      const after = kvs.at(-1)?.key ?? ''
      const next = await orCompacted(this.#store.list(prefix, { limit: 2, after, revision }))
      if (next === undefined) return
      page = next
      kvs.push(...page.kvs)
    }
    this.#observeList(kvs, { notBefore, revision, prefix })
  }

  async #readPast(): Promise<void> {
    const key = this.#key()
    const prefix = this.#prefix()
    const revision = Math.max(this.#store.compactRevision, this.#answered - randomInt(this.#rng, 40))
    const got = await orCompacted(this.#store.get(key, { revision }))
    const fits = (history: StoreHistory) => sameKeyValue(got?.kv, history.at(key, revision))
    if (got !== undefined) this.#observe({ notBefore: 0, revision, fits, text: `get ${key} at ${revision}` })
    const listed = await orCompacted(this.#store.list(prefix, { revision }))
    if (listed !== undefined) this.#observeList(listed.kvs, { notBefore: 0, revision, prefix })
  }

  async #write(type: 'put' | 'delete', options: WriteOptions, key = this.#key()): Promise<void> {
    const notBefore = this.#answered
    const value = new TextEncoder().encode(type === 'put' ? `value ${this.#values++}` : '')
    const result = await (type === 'put'
      ? this.#store.put(key, value, options)
      : this.#store.delete(key, options))
    const { revision } = result
    const text = `${type} ${key} expecting ${options.expected}`
    if (!result.ok) {
      const fits = (history: StoreHistory) =>
        sameKeyValue(result.current, history.at(key, revision)) &&
        (result.current?.modRevision ?? 0) !== options.expected
      this.#observe({ notBefore, revision, fits, text: `refused ${text}` })
      return
    }
    const wrote = type === 'put' || result.previous !== undefined
    if (wrote) this.#entries.push({ revision, type, key, value })
    const before = wrote ? revision - 1 : revision
    const fits = (history: StoreHistory) =>
      sameKeyValue(result.previous, history.at(key, before)) && expectationHeld(result, options)
    this.#observe({ notBefore: wrote ? notBefore + 1 : notBefore, revision, fits, text })
  }

  async #compact(): Promise<void> {
    const revision = Math.max(1, this.#answered - 30)
    await this.#store.compact(revision)
    if (this.#store.compactRevision < revision) this.#problems.push(`compaction to ${revision} had no effect`)
  }

  async #watch(signal: AbortSignal): Promise<void> {
    for (let i = randomInt(this.#rng, 20); i > 0; i--) await settle()
    const from = Math.max(this.#store.compactRevision, this.#answered + 5 - randomInt(this.#rng, 20))
    await this.#follow({ prefix: this.#prefix(), from, signal })
  }

  async #follow({ signal, ...watch }: { prefix: string; from: number; signal: AbortSignal }): Promise<void> {
    const batches: WatchTrace['batches'][number][] = []
    const trace = { ...watch, batches }
    this.#traces.push(trace)
    try {
      for await (const batch of this.#store.watch(watch.prefix, { from: watch.from, signal })) {
        batches.push(batch)
        // Some watchers are slower than others.
        for (let i = randomInt(this.#rng, 4); i > 0; i--) await settle()
      }
    } catch (error) {
      // Told so and not silently: what came before is checked all the same.
      if (!isCode(error, 'compacted') && !isCode(error, 'slow-watcher')) throw error
    } finally {
      this.#ended.add(trace)
    }
  }

  #observeList(kvs: readonly KeyValue[], at: { notBefore: number; revision: number; prefix: string }): void {
    const { notBefore, revision, prefix } = at
    const fits = (history: StoreHistory) => {
      const expected = history.list(prefix, revision)
      return kvs.length === expected.length && expected.every((kv, i) => sameKeyValue(kv, kvs[i]))
    }
    this.#observe({ notBefore, revision, fits, text: `list ${prefix} at ${revision}` })
  }

  #observe(observation: Observation): void {
    this.#observations.push(observation)
    this.#answered = Math.max(this.#answered, observation.revision)
  }
}

function expectationHeld(result: WriteResult & { readonly ok: true }, { expected }: WriteOptions): boolean {
  return expected === undefined || (result.previous?.modRevision ?? 0) === expected
}

function check({ notBefore, revision, fits, text }: Observation, history: StoreHistory): string[] {
  if (revision < notBefore) return [`${text} was answered at ${revision}, after ${notBefore} had been seen`]
  if (revision > history.revision) return [`${text} was answered at ${revision}, which never came to be`]
  return fits(history) ? [] : [`${text} does not fit revision ${revision}`]
}

async function orCompacted<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (isCode(error, 'compacted')) return undefined
    throw error
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof StoreError && error.code === code
}
