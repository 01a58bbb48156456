// Who owns which fields: the entries of metadata.managedFields, read into a map by manager and written back in order.
// Upstream: apimachinery pkg/util/managedfields/internal/managedfields.go and capmanagers.go.
import { emptySet, type FieldSet, isEmpty, parseFieldSet, sharedSet, sortedSet, union } from './field-set.ts'

/** An entry as it is stored. */
export interface ManagedFieldsEntry {
  readonly manager?: string | undefined
  readonly operation?: string | undefined
  readonly apiVersion?: string | undefined
  readonly time?: string | undefined
  readonly fieldsType?: string | undefined
  readonly fieldsV1?: unknown
  readonly subresource?: string | undefined
}

/** One manager's part. Objects of this type are never changed. */
export interface Owner {
  readonly manager: string
  readonly operation: 'Apply' | 'Update'
  readonly apiVersion: string
  readonly subresource: string
  readonly time: string | undefined
  readonly set: FieldSet
  /** The stored entry, where it says just this. */
  readonly entry?: ManagedFieldsEntry
}

export type Owners = ReadonlyMap<string, Owner>

/** What tells owners apart. An applier keeps its identity when it moves to another version of the API. */
export function ownerId(owner: Pick<Owner, 'manager' | 'operation' | 'apiVersion' | 'subresource'>): string {
  const { manager, operation, subresource } = owner
  const apiVersion = operation === 'Apply' ? '' : owner.apiVersion
  return JSON.stringify([manager, operation, apiVersion, subresource])
}

/** Reads stored entries; undefined where one is malformed. */
export function decodeOwners(
  entries: readonly ManagedFieldsEntry[] | undefined,
): Map<string, Owner> | undefined {
  const owners = new Map<string, Owner>()
  for (const entry of entries ?? []) {
    const owner = decodeOwner(entry)
    if (owner === undefined) return undefined
    owners.set(ownerId(owner), owner)
  }
  return owners
}

function decodeOwner(entry: ManagedFieldsEntry): Owner | undefined {
  const { manager = '', operation, apiVersion = '', fieldsType, subresource = '', time } = entry
  if ((operation !== 'Apply' && operation !== 'Update') || apiVersion === '' || fieldsType !== 'FieldsV1') {
    return undefined
  }
  const fieldsV1 = sharedSet(entry.fieldsV1)
  const set = parseFieldSet(fieldsV1)
  if (set === undefined) return undefined
  const owner: Owner = { manager, operation, apiVersion, subresource, time, set }
  if (set !== fieldsV1) return owner
  return { ...owner, entry: fieldsV1 === entry.fieldsV1 ? entry : { ...entry, fieldsV1 } }
}

/**
 * The entries to be stored, in upstream's order; undefined where nobody owns anything. Where nothing differs from
 * `before`, that very list.
 */
export function encodeOwners(
  owners: Owners,
  before: readonly ManagedFieldsEntry[] = [],
): readonly ManagedFieldsEntry[] | undefined {
  if (owners.size === 0) return undefined
  const kept = new Set([...owners.values()].map((owner) => owner.entry))
  if (owners.size === before.length && before.every((entry) => kept.has(entry))) return before
  return [...owners.values()].sort(compareOwners).map(encodeOwner)
}

function compareOwners(a: Owner, b: Owner): number {
  for (const key of ['operation', 'time', 'manager', 'apiVersion', 'subresource'] as const) {
    const [left, right] = [a[key] ?? '', b[key] ?? '']
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}

function encodeOwner(owner: Owner): ManagedFieldsEntry {
  if (owner.entry !== undefined) return owner.entry
  const { manager, operation, apiVersion, time, subresource } = owner
  return {
    ...(manager !== '' && { manager }),
    operation,
    apiVersion,
    ...(time !== undefined && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: sortedSet(owner.set),
    ...(subresource !== '' && { subresource }),
  }
}

/** The owner with other fields; the same object where the fields are the same. */
export function withSet(owner: Owner, set: FieldSet): Owner {
  if (set === owner.set) return owner
  const { entry: _, ...rest } = owner
  return { ...rest, set }
}

/** The owner with another time, its stored set kept. */
export function withTime(owner: Owner, time: string): Owner {
  if (owner.time === time) return owner
  return { ...owner, time, ...(owner.entry && { entry: { ...owner.entry, time } }) }
}

const maxUpdateOwners = 10
const bucketName = 'ancient-changes'

/** Joins the oldest owners by update, a bucket a version, while there are more than ten. */
export function capUpdateOwners(owners: Map<string, Owner>): void {
  const updaters = [...owners].filter(([, owner]) => owner.operation === 'Update')
  if (updaters.length <= maxUpdateOwners) return
  updaters.sort(([leftId, left], [rightId, right]) => {
    const [a, b] = [left.time ?? '', right.time ?? '']
    return a !== b ? (a < b ? -1 : 1) : leftId < rightId ? -1 : 1
  })
  const firstOfVersion = new Map<string, string>()
  let count = updaters.length
  for (const [id, owner] of updaters) {
    if (count <= maxUpdateOwners) return
    const first = firstOfVersion.get(owner.apiVersion)
    if (first === undefined) firstOfVersion.set(owner.apiVersion, id)
    else {
      pour(owners, { id, first })
      count--
    }
  }
}

/** Moves an owner's fields into its version's bucket, which the first owner of the version turns into. */
function pour(
  owners: Map<string, Owner>,
  { id, first }: { readonly id: string; readonly first: string },
): void {
  const owner = owners.get(id)
  if (owner === undefined) return
  const { apiVersion, time } = owner
  const empty: Owner = {
    manager: bucketName,
    operation: 'Update',
    apiVersion,
    subresource: '',
    time,
    set: emptySet,
  }
  const bucketId = ownerId(empty)
  let bucket = owners.get(bucketId)
  if (bucket === undefined) {
    bucket = { ...empty, set: owners.get(first)?.set ?? emptySet }
    owners.delete(first)
  }
  owners.delete(id)
  owners.set(bucketId, { ...empty, set: union(owner.set, bucket.set) })
}

/** Drops owners that own nothing. */
export function dropEmpty(owners: Map<string, Owner>): void {
  for (const [id, owner] of owners) if (isEmpty(owner.set)) owners.delete(id)
}
