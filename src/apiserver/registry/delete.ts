// DELETE of one object and of a collection. Upstream: apiserver pkg/endpoints/handlers/delete.go.

import type { KubeObject } from '../../machinery/kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { conflict, isNotFound, notFound } from '../../machinery/status-error.ts'
import type { AdmissionRequest } from '../admission/admission.ts'
import { type Entry, nameOf, replaceRevision } from '../cache/entry.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { listOptions } from '../request/options.ts'
import { successStatus } from '../request/respond.ts'
import { answerEntry, answerValue } from './answer-object.ts'
import type { Core } from './core.ts'
import { type DeleteOptions, deleteOptions } from './delete-options.ts'
import { planDeletion } from './deletion-plan.ts'
import { namespaceFor } from './get.ts'
import { answerList, selectionFor } from './list.ts'
import { entriesOf, listPage } from './list-pages.ts'
import { asKube, keyOf, type WorkingObject } from './object.ts'
import type { Resource } from './resource.ts'
import { sameObject } from './same-object.ts'
import { deleteKey, dryRunEntry, putObject, storedForm } from './store-write.ts'
import { untilWritten } from './turns.ts'

export interface DeleteContext {
  readonly request: ApiRequest
  readonly resource: Resource
  readonly options: DeleteOptions
  /** Admission has judged the request already, under another name (an eviction). */
  readonly admitted?: boolean
}

export interface Deleted {
  readonly entry: Entry
  /** The object is gone (or would be, in a dry run); else it is marked. */
  readonly gone: boolean
}

/** Kinds whose deletion answers the object instead of a Status. */
const answersObject: ReadonlySet<string> = new Set([
  'Pod',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'PodTemplate',
  'ResourceQuota',
  'ServiceAccount',
  'Service',
])

export async function deleteObject(
  request: ApiRequest,
  resource: Resource,
  core: Core,
): Promise<ServerResponse> {
  const options = await deleteOptions(request)
  const { name } = request.info
  const context = { request, resource, options }
  const { entry, gone } = await removeObject(keyOf(namespaceFor(request, resource), name), context, core)
  const answer = { request, resource, nowMs: core.clock.now() }
  if (!gone) {
    const waits = options.orphanDependents === false
    return answerEntry(entry, answer, waits ? 202 : 200)
  }
  if (answersObject.has(resource.kind.kind)) return answerEntry(entry, answer)
  const { uid } = resource.objectOf(entry).metadata
  const { group } = resource.kind
  return answerValue(
    successStatus({ name, ...(group !== '' && { group }), kind: resource.kind.plural, uid }),
    request,
  )
}

export function removeObject(key: string, context: DeleteContext, core: Core): Promise<Deleted> {
  return untilWritten({ resource: context.resource, key }, () => removeOnce(key, context, core))
}

/** Undefined where another write came between. */
async function removeOnce(key: string, context: DeleteContext, core: Core): Promise<Deleted | undefined> {
  const { request, resource, options } = context
  await core.feed.fresh(request)
  const old = resource.cache.get(key)
  if (old === undefined) throw notFound(resource.subject, nameOf(key))
  if (resource.ready !== undefined) await resource.ready([old])
  const obj = resource.objectOf(old)
  checkPreconditions(obj, options, resource)
  if (context.admitted !== true) await admit(admissionRequest(obj, context), core)
  const deleted = await carryOut(old, obj, { ...context, core })
  if (resource.ready !== undefined && deleted !== undefined) await resource.ready([deleted.entry])
  return deleted
}

async function admit(admission: AdmissionRequest, core: Core): Promise<void> {
  await core.admission.mutate(admission)
  await core.admission.validate(admission)
}

/** Upstream: apiserver pkg/registry/rest/delete.go BeforeDelete. */
function checkPreconditions(obj: KubeObject, options: DeleteOptions, resource: Resource): void {
  const { uid, resourceVersion } = options.preconditions ?? {}
  const { metadata } = obj
  if (uid !== undefined && uid !== metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`
    throw conflict(resource.kindSubject, metadata.name, why)
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`
    throw conflict(resource.kindSubject, metadata.name, why)
  }
}

