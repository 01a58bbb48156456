// Checks what watches gave against the whole history, for the nine properties that etcd's robustness tests check. For
// tests and simulations of anything that watches: it only looks at records and needs no store.
// Upstream: etcd tests/robustness/validate/watch.go
import type { KeyValue, WatchBatch, WatchEvent } from './store.ts'

/** What one revision did. */
export interface HistoryEntry {
  readonly revision: number
  readonly type: 'put' | 'delete'
  readonly key: string
  /** Empty for a delete. */
  readonly value: Uint8Array
}

/** What one watch gave, up to where it was stopped. */
export interface WatchTrace {
  readonly prefix: string
  /** The first revision asked for. */
  readonly from: number
  readonly batches: readonly WatchBatch[]
}

/** Every revision of a store, the oracle for reads and watches. */
export class StoreHistory {
  readonly #entries: readonly HistoryEntry[]
  readonly #byKey = new Map<string, KeyValue[]>()

  constructor(entries: Iterable<HistoryEntry>) {
    this.#entries = [...entries].sort((a, b) => a.revision - b.revision)
    for (const entry of this.#entries) this.#add(entry)
  }

  /** Empty when the revisions are 2, 3, 4, ... */
  gaps(): string[] {
    return this.#entries.flatMap(({ revision }, i) =>
      revision === i + 2 ? [] : [`revision ${revision} at place ${i + 2}`],
    )
  }

  get revision(): number {
    return this.#entries.at(-1)?.revision ?? 1
  }

  /** What the key was at the revision. */
  at(key: string, revision: number): KeyValue | undefined {
    const kv = this.#byKey.get(key)?.findLast(({ modRevision }) => modRevision <= revision)
    return kv?.createRevision === 0 ? undefined : kv
  }

  /** Every key under the prefix at the revision, in order of JavaScript strings. */
  list(prefix: string, revision: number): KeyValue[] {
    const keys = [...this.#byKey.keys()].filter((key) => key.startsWith(prefix)).sort()
    return keys.flatMap((key) => this.at(key, revision) ?? [])
  }

  /** The revisions from `from` to `to` that touched keys under the prefix. */
  between(prefix: string, bounds: { readonly from: number; readonly to: number }): HistoryEntry[] {
    const { from, to } = bounds
    return this.#entries.filter(
      ({ revision, key }) => revision >= from && revision <= to && key.startsWith(prefix),
    )
  }

  #add({ revision, type, key, value }: HistoryEntry): void {
    const before = this.at(key, revision)
    const createRevision = type === 'delete' ? 0 : (before?.createRevision ?? revision)
    const kvs = this.#byKey.get(key) ?? []
    kvs.push({ key, value, createRevision, modRevision: revision })
    this.#byKey.set(key, kvs)
  }
}

/** The violations, each beginning with the property's name; empty when the watch kept its promises. */
export function checkWatch(trace: WatchTrace, history: StoreHistory): string[] {
  return [
    ...checkFilter(trace),
    ...checkOrdered(trace),
    ...checkUnique(trace),
    ...checkAtomic(trace),
    ...checkResumable(trace, history),
    ...checkReliable(trace, history),
    ...checkBookmarkable(trace),
    ...checkPrevious(trace, history),
    ...checkIsCreate(trace, history),
  ]
}

export function sameKeyValue(a: KeyValue | undefined, b: KeyValue | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return (
    a.key === b.key &&
    a.createRevision === b.createRevision &&
    a.modRevision === b.modRevision &&
    Buffer.compare(a.value, b.value) === 0
  )
}

function eventsOf({ batches }: WatchTrace): WatchEvent[] {
  return batches.flatMap(({ events }) => events)
}

function checkFilter(trace: WatchTrace): string[] {
  return eventsOf(trace)
    .filter(({ kv }) => !kv.key.startsWith(trace.prefix))
    .map(({ kv }) => `Filter: ${kv.key} is not under ${trace.prefix}`)
}

function checkOrdered(trace: WatchTrace): string[] {
  const revisions = eventsOf(trace).map(({ kv }) => kv.modRevision)
  return revisions.flatMap((revision, i) =>
    revision < (revisions[i - 1] ?? 0) ? [`Ordered: revision ${revision} after ${revisions[i - 1]}`] : [],
  )
}

function checkUnique(trace: WatchTrace): string[] {
  const seen = new Set<string>()
  return eventsOf(trace).flatMap(({ kv }) => {
    const id = `${kv.modRevision} ${kv.key}`
    if (seen.has(id)) return [`Unique: ${id} twice`]
    seen.add(id)
    return []
  })
}

function checkAtomic({ batches }: WatchTrace): string[] {
  const batchOf = new Map<number, number>()
  return batches.flatMap(({ events }, i) =>
    events.flatMap(({ kv }) => {
      const batch = batchOf.get(kv.modRevision) ?? i
      batchOf.set(kv.modRevision, batch)
      return batch === i ? [] : [`Atomic: revision ${kv.modRevision} in two batches`]
    }),
  )
}

function checkResumable(trace: WatchTrace, history: StoreHistory): string[] {
  const first = eventsOf(trace)[0]?.kv.modRevision
  if (first === undefined) return []
  const due = history.between(trace.prefix, { from: trace.from, to: history.revision })[0]?.revision
  return first === due ? [] : [`Resumable: began with revision ${first}, not ${due}`]
}

function checkReliable(trace: WatchTrace, history: StoreHistory): string[] {
  const to = trace.batches.at(-1)?.revision ?? 0
  const expected = history.between(trace.prefix, { from: trace.from, to })
  const given = new Map(eventsOf(trace).map((event) => [event.kv.modRevision, event]))
  const missing = expected.filter(({ revision, type, key, value }) => {
    const event = given.get(revision)
    given.delete(revision)
    return event?.type !== type || event.kv.key !== key || Buffer.compare(event.kv.value, value) !== 0
  })
  return [
    ...missing.map(({ revision, key }) => `Reliable: revision ${revision} of ${key} is missing or wrong`),
    ...[...given.keys()].map((revision) => `Reliable: revision ${revision} is not in the history`),
  ]
}

function checkBookmarkable({ batches }: WatchTrace): string[] {
  let mark = 0
  return batches.flatMap(({ revision, events }) => {
    const wrong: string[] = []
    if (revision < mark) wrong.push(`Bookmarkable: mark ${revision} after ${mark}`)
    for (const { kv } of events) {
      if (kv.modRevision <= mark) wrong.push(`Bookmarkable: event ${kv.modRevision} after mark ${mark}`)
      if (kv.modRevision > revision)
        wrong.push(`Bookmarkable: mark ${revision} below event ${kv.modRevision}`)
    }
    mark = revision
    return wrong
  })
}

function checkPrevious(trace: WatchTrace, history: StoreHistory): string[] {
  return eventsOf(trace)
    .filter(({ kv, previous }) => !sameKeyValue(previous, history.at(kv.key, kv.modRevision - 1)))
    .map(({ kv }) => `PrevKV: revision ${kv.modRevision} of ${kv.key} has another value before it`)
}

function checkIsCreate(trace: WatchTrace, history: StoreHistory): string[] {
  return eventsOf(trace)
    .filter(({ type }) => type === 'put')
    .filter(({ kv }) => {
      const created = kv.createRevision === kv.modRevision
      return created !== (history.at(kv.key, kv.modRevision - 1) === undefined)
    })
    .map(({ kv }) => `IsCreate: revision ${kv.modRevision} of ${kv.key}`)
}
