// Server-side apply: merges a configuration into the live object, removes what its manager applied before and does not
// any more, and finds conflicts with other owners. Upstream: structured-merge-diff merge/update.go Updater.Apply, and
// apimachinery pkg/util/managedfields/internal/structuredmerge.go, skipnonapplied.go, lastapplied*.go.
import { cloneJson, equalJson, isJsonObject, type JsonObject, setKey } from '../json-value.ts'
import { DecodeError, decode } from '../schema/decode.ts'
import { badRequest, statusFailure } from '../status-error.ts'
import { type ApplyNode, applyNodeOf } from './apply-schema.ts'
import { checkConfig } from './check-config.ts'
import { compareObjects } from './compare.ts'
import { type Conflict, conflictError, conflictsOutside, conflictsWith } from './conflicts.ts'
import {
  containsSet,
  difference,
  emptySet,
  equalSets,
  type FieldSet,
  intersection,
  isEmpty,
  recursiveDifference,
  union,
} from './field-set.ts'
import { fieldsOf, nodeFields, withNamedFields } from './fields-of.ts'
import { decodeOwners, encodeOwners, type ManagedFieldsEntry, type Owner, ownerId } from './managers.ts'
import { removeItems } from './remove-items.ts'
import { mergeConfig } from './typed-merge.ts'
import {
  comparisonsOf,
  emptyObject,
  type ManagedObject,
  type OwnershipContext,
  reconcileOwners,
  strip,
  takeAway,
  trackUpdate,
  withoutManagedFields,
} from './update-owners.ts'

export interface ApplyRequest extends OwnershipContext {
  readonly kind: string
  /** The stored object; undefined where there is none yet. */
  readonly live: ManagedObject | undefined
  /** What the client sent, as parsed and no more: defaults in it would be owned. */
  readonly config: unknown
  readonly manager: string
  /** Take conflicting fields over. */
  readonly force?: boolean
}

export interface ApplyResult {
  /** The merged object, decoded but not defaulted, without managedFields; the live one where nothing changed. */
  readonly object: unknown
  readonly managedFields: readonly ManagedFieldsEntry[] | undefined
  readonly changed: boolean
}

const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration'

/** Applies a configuration. Throws a StatusError for a configuration that does not fit, and for conflicts. */
export function applyConfig(request: ApplyRequest): ApplyResult {
  const { schema, config } = request
  checkRequest(request)
  const stored = decodeOwners(request.live?.metadata?.managedFields)
  if (stored === undefined) throw statusFailure(500, '', 'failed to decode managed fields')
  reconcileOwners(stored, request)
  const live = withoutManagedFields(request.live ?? emptyObject(schema))
  if (stored.size === 0) {
    const manager = 'before-first-apply'
    trackUpdate(stored, request, { old: emptyObject(schema), next: live, manager, time: request.time })
  }
  const allowed = request.manager === 'kubectl' ? () => fieldsOfLastApplied(request, live) : () => undefined
  const merged = mergeAndOwn(request, { live, stored, allowed })
  return request.manager === 'kubectl' ? withLastApplied(merged, config) : merged
}

function checkRequest(request: ApplyRequest): void {
  const { config, apiVersion, kind, schema } = request
  if (!isJsonObject(config)) throw badRequest('invalid object type: /, Kind=')
  if (config.apiVersion !== apiVersion || config.kind !== kind) {
    throw badRequest(`invalid object type: ${gvkText(textOf(config.apiVersion), textOf(config.kind))}`)
  }
  const metadata = isJsonObject(config.metadata) ? config.metadata : {}
  if ((metadata.managedFields ?? null) !== null) throw badRequest('metadata.managedFields must be nil')
  const fault = checkConfig(schema, config)
  if (fault === undefined) return
  const what = `${objectName(config)}; ${gvkText(apiVersion, kind)}`
  throw statusFailure(500, '', `failed to create typed patch object (${what}): ${fault}`)
}

function objectName(obj: unknown): string {
  const { namespace, name } = (obj as ManagedObject).metadata ?? {}
  return `${textOf(namespace)}/${textOf(name)}`
}

/** What is no text is nothing: an object of a hostile body cannot even be printed. */
const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

