// Keeps everything in the heap: for tests, simulations and clusters that need not survive. A commit is done at once, so
// its only waits are promise turns and a run in virtual time repeats exactly.
import { Heap } from '../../base/heap.ts'
import type { Backend, Change, ChangeRange, Commit, RowRange } from '../backend.ts'
import { compareKeys } from '../keys.ts'
import { RevisionLog } from '../revision-log.ts'
import type { ExportSlice, ListResult, Version } from '../store.ts'
import { KeyOrder } from './key-order.ts'

interface Past {
  readonly version: Version
  /** The revision that replaced or deleted it. */
  readonly endRevision: number
}

interface Entry {
  latest: Version | undefined
  /** What can only be read at older revisions, oldest first. */
  past: Past[]
}

// Revisions that one commit forgets at most.
const trimSlice = 1_024
/** Versions of one slice of an export. */
const exportSlice = 512

export class MemoryBackend implements Backend {
  readonly #entries = new Map<string, Entry>()
  readonly #order = new KeyOrder()
  readonly #log = new RevisionLog<Change>(2)
  /** May hold versions that were replaced meanwhile; they are skipped. */
  readonly #expiries = new Heap<Version>(
    (a, b) => a.expiresAtMs - b.expiresAtMs || a.modRevision - b.modRevision,
  )
  #compactRevision = 1

  get revision(): number {
    return this.#log.next - 1
  }

  get compactRevision(): number {
    return this.#compactRevision
  }

  get trimming(): boolean {
    return this.#log.first < this.#compactRevision
  }

  get(key: string): Version | undefined {
    return this.#entries.get(key)?.latest
  }

  getAt(key: string, revision: number): Version | undefined {
    const entry = this.#entries.get(key)
    return entry === undefined ? undefined : versionAt(entry, revision)
  }

  async list(prefix: string, range: RowRange): Promise<ListResult> {
    const { revision, after, limit = Number.POSITIVE_INFINITY } = range
    const kvs: Version[] = []
    let count = 0
    const start = after !== undefined && compareKeys(after, prefix) > 0 ? after : prefix
    for (const key of this.#order.from(start)) {
      if (key === after) continue
      if (!key.startsWith(prefix)) break
      const version = this.getAt(key, revision)
      if (version === undefined) continue
      if (count++ < limit) kvs.push(version)
    }
    return { kvs, revision, more: count > kvs.length, count }
  }

  async *export(): AsyncGenerator<ExportSlice> {
    const versions = [...this.#order.from('')].flatMap((key) => this.get(key) ?? [])
    const { revision } = this
    for (let at = 0; at === 0 || at < versions.length; at += exportSlice)
      yield { revision, versions: versions.slice(at, at + exportSlice) }
  }

  changes(prefix: string, range: ChangeRange) {
    const changes: Change[] = []
    const last = Math.min(range.to, range.from + range.limit - 1)
    for (let revision = range.from; revision <= last; revision++) {
      const change = this.#log.at(revision)
      if (change?.kv.key.startsWith(prefix)) changes.push(change)
    }
    return { changes, revision: last }
  }

  nextExpiry(): number | undefined {
    for (let first = this.#expiries.peek(); first !== undefined; first = this.#expiries.peek()) {
      if (this.#isLatest(first)) return first.expiresAtMs
      this.#expiries.pop()
    }
    return undefined
  }

  expired(nowMs: number, limit: number): readonly Version[] {
    const due: Version[] = []
    while (due.length < limit && (this.nextExpiry() ?? Number.POSITIVE_INFINITY) <= nowMs) {
      const version = this.#expiries.pop()
      if (version !== undefined) due.push(version)
    }
    // They stay due until they are deleted.
    for (const version of due) this.#expiries.push(version)
    return due
  }

  async commit({ changes, compactRevision }: Commit): Promise<void> {
    this.#compactRevision = compactRevision
    for (let i = 0; i < trimSlice && this.trimming; i++) this.#trim()
    for (const change of changes) this.#apply(change)
  }

  breathe(): Promise<void> {
    return Promise.resolve()
  }

  async size(): Promise<number> {
    return 0
  }

  async close(): Promise<void> {}

  #isLatest(version: Version): boolean {
    return this.#entries.get(version.key)?.latest === version
  }

  #apply(change: Change): void {
    const { type, kv, previous } = change
    const entry = this.#entryOf(kv.key)
    entry.latest = type === 'put' ? kv : undefined
    if (previous !== undefined) entry.past.push({ version: previous, endRevision: kv.modRevision })
    if (kv.expiresAtMs !== 0) this.#expiries.push(kv)
    this.#log.append(kv.modRevision, change)
  }

  #entryOf(key: string): Entry {
    let entry = this.#entries.get(key)
    if (entry === undefined) {
      entry = { latest: undefined, past: [] }
      this.#entries.set(key, entry)
      this.#order.add(key)
    }
    return entry
  }

  // Forgets the oldest revision and what it replaced.
  #trim(): void {
    const change = this.#log.shift()
    const entry = change && this.#entries.get(change.kv.key)
    if (entry === undefined || change?.previous === undefined) return
    entry.past.shift()
    if (entry.latest !== undefined || entry.past.length > 0) return
    this.#entries.delete(change.kv.key)
    this.#order.delete(change.kv.key)
  }
}

function versionAt({ latest, past }: Entry, revision: number): Version | undefined {
  if (latest !== undefined && latest.modRevision <= revision) return latest
  const found = past.findLast(({ version }) => version.modRevision <= revision)
  return found !== undefined && found.endRevision > revision ? found.version : undefined
}
