// Every change of a stored object: PUT, PATCH and subresources differ only in how they make the new object from the old.
// Upstream: apiserver pkg/registry/generic/registry/store.go Update.

import { type FieldError, invalid as invalidField } from '../../machinery/field-error.ts'
import type { KubeObject } from '../../machinery/kind.ts'
import {
  badRequest,
  conflict,
  invalid,
  isAlreadyExists,
  notFound,
  optimisticLockMessage,
} from '../../machinery/status-error.ts'
import type { AdmissionRequest, AdmissionView } from '../admission/admission.ts'
import type { Entry } from '../cache/entry.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { type WriteOptions, writeOptions } from '../request/options.ts'
import { answerEntry } from './answer-object.ts'
import type { Core } from './core.ts'
import { type CreateContext, createDecoded } from './create.ts'
import { decodeBody } from './decode-body.ts'
import { namespaceFor } from './get.ts'
import { judgeUpdate, type UpdateJudgement } from './judge.ts'
import { trackUpdate } from './managed-fields.ts'
import { asKube, keyOf, type WorkingObject } from './object.ts'
import { afterAdmission, dedupOwnerReferences } from './owner-references.ts'
import { matchNamespace, prepareForStatusUpdate, prepareForUpdate, writable } from './prepare.ts'
import type { Resource } from './resource.ts'
import { sameObject } from './same-object.ts'
import { deleteKey, dryRunEntry, putObject, storedForm } from './store-write.ts'
import { untilWritten } from './turns.ts'

/** How a subresource changes the object. The main resource and status are among them. */
export interface UpdateMode {
  readonly subresource: string
  /** Puts back what this way of writing must not change. */
  prepare(next: WorkingObject, old: KubeObject, resource: Resource): void
  readonly rules: UpdateJudgement['rules']
  /** Its own form of the object, for admission. */
  readonly view?: AdmissionView
  /** Faults of its own. */
  faults?(next: KubeObject, old: KubeObject): readonly FieldError[]
}

export const mainMode: UpdateMode = {
  subresource: '',
  prepare: (next, old, resource) => prepareForUpdate(next, old, resource.kind),
  rules: 'main',
}

export const statusMode: UpdateMode = {
  subresource: 'status',
  prepare: (next, old, resource) => prepareForStatusUpdate(next, old, resource.kind),
  rules: 'status',
}

/** The new object made from the stored one; may be called again when somebody else wrote in between. */
export interface Proposal {
  readonly obj: WorkingObject
  /** Managed fields are already right (server-side apply). */
  readonly tracked?: boolean
}

export interface UpdateContext {
  readonly request: ApiRequest
  readonly resource: Resource
  readonly options: WriteOptions
  readonly mode: UpdateMode
  readonly name: string
  /** Makes the new object. `old` is shared and must not be changed. */
  propose(old: Entry): Promise<Proposal> | Proposal
  /** Makes the object where there is none; undefined: 404. */
  create?(): Promise<Proposal> | Proposal
}

export interface UpdateResult {
  readonly entry: Entry
  readonly created: boolean
}

/** PUT. */
export async function updateObject(
  request: ApiRequest,
  resource: Resource,
  options: { readonly core: Core; readonly mode: UpdateMode },
): Promise<ServerResponse> {
  const { core, mode } = options
  const write = writeOptions(request, 'UpdateOptions')
  const decodeAgain = async () => {
    const body = await decodeBody(request, resource.kind, write.fieldValidation)
    checkName(body, request)
    matchNamespace(body, resource.kind, namespaceFor(request, resource))
    resource.kind.default?.(writable(body))
    return body
  }
  // Preparation and admission change the object, so that every further attempt decodes the body anew.
  let first: WorkingObject | undefined = await decodeAgain()
  const propose = async (): Promise<Proposal> => {
    const obj = first ?? (await decodeAgain())
    first = undefined
    return { obj }
  }
  const allowCreate = mode === mainMode && resource.kind.strategy?.allowCreateOnUpdate === true
  const result = await changeObject(
    {
      request,
      resource,
      options: write,
      mode,
      name: request.info.name,
      propose,
      ...(allowCreate && { create: propose }),
    },
    core,
  )
  return answerEntry(result.entry, { request, resource, nowMs: core.clock.now() }, result.created ? 201 : 200)
}

function checkName(body: WorkingObject, request: ApiRequest): void {
  const { name } = body.metadata
  if (name === undefined || name === '')
    throw badRequest('the name of the object ( based on URL) was undeterminable: name must be provided')
  if (name !== request.info.name) {
    throw badRequest(
      `the name of the object (${name}) does not match the name on the URL (${request.info.name})`,
    )
  }
}

/** Reads, proposes, judges and writes, again where another write came between. */
export function changeObject(context: UpdateContext, core: Core): Promise<UpdateResult> {
  const { request, resource, name } = context
  const key = keyOf(namespaceFor(request, resource), name)
  return untilWritten({ resource, key }, () => changeOnce(key, context, core))
}

/** Undefined where another write came between. */
async function changeOnce(
  key: string,
  context: UpdateContext,
  core: Core,
): Promise<UpdateResult | undefined> {
  const { request, resource } = context
  await core.feed.fresh(request)
  const old = resource.cache.get(key)
  if (resource.ready !== undefined && old !== undefined) await resource.ready([old])
  const result = old === undefined ? await createMissing(context, core) : await tryChange(context, old, core)
  if (resource.ready !== undefined && result !== undefined) await resource.ready([result.entry])
  return result
}

