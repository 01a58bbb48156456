// Keeps metadata.managedFields true to an object that changes: what every write but an apply does.
// Upstream: structured-merge-diff merge/update.go Updater.Update, and the chain of managers in
// apimachinery pkg/util/managedfields/internal. Runs on every write, so an unchanged part costs a comparison.
import { equalJson, type JsonObject } from '../json-value.ts'
import { decode } from '../schema/decode.ts'
import type { ObjectSchema } from '../schema/schema.ts'
import { applyNodeOf } from './apply-schema.ts'
import { type Comparison, compareObjects, excludeFields, isSame } from './compare.ts'
import { creatorFields } from './creator-fields.ts'
import {
  containsSet,
  difference,
  emptySet,
  type FieldSet,
  intersection,
  isEmpty,
  recursiveDifference,
  setOf,
  union,
} from './field-set.ts'
import {
  capUpdateOwners,
  decodeOwners,
  dropEmpty,
  encodeOwners,
  type ManagedFieldsEntry,
  type Owner,
  ownerId,
  withSet,
  withTime,
} from './managers.ts'
import { fieldElement } from './path-element.ts'
import { reconcileSet } from './reconcile.ts'

/** An object as far as ownership looks at it. */
export interface ManagedObject {
  readonly metadata?: {
    readonly uid?: string | undefined
    readonly name?: string | undefined
    readonly namespace?: string | undefined
    readonly annotations?: Readonly<Record<string, string>> | undefined
    readonly managedFields?: readonly ManagedFieldsEntry[] | undefined
  }
}

/** Another version of the API in which a manager may have written. */
export interface VersionView {
  readonly schema: ObjectSchema
  /** The object in that version. */
  toVersion(obj: unknown): unknown
  /** An object of that version in the version of the request. */
  fromVersion(obj: unknown): unknown
}

export interface OwnershipContext {
  readonly schema: ObjectSchema
  /** The version of the request: `apps/v1`. */
  readonly apiVersion: string
  /** Absent or empty for the main resource. */
  readonly subresource?: string | undefined
  /** Now, as RFC 3339 in seconds. */
  readonly time: string
  /** What a write to this resource resets and nobody can own by it: status, or all but status. */
  readonly ignored?: FieldSet | undefined
  /** Views of other versions; entries of a version without one are dropped. */
  versions?(apiVersion: string): VersionView | undefined
}

export interface UpdateRequest extends OwnershipContext {
  /** The stored object; undefined when it is being created. */
  readonly old: ManagedObject | undefined
  /** The object to be stored. */
  readonly next: ManagedObject
  readonly manager: string
}

/** Fields that nobody owns. Upstream: stripmeta.go. */
const meta = fieldElement('metadata')
const neverOwned = setOf(
  [fieldElement('apiVersion')],
  [fieldElement('kind')],
  [meta],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => [meta, fieldElement(name)]),
)

const emptyObjects = new WeakMap<ObjectSchema, unknown>()

/** An object with nothing but what Go's zero value prints; shared, not to be changed. */
export function emptyObject(schema: ObjectSchema): unknown {
  let empty = emptyObjects.get(schema)
  if (empty === undefined) {
    empty = decode(schema, {}).value
    emptyObjects.set(schema, empty)
  }
  return empty
}

/** The object without its managedFields, which are never part of a comparison. */
export function withoutManagedFields<T>(obj: T): T {
  const metadata = (obj as { metadata?: JsonObject }).metadata
  if (metadata === undefined || !Object.hasOwn(metadata, 'managedFields')) return obj
  const { managedFields: _, ...rest } = metadata
  return { ...obj, metadata: rest }
}

/** The managedFields of the object to be stored; undefined where it has none. */
export function updateManagedFields(request: UpdateRequest): readonly ManagedFieldsEntry[] | undefined {
  const { old, next, time } = request
  const owners = startingOwners(request)
  // Upstream: skipnonapplied.go. What has been reset, or comes from before, is not tracked until the next apply.
  if (owners.size === 0 && (old?.metadata?.uid ?? '') !== '') return undefined
  const before = withoutManagedFields(old ?? emptyObject(request.schema))
  const manager = request.manager === '' ? 'unknown' : request.manager
  if (old === undefined && owners.size === 0) return creatorEntries(request, manager)
  reconcileOwners(owners, request)
  trackUpdate(owners, request, {
    old: before,
    next: withoutManagedFields(next),
    manager,
    time,
  })
  capUpdateOwners(owners)
  return encodeOwners(owners, old?.metadata?.managedFields)
}