/** Go's text for a group, version and kind. */
function gvkText(apiVersion: string, kind: string): string {
  return `${apiVersion.includes('/') || apiVersion === '' ? '' : '/'}${apiVersion === '' ? '/' : apiVersion}, Kind=${kind}`
}

interface Start {
  readonly live: unknown
  readonly stored: ReadonlyMap<string, Owner>
  /** Fields that may be taken over without force; undefined where there are none. */
  readonly allowed: () => FieldSet | undefined
}

function mergeAndOwn(request: ApplyRequest, { live, stored, allowed }: Start): ApplyResult {
  const { schema, config, apiVersion, subresource = '', manager, time } = request
  const owners = new Map(stored)
  const identity = {
    manager: manager === '' ? 'unknown' : manager,
    operation: 'Apply',
    apiVersion,
    subresource,
  } as const
  const id = ownerId(identity)
  const last = owners.get(id)
  const set = recursiveDifference(fieldsOf(schema, config), request.ignored ?? emptySet)
  owners.set(id, { ...identity, time: last?.time, set })
  const merged = prune(request, { merged: mergeConfig(schema, live, config), last, owners, set })
  // As it was sent: what is empty, or the same amount in other words, takes a field from its owners all the same.
  settleConflicts(request, { id, live, merged, owners, allowed })
  const object = decodeMerged(request, merged)
  const changed = !equalJson(live, object)
  const own = strip(set)
  if (isEmpty(own)) owners.delete(id)
  else if (last !== undefined && !changed && last.apiVersion === apiVersion && equalSets(own, last.set))
    owners.set(id, last)
  else owners.set(id, { ...identity, time: changed ? time : last?.time, set: own })
  const managedFields = encodeOwners(owners, request.live?.metadata?.managedFields)
  return { object: changed ? object : live, managedFields, changed }
}

/** What was applied as empty or null is not there afterwards. */
function decodeMerged({ schema, apiVersion, kind }: ApplyRequest, merged: unknown): unknown {
  try {
    return decode(schema, cloneJson(merged)).value
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    const what = `${objectName(merged)}; ${gvkText(apiVersion, kind)}`
    throw statusFailure(500, '', `failed to convert new typed object (${what}) to object: ${error.message}`)
  }
}

interface Settlement {
  readonly id: string
  readonly live: unknown
  readonly merged: unknown
  readonly owners: Map<string, Owner>
  readonly allowed: Start['allowed']
}

/** Takes changed fields from their owners, or throws where that needs force. */
function settleConflicts(request: ApplyRequest, { id, live, merged, owners, allowed }: Settlement): void {
  const comparisons = comparisonsOf(request, { old: live, next: merged })
  const conflicts: Conflict[] = []
  for (const [otherId, owner] of [...owners].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const comparison = otherId === id ? undefined : comparisons(owner.apiVersion)
    if (comparison === undefined) continue
    const lost = intersection(owner.set, union(comparison.modified, comparison.added))
    conflicts.push(...conflictsWith(owner, lost))
  }
  if (conflicts.length > 0 && request.force !== true) {
    const fields = allowed()
    const rest = fields === undefined ? conflicts : conflictsOutside(conflicts, fields)
    if (rest.length > 0) throw conflictError(rest)
  }
  takeAway(owners, comparisons, id)
}

interface Pruning {
  readonly merged: unknown
  /** What the manager applied before. */
  readonly last: Owner | undefined
  /** All owners, the manager with its new fields among them. */
  readonly owners: ReadonlyMap<string, Owner>
  /** The manager's new fields. */
  readonly set: FieldSet
}

/** The merged object without what its manager applied before, does not apply now, and nobody else owns. */
function prune(request: ApplyRequest, { merged, last, owners, set }: Pruning): unknown {
  if (last === undefined || isEmpty(last.set)) return merged
  if (givesNothingUp(request, { last, owners, set })) return merged
  const view = viewOf(request, last.apiVersion)
  if (view === undefined) return merged
  const lastFields = withNamedFields(view.node, last.set)
  let pruned = view.from(removeItems(view.node, view.to(merged), lastFields))
  // What others own, or the manager still does, comes back; then what the manager never applied.
  for (const version of new Set([
    last.apiVersion,
    ...[...owners.values()].map((owner) => owner.apiVersion),
  ])) {
    pruned = addBackOwned(request, { merged, pruned, version, owners })
  }
  const all = view.to(merged)
  const gone = difference(namedFields(view, all), namedFields(view, view.to(pruned)))
  return view.from(removeItems(view.node, all, intersection(gone, lastFields)))
}

