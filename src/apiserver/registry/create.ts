// POST to a collection. Upstream: apiserver pkg/endpoints/handlers/create.go and registry/generic/registry/store.go Create.
import type { Kind } from '../../machinery/kind.ts'
import { alreadyExists, badRequest, statusFailure } from '../../machinery/status-error.ts'
import type { AdmissionRequest } from '../admission/admission.ts'
import type { Entry } from '../cache/entry.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { type WriteOptions, writeOptions } from '../request/options.ts'
import { answerEntry } from './answer-object.ts'
import type { Core } from './core.ts'
import { decodeBody } from './decode-body.ts'
import { namespaceFor } from './get.ts'
import { judgeCreate } from './judge.ts'
import { trackUpdate } from './managed-fields.ts'
import { asKube, keyOf, type WorkingObject } from './object.ts'
import { afterAdmission, dedupOwnerReferences } from './owner-references.ts'
import { generateName, matchNamespace, prepareAgain, prepareForCreate, writable } from './prepare.ts'
import type { Resource } from './resource.ts'
import { dryRunEntry, putObject, storedForm } from './store-write.ts'

const nameAttempts = 8

export async function createObject(
  request: ApiRequest,
  resource: Resource,
  core: Core,
): Promise<ServerResponse> {
  const options = writeOptions(request, 'CreateOptions')
  const namespace = namespaceFor(request, resource)
  if (resource.kind.scope === 'Namespaced' && namespace === '') {
    throw badRequest('an empty namespace may not be set during creation')
  }
  const obj = await decodeBody(request, resource.kind, options.fieldValidation)
  refuseRevision(obj)
  const entry = await createDecoded(obj, { request, resource, options, namespace }, core)
  return answerEntry(entry, { request, resource, nowMs: core.clock.now() }, 201)
}

/** What has been read somewhere is no new object. Upstream: apiserver pkg/storage/errors.go ErrResourceVersionSetOnCreate. */
function refuseRevision({ metadata }: WorkingObject): void {
  const { resourceVersion = '' } = metadata
  if (resourceVersion === '' || resourceVersion === '0') return
  // Differs: upstream answers 500, for want of a better code.
  throw badRequest('resourceVersion should not be set on objects to be created')
}

export interface CreateContext {
  readonly request: ApiRequest
  readonly resource: Resource
  readonly options: WriteOptions
  readonly namespace: string
  /** Where managed fields are already right (server-side apply). */
  readonly tracked?: boolean
}

/** Creates an object that has been decoded; it is the request's own and changes. */
export async function createDecoded(obj: WorkingObject, context: CreateContext, core: Core): Promise<Entry> {
  const { resource, namespace } = context
  const { kind } = resource
  matchNamespace(obj, kind, namespace)
  kind.default?.(writable(obj))
  resource.dropDisabledFields?.(obj, undefined)
  const { warnings } = context.request
  dedupOwnerReferences(obj, { warnings })
  // As upstream has it: what the server, its strategies and admission add is nobody's.
  if (context.tracked !== true)
    trackUpdate(obj, undefined, { resource, options: context.options, core, subresource: '' })
  prepareForCreate(obj, kind, core)
  const generated = (obj.metadata.name ?? '') === '' && (obj.metadata.generateName ?? '') !== ''
  for (let attempt = 1; ; attempt++) {
    if (generated) obj.metadata.name = newName(obj, kind, core)
    const entry = await tryCreate(obj, { ...context, first: attempt === 1 }, core)
    if (resource.ready !== undefined && entry !== undefined) await resource.ready([entry])
    if (entry !== undefined) return entry
    if (!generated) throw alreadyExists(resource.subject, obj.metadata.name ?? '')
    if (attempt === nameAttempts) throw nameCollision(resource, obj)
  }
}

function newName({ metadata: { generateName: base = '' } }: WorkingObject, kind: Kind, core: Core): string {
  return kind.strategy?.takesNamesWhole === true ? base : generateName(base, core)
}

function nameCollision(resource: Resource, obj: WorkingObject): Error {
  const { group, resource: kind } = resource.subject
  const name = obj.metadata.name ?? ''
  return statusFailure(
    409,
    'AlreadyExists',
    `${kind}${group === '' ? '' : `.${group}`} ${JSON.stringify(name)} already exists, the server was not able to generate a unique name for the object`,
    { details: { name, ...(group !== '' && { group }), kind, retryAfterSeconds: 1 } },
  )
}

async function tryCreate(
  obj: WorkingObject,
  context: CreateContext & { readonly first: boolean },
  core: Core,
): Promise<Entry | undefined> {
  const { request, resource, options } = context
  const admission = admissionRequest(obj, context)
  if (context.first) {
    const { uid, creationTimestamp } = obj.metadata
    if (await core.admission.mutate(admission)) {
      matchNamespace(obj, resource.kind, context.namespace)
      dedupOwnerReferences(obj, { warnings: request.warnings, when: afterAdmission })
      prepareAgain(obj, resource.kind, { uid, creationTimestamp })
      resource.dropDisabledFields?.(obj, undefined)
    }
  }
  const release = resource.hooks.allocate?.(obj, undefined, request.user)
  let entry: Entry | undefined
  try {
    judgeCreate(obj, resource, request.warnings)
    await core.admission.validate(admission)
    entry = await write(obj, context, core)
  } finally {
    if (entry === undefined || options.dryRun) release?.()
  }
  return entry
}

async function write(obj: WorkingObject, context: CreateContext, core: Core): Promise<Entry | undefined> {
  const { resource, options, namespace } = context
  const key = keyOf(namespace, obj.metadata.name ?? '')
  const written = await storedForm(resource, obj)
  if (!options.dryRun) return putObject({ resource, key, written, ttlSource: obj, expected: 0 }, core)
  await core.feed.fresh()
  if (resource.cache.get(key) !== undefined) return undefined
  return dryRunEntry(resource, key, { written, revision: 0 })
}

function admissionRequest(obj: WorkingObject, context: CreateContext): AdmissionRequest {
  const { request, resource, options, namespace } = context
  return {
    operation: 'CREATE',
    kind: resource.kind,
    subresource: '',
    namespace,
    name: obj.metadata.name ?? '',
    user: request.user,
    dryRun: options.dryRun,
    object: asKube(obj),
    oldObject: undefined,
    origin: request,
    warn: (text) => request.warnings.push(text),
  }
}