/** Everything goes to the creator; what trackUpdate() would say, for less. */
function creatorEntries(request: UpdateRequest, manager: string): readonly ManagedFieldsEntry[] | undefined {
  const { schema, apiVersion, subresource = '', time, ignored } = request
  const set = creatorFields({
    schema,
    empty: emptyObject(schema),
    next: withoutManagedFields(request.next),
    ignored,
    finish: (all) => strip(ignored === undefined ? all : recursiveDifference(all, ignored)),
  })
  if (isEmpty(set)) return undefined
  const owner: Owner = { manager, operation: 'Update', apiVersion, subresource, time, set }
  return encodeOwners(new Map([[ownerId(owner), owner]]))
}

/** The owners before the write. A request may set them, save through a subresource, but not by leaving them out. */
function startingOwners({ old, next, subresource }: UpdateRequest): Map<string, Owner> {
  const stored = () => decodeOwners(old?.metadata?.managedFields) ?? new Map<string, Owner>()
  if ((subresource ?? '') !== '') return stored()
  const given = next.metadata?.managedFields
  const before = old?.metadata?.managedFields
  // Most clients send back what they were given: to see that costs less than to read it, and the stored entries stay.
  if (given === undefined || given === before || equalJson(given, before)) return stored()
  if (isReset(given)) return new Map()
  const owners = decodeOwners(given)
  return owners === undefined || owners.size === 0 ? stored() : owners
}

/** A client asks to forget all owners: an empty list, or one empty entry. */
function isReset(entries: readonly ManagedFieldsEntry[]): boolean {
  return entries.length === 0 || (entries.length === 1 && Object.keys(entries[0] ?? {}).length === 0)
}

/** Brings what was stored under an earlier schema into line with the schema as it is; who owns nothing is dropped. */
export function reconcileOwners(owners: Map<string, Owner>, context: OwnershipContext): void {
  for (const [id, owner] of owners) {
    const { apiVersion } = owner
    const schema = apiVersion === context.apiVersion ? context.schema : context.versions?.(apiVersion)?.schema
    if (isEmpty(owner.set)) owners.delete(id)
    else if (schema !== undefined)
      owners.set(id, withSet(owner, reconcileSet(applyNodeOf(schema), owner.set)))
  }
}

export interface TrackedUpdate {
  readonly old: unknown
  readonly next: unknown
  readonly manager: string
  readonly time: string
}

/** Gives what changed to the manager and takes it from all others. */
export function trackUpdate(
  owners: Map<string, Owner>,
  context: OwnershipContext,
  update: TrackedUpdate,
): void {
  const comparisons = comparisonsOf(context, update)
  const comparison = comparisons(context.apiVersion)
  if (comparison === undefined || isSame(comparison)) return
  const { removed, modified, added } = comparison
  const taken = strip(recursiveDifference(union(modified, added), context.ignored ?? emptySet))
  const { manager, time } = update
  const identity = {
    manager,
    operation: 'Update',
    apiVersion: context.apiVersion,
    subresource: context.subresource ?? '',
  } as const
  const id = ownerId(identity)
  const previous = owners.get(id)
  const fits =
    previous !== undefined && containsSet(previous.set, taken) && isEmpty(intersection(previous.set, removed))
  takeAway(owners, comparisons, fits ? id : undefined)
  if (isEmpty(taken)) return
  const owner = owners.get(id) ?? { ...identity, time, set: emptySet }
  owners.set(id, withTime(fits ? owner : withSet(owner, union(owner.set, taken)), time))
}

type Comparisons = (apiVersion: string) => Comparison | undefined

/** How the object differs in each version of the API, compared once and only where asked. */
export function comparisonsOf(
  context: OwnershipContext,
  { old, next }: { readonly old: unknown; readonly next: unknown },
): Comparisons {
  const known = new Map<string, Comparison | undefined>()
  const compute = (apiVersion: string): Comparison | undefined => {
    if (apiVersion === context.apiVersion) {
      const comparison = compareObjects(context.schema, old, next)
      return context.ignored === undefined ? comparison : excludeFields(comparison, context.ignored)
    }
    const view = context.versions?.(apiVersion)
    return view && compareObjects(view.schema, view.toVersion(old), view.toVersion(next))
  }
  return (apiVersion) => {
    if (!known.has(apiVersion)) known.set(apiVersion, compute(apiVersion))
    return known.get(apiVersion)
  }
}

/** Takes changed and removed fields from all owners but one, and drops owners of versions that are gone. */
export function takeAway(
  owners: Map<string, Owner>,
  comparisons: Comparisons,
  except: string | undefined,
): void {
  for (const [id, owner] of owners) {
    if (id === except) continue
    const comparison = comparisons(owner.apiVersion)
    if (comparison === undefined) {
      owners.delete(id)
      continue
    }
    const { removed, modified, added } = comparison
    let set = owner.set
    for (const gone of [modified, added, removed]) set = difference(set, gone)
    owners.set(id, withSet(owner, set))
  }
  dropEmpty(owners)
}

/** The set without the fields that nobody owns. */
export function strip(set: FieldSet): FieldSet {
  return difference(set, neverOwned)
}