/**
 * Everything that the manager applied before it applies again, so that nothing can be missing: the usual apply, which changes a
 * value. The new set holds every item that its paths lead through, since it comes from an object.
 */
function givesNothingUp(
  { apiVersion }: ApplyRequest,
  { last, owners, set }: Pick<Pruning, 'last' | 'owners' | 'set'>,
): boolean {
  if (last === undefined || last.apiVersion !== apiVersion) return false
  for (const owner of owners.values()) if (owner.apiVersion !== apiVersion) return false
  return containsSet(set, last.set)
}

/** The object in another version of the API, and back. */
interface View {
  readonly node: ApplyNode
  to(obj: unknown): unknown
  from(obj: unknown): unknown
}

const same = (obj: unknown) => obj

function viewOf(request: ApplyRequest, apiVersion: string): View | undefined {
  if (apiVersion === request.apiVersion) return { node: applyNodeOf(request.schema), to: same, from: same }
  const view = request.versions?.(apiVersion)
  if (view === undefined) return undefined
  return {
    node: applyNodeOf(view.schema),
    to: (obj) => view.toVersion(obj),
    from: (obj) => view.fromVersion(obj),
  }
}

function namedFields(view: View, obj: unknown): FieldSet {
  return withNamedFields(view.node, nodeFields(view.node, obj))
}

interface AddBack {
  readonly merged: unknown
  readonly pruned: unknown
  readonly version: string
  readonly owners: ReadonlyMap<string, Owner>
}

function addBackOwned(request: ApplyRequest, { merged, pruned, version, owners }: AddBack): unknown {
  const view = viewOf(request, version)
  if (view === undefined) return pruned
  let owned = emptySet
  for (const owner of owners.values()) if (owner.apiVersion === version) owned = union(owned, owner.set)
  const all = view.to(merged)
  const kept = union(namedFields(view, view.to(pruned)), withNamedFields(view.node, owned))
  return view.from(removeItems(view.node, all, difference(namedFields(view, all), kept)))
}

/**
 * The fields of kubectl's client-side apply that the live object still has as they were applied: an apply by kubectl
 * takes them over without force.
 */
function fieldsOfLastApplied(request: ApplyRequest, live: unknown): FieldSet | undefined {
  const text = (live as ManagedObject).metadata?.annotations?.[lastAppliedAnnotation] ?? ''
  const config = text === '' ? undefined : parseConfig(text)
  if (!isJsonObject(config) || config.apiVersion !== request.apiVersion) return undefined
  if (checkConfig(request.schema, config) !== undefined) return undefined
  const { removed, modified, added } = compareObjects(request.schema, config, live)
  return difference(fieldsOf(request.schema, config), union(union(modified, added), removed))
}

function parseConfig(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Keeps kubectl's annotation in step, where the object has it, so that client-side apply goes on working. */
function withLastApplied(result: ApplyResult, config: unknown): ApplyResult {
  const object = result.object as { metadata?: { annotations?: Record<string, string> } }
  const annotations = object.metadata?.annotations
  if ((annotations?.[lastAppliedAnnotation] ?? '') === '') return result
  const applied = cloneJson(config) as { metadata?: { annotations?: JsonObject } }
  if (isJsonObject(applied.metadata?.annotations)) delete applied.metadata.annotations[lastAppliedAnnotation]
  const text = `${goJson(applied)}\n`
  if (annotations?.[lastAppliedAnnotation] === text) return result
  const metadata = { ...object.metadata, annotations: { ...annotations, [lastAppliedAnnotation]: text } }
  return { ...result, object: { ...object, metadata }, changed: true }
}

/** JSON as Go writes it: keys in order, characters that matter to HTML escaped. */
function goJson(value: unknown): string {
  const text = JSON.stringify(value, (_key, member: unknown) => {
    if (!isJsonObject(member)) return member
    const ordered: JsonObject = {}
    for (const key of Object.keys(member).sort()) setKey(ordered, key, member[key])
    return ordered
  })
  return text.replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
