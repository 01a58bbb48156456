// The store's log as the checkers use it: what every object was at every revision, and, for each selection, the history
// as somebody sees it who is shown the selection alone.
import { type HistoryEntry, StoreHistory } from '../../../src/store/watch-checker.ts'
import type { Fields, Json, State } from './records.ts'
import { matches, type Selection } from './selection.ts'

export interface Version {
  readonly key: string
  readonly revision: number
  /** undefined: deleted. */
  readonly object: Json | undefined
  readonly before: Version | undefined
  /** The revision that ended it. */
  until: number
}

export class Truth {
  /** In the order of revisions. */
  readonly versions: readonly Version[]
  readonly revision: number
  readonly #byRevision = new Map<number, Version>()
  readonly #byKey = new Map<string, Version[]>()
  readonly #derived = new Map<string, StoreHistory>()

  /** `revision` is the store's, which holds more than these entries. */
  constructor(entries: readonly HistoryEntry[], revision: number) {
    this.versions = entries.map((entry) => this.#add(entry))
    this.revision = revision
  }

  #add({ revision, key, type, value }: HistoryEntry): Version {
    const kept = this.#byKey.get(key) ?? []
    const before = kept.at(-1)
    if (before !== undefined) before.until = revision
    const object = type === 'delete' ? undefined : JSON.parse(new TextDecoder().decode(value))
    const version = {
      key,
      revision,
      object,
      before: before?.object === undefined ? undefined : before,
      until: Number.POSITIVE_INFINITY,
    }
    kept.push(version)
    this.#byKey.set(key, kept)
    this.#byRevision.set(revision, version)
    return version
  }

  /** What this revision made of its object. */
  made(revision: number): Version | undefined {
    return this.#byRevision.get(revision)
  }

  /** All that the key has been, deletions included. */
  of(key: string): readonly Version[] {
    return this.#byKey.get(key) ?? []
  }

  at(key: string, revision: number): Version | undefined {
    const version = this.of(key).findLast((made) => made.revision <= revision)
    return version?.object === undefined ? undefined : version
  }

  /** What the key was at the times from `first` to `last`; undefined for not being there. */
  during(key: string, bounds: { readonly first: number; readonly last: number }): (Version | undefined)[] {
    const { first, last } = bounds
    const inside = this.of(key).filter(({ revision }) => revision > first && revision <= last)
    return [this.at(key, first), ...inside.map((made) => (made.object === undefined ? undefined : made))]
  }

  /** What the selection is at the revision, in the order of lists. */
  selected(selection: Selection, revision: number): Version[] {
    const keys = [...this.#byKey.keys()].sort()
    return keys.flatMap((key) => {
      const version = this.at(key, revision)
      return version !== undefined && matches(selection, key, version.object) ? [version] : []
    })
  }

  /** The history of the selection alone: what moves out of it is deleted, what moves in is created. */
  derived(selection: Selection): StoreHistory {
    const id = JSON.stringify(selection)
    const known = this.#derived.get(id)
    if (known !== undefined) return known
    const history = new StoreHistory(this.versions.flatMap((version) => seenThrough(selection, version)))
    this.#derived.set(id, history)
    return history
  }
}

function seenThrough(selection: Selection, { key, revision, object, before }: Version): HistoryEntry[] {
  if (object !== undefined && matches(selection, key, object))
    return [{ key, revision, type: 'put', value: canonical(object) }]
  if (before === undefined || !matches(selection, key, before.object)) return []
  return [{ key, revision, type: 'delete', value: new Uint8Array() }]
}

const known = new WeakMap<object, Uint8Array>()

/** The same bytes for the same object, whoever sent it: without the revision, and without what lists leave out. */
export function canonical(object: Json): Uint8Array {
  const kept = known.get(object)
  if (kept !== undefined) return kept
  const { kind: _kind, apiVersion: _version, ...rest } = object
  const { resourceVersion: _revision, ...metadata } = object.metadata
  const bytes = Buffer.from(JSON.stringify({ ...rest, metadata }, inOrder))
  known.set(object, bytes)
  return bytes
}

export const sameObject = (a: Json, b: Json) => Buffer.compare(canonical(a), canonical(b)) === 0

export function inOrder(_key: string, value: Json): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

export const revisionOf = (object: Json) => Number(object.metadata.resourceVersion)

export function stateOf(version: Version | undefined): State | undefined {
  if (version?.object === undefined) return undefined
  const { object, revision } = version
  const { metadata } = object
  return {
    ...fieldsOf(object),
    uid: metadata.uid,
    revision,
    deleting: metadata.deletionTimestamp !== undefined,
  }
}

export function fieldsOf({ metadata, data, spec, status }: Json): Fields {
  return {
    labels: metadata.labels ?? {},
    annotations: metadata.annotations ?? {},
    finalizers: metadata.finalizers ?? [],
    data: data ?? {},
    nodeName: spec?.nodeName ?? '',
    phase: status?.phase ?? '',
    message: status?.message ?? '',
  }
}