function admissionRequest(obj: KubeObject, { request, resource, options }: DeleteContext): AdmissionRequest {
  return {
    operation: 'DELETE',
    kind: resource.kind,
    subresource: '',
    namespace: obj.metadata.namespace ?? '',
    name: obj.metadata.name,
    user: request.user,
    dryRun: options.dryRun,
    object: undefined,
    oldObject: obj,
    origin: request,
    options,
    warn: (text) => request.warnings.push(text),
  }
}

async function carryOut(
  old: Entry,
  obj: KubeObject,
  context: DeleteContext & { readonly core: Core },
): Promise<Deleted | undefined> {
  const { resource, options, core } = context
  const nowMs = core.clock.now()
  const begun = resource.hooks.beginDeletion?.(obj)
  const plan = planDeletion(begun === undefined ? obj : asKube(begun), {
    kind: resource.kind,
    delete: options,
    nowMs,
  })
  if (plan.action === 'keep') return { entry: old, gone: false }
  const isNamespace = resource.kind.kind === 'Namespace' && resource.kind.group === ''
  if (plan.action === 'remove' && !(isNamespace && namespaceHolds(obj))) return remove(old, context)
  const next = begun ?? resource.copyOf(old)
  if (plan.action === 'mark') next.metadata = plan.metadata
  if (isNamespace) terminate(next, nowMs)
  if (sameObject(next, obj)) return { entry: old, gone: false }
  const written = await storedForm(resource, next)
  const { key } = old
  if (options.dryRun)
    return { entry: dryRunEntry(resource, key, { written, revision: old.revision }), gone: false }
  const entry = await putObject({ resource, key, written, ttlSource: next, expected: old.revision }, core)
  return entry === undefined ? undefined : { entry, gone: false }
}

async function remove(
  old: Entry,
  context: DeleteContext & { readonly core: Core },
): Promise<Deleted | undefined> {
  const { resource, options, core } = context
  if (options.dryRun) return { entry: old, gone: true }
  const revision = await deleteKey(resource, { key: old.key, expected: old.revision }, core)
  if (revision === undefined) return undefined
  // The last state, with the revision of its end. Upstream: apiserver pkg/storage/etcd3/store.go conditionalDelete.
  const bytes = replaceRevision(old.bytes, revision)
  return { entry: { ...old, revision, bytes, parsed: undefined }, gone: true }
}

/** A namespace goes only when the namespace controller has emptied it. */
function namespaceHolds(obj: KubeObject): boolean {
  const { spec } = obj as { spec?: { finalizers?: readonly string[] } }
  return (spec?.finalizers?.length ?? 0) > 0 || (obj.metadata.finalizers?.length ?? 0) > 0
}

/** Upstream: pkg/registry/core/namespace/storage/storage.go Delete. */
function terminate(next: WorkingObject, nowMs: number): void {
  next.metadata.deletionTimestamp ??= timeText(nowMs)
  delete next.metadata.deletionGracePeriodSeconds
  next.status = { ...(next.status as object | undefined), phase: 'Terminating' }
}

/** Deletions under way together share the store's commits. */
const deletedAtATime = 16

async function removeIfThere(key: string, context: DeleteContext, core: Core): Promise<void> {
  try {
    await removeObject(key, context, core)
  } catch (error) {
    // Somebody else was quicker.
    if (!isNotFound(error)) throw error
  }
}

/** DELETE of a collection: each object by itself. Answers the list of what was there, as upstream's store does. */
export async function deleteCollection(
  request: ApiRequest,
  resource: Resource,
  core: Core,
): Promise<ServerResponse> {
  const options = await deleteOptions(request)
  const list = listOptions(request.query, false)
  const selection = selectionFor(request, resource, list)
  const { snapshots } = core
  const page = await listPage({ resource, selection, options: list, cancel: request, snapshots }, core)
  // Each reads where the last one stopped: together they go through all of them, in order as they begin.
  const left = entriesOf(page).values()
  let failed = false
  const work = async () => {
    for (const { key } of left) {
      // The first that fails ends the others.
      if (failed) return
      try {
        await removeIfThere(key, { request, resource, options }, core)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: deletedAtATime }, work))
  return answerList(page, request, { resource, core })
}