async function createMissing(context: UpdateContext, core: Core): Promise<UpdateResult | undefined> {
  const { resource, request, name } = context
  if (context.create === undefined) throw notFound(resource.subject, name)
  const { obj, tracked = false } = await context.create()
  const { uid = '', resourceVersion = '' } = obj.metadata
  const namespace = namespaceFor(request, resource)
  // Who names the object that they mean does not want another one.
  if (uid !== '') throw wrongUid(context, { asked: uid, found: '' })
  if (resourceVersion !== '') throw notFound(resource.subject, name)
  const create: CreateContext = { request, resource, options: context.options, namespace, tracked }
  try {
    return { entry: await createDecoded(obj, create, core), created: true }
  } catch (error) {
    // Somebody else was quicker: it is theirs that changes.
    if (!isAlreadyExists(error)) throw error
    return undefined
  }
}

async function tryChange(context: UpdateContext, old: Entry, core: Core): Promise<UpdateResult | undefined> {
  const { resource, mode, options } = context
  const before = resource.objectOf(old)
  const { obj: next, tracked = false } = await context.propose(old)
  checkRevision(next, before, context)
  checkUid(next, before, context)
  const { warnings } = context.request
  dedupOwnerReferences(next, { warnings })
  prepare(next, before, context)
  const admission = admissionRequest(next, before, context)
  // As upstream has it: what admission adds is nobody's.
  if (!tracked) trackUpdate(next, before, { resource, options, core, subresource: mode.subresource })
  if (await core.admission.mutate(admission)) {
    dedupOwnerReferences(next, { warnings, when: afterAdmission })
    prepare(next, before, context)
  }
  const release = resource.hooks.allocate?.(next, before)
  let entry: Entry | undefined
  try {
    judgeUpdate(next, { ...mode, resource, old: before, warnings })
    await core.admission.validate(admission)
    entry = await write(next, old, { ...context, before }, core)
  } finally {
    if (entry === undefined || options.dryRun) release?.()
  }
  return entry === undefined ? undefined : { entry, created: false }
}

function prepare(next: WorkingObject, before: KubeObject, { mode, resource }: UpdateContext): void {
  mode.prepare(next, before, resource)
  resource.dropDisabledFields?.(next, before)
}

function checkRevision(next: WorkingObject, before: KubeObject, context: UpdateContext): void {
  const { resource, name } = context
  const asked = next.metadata.resourceVersion ?? ''
  if (asked === '') {
    // Differs: unconditional updates are allowed unless the kind says otherwise, as almost all of upstream's kinds do.
    if (resource.kind.strategy?.allowUnconditionalUpdate !== false) return
    throw invalid(resource.kindSubject, name, [
      invalidField('metadata.resourceVersion', 0, 'must be specified for an update'),
    ])
  }
  if (asked !== before.metadata.resourceVersion) throw conflict(resource.subject, name, optimisticLockMessage)
}

function checkUid(next: WorkingObject, before: KubeObject, context: UpdateContext): void {
  const asked = next.metadata.uid ?? ''
  if (asked === '' || asked === before.metadata.uid) return
  throw wrongUid(context, { asked, found: before.metadata.uid })
}

/** Upstream: apiserver pkg/storage/interfaces.go Preconditions.Check, whose error carries the key. */
function wrongUid(
  { resource, request, name }: UpdateContext,
  { asked, found }: { readonly asked: string; readonly found: string },
): Error {
  const { group, resource: plural } = resource.subject
  const key = `/registry/${group === '' ? '' : `${group}/`}${plural}/${keyOf(namespaceFor(request, resource), name)}`
  const why = `Precondition failed: UID in precondition: ${asked}, UID in object meta: ${found}`
  const text = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`
  return conflict(resource.subject, name, text)
}

function admissionRequest(next: WorkingObject, before: KubeObject, context: UpdateContext): AdmissionRequest {
  const { request, resource, mode, options, name } = context
  return {
    operation: 'UPDATE',
    kind: resource.kind,
    subresource: mode.subresource,
    namespace: namespaceFor(request, resource),
    name,
    user: request.user,
    dryRun: options.dryRun,
    object: asKube(next),
    oldObject: before,
    origin: request,
    ...(mode.view && { view: mode.view }),
    warn: (text) => request.warnings.push(text),
  }
}

async function write(
  next: WorkingObject,
  old: Entry,
  context: UpdateContext & { readonly before: KubeObject },
  core: Core,
): Promise<Entry | undefined> {
  const { resource, options, before } = context
  const { key } = old
  const going = mayGo(next, before)
  if (!going && sameObject(next, before)) return old
  const written = await storedForm(resource, next)
  if (options.dryRun) return dryRunEntry(resource, key, { written, revision: old.revision })
  if (going) {
    const revision = await deleteKey(resource, { key, expected: old.revision }, core)
    return revision === undefined ? undefined : dryRunEntry(resource, key, { written, revision })
  }
  return putObject({ resource, key, written, ttlSource: next, expected: old.revision }, core)
}

/**
 * A deletion under way ends with the write that takes the last finalizer away.
 * Upstream: apiserver pkg/registry/generic/registry/store.go ShouldDeleteDuringUpdate.
 */
function mayGo(next: WorkingObject, before: KubeObject): boolean {
  if (before.metadata.deletionTimestamp === undefined) return false
  if ((next.metadata.finalizers?.length ?? 0) > 0) return false
  const { finalizers } = (next.spec ?? {}) as { finalizers?: readonly string[] }
  if (next.kind === 'Namespace' && (finalizers?.length ?? 0) > 0) return false
  return (before.metadata.deletionGracePeriodSeconds ?? 0) === 0
}
