// PATCH in its four forms. A patch carries no resourceVersion as a rule, so it is applied again to whatever another
// writer left. Upstream: apiserver pkg/endpoints/handlers/patch.go.
import { CodecError, type Decoded } from '../../machinery/codec/codec-error.ts'
import { parseJson } from '../../machinery/codec/json.ts'
import { forbidden as forbiddenField, invalid as invalidField } from '../../machinery/field-error.ts'
import { isJsonObject } from '../../machinery/json-value.ts'
import { goPrint } from '../../machinery/patch/go-print.ts'
import { applyJsonPatch } from '../../machinery/patch/json-patch.ts'
import { applyMergePatch } from '../../machinery/patch/merge-patch.ts'
import { PatchError } from '../../machinery/patch/patch-error.ts'
import { applyStrategicMergePatch } from '../../machinery/patch/strategic-merge.ts'
import { conversionFault } from '../../machinery/schema/conversion-fault.ts'
import type { DecodeError } from '../../machinery/schema/decode.ts'
import type { ObjectSchema } from '../../machinery/schema/schema.ts'
import {
  badRequest,
  invalid,
  requestEntityTooLarge,
  type StatusError,
  statusFailure,
  unsupportedMediaType,
} from '../../machinery/status-error.ts'
import type { Entry } from '../cache/entry.ts'
import { parseStored } from '../cache/stored-json.ts'
import { type ApiRequest, bodyOf } from '../request/api-request.ts'
import type { ServerResponse } from '../request/exchange.ts'
import { type WriteOptions, writeOptions } from '../request/options.ts'
import { answerEntry } from './answer-object.ts'
import { applyObject } from './apply.ts'
import type { Core } from './core.ts'
import { decodeObject, mediaType } from './decode-body.ts'
import { namespaceFor } from './get.ts'
import type { WorkingObject } from './object.ts'
import { matchNamespace, writable } from './prepare.ts'
import type { Resource } from './resource.ts'
import { changeObject, type UpdateMode } from './update.ts'

const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/apply-patch+yaml',
] as const
type PatchType = (typeof patchTypes)[number]
const applyType: PatchType = 'application/apply-patch+yaml'

export interface PatchContext {
  readonly core: Core
  readonly mode: UpdateMode
}

export async function patchObject(
  request: ApiRequest,
  resource: Resource,
  context: PatchContext,
): Promise<ServerResponse> {
  const options = writeOptions(request, 'PatchOptions')
  if (isApply(request)) {
    return applyObject(request, resource, { ...context, options })
  }
  refuseForce(request)
  if (resource.kind.custom !== undefined) refuseStrategic(request)
  const patch = await readPatch(request)
  const { core, mode } = context
  const propose = (old: Entry) => ({ obj: patched(old, { resource, options, request, patch }) })
  const { entry } = await changeObject(
    { request, resource, options, mode, name: request.info.name, propose },
    core,
  )
  return answerEntry(entry, { request, resource, nowMs: core.clock.now() })
}

/** Kinds that users define have no rules for it. */
function refuseStrategic(request: ApiRequest): void {
  const type = mediaType(request.http.headers['content-type'])
  const strategic = 'application/strategic-merge-patch+json'
  if (type === strategic) throw unsupportedMediaType(patchTypes.filter((known) => known !== strategic))
}

export function isApply(request: ApiRequest): boolean {
  return mediaType(request.http.headers['content-type']) === applyType
}

/** Upstream: apimachinery pkg/apis/meta/v1/validation/validation.go ValidatePatchOptions. */
export function refuseForce(request: ApiRequest): void {
  if (!request.query.has('force')) return
  const fault = forbiddenField('force', 'may not be specified for non-apply patch')
  throw invalid({ group: 'meta.k8s.io', resource: 'PatchOptions' }, '', [fault])
}

/** A patch that has been read; it can be applied to any object. */
export interface PatchInput {
  readonly duplicates: readonly string[]
  readonly oddities: readonly string[]
  /** Throws StatusError. `original` may become part of the result. */
  apply(original: unknown, schema: ObjectSchema): unknown
  /** The error of a result that is no object of the kind. */
  refused(cause: DecodeError, result: () => unknown): StatusError
}

/** Reads a patch of one of the three forms that are applied here; server-side apply is another matter. */
export async function readPatch(request: ApiRequest): Promise<PatchInput> {
  const type = mediaType(request.http.headers['content-type']) as PatchType
  if (!patchTypes.includes(type) || type === applyType) throw unsupportedMediaType(patchTypes)
  const { value, duplicates } = parsePatch(await bodyOf(request))
  const isJsonPatch = type === 'application/json-patch+json'
  return {
    duplicates: isJsonPatch ? [] : duplicates,
    oddities: isJsonPatch ? oddOperations(value, duplicates) : [],
    apply: (original, schema) => applied(original, value, { type, schema }),
    refused: (cause, result) =>
      type === 'application/strategic-merge-patch+json'
        ? notOfItsKind(goPrint(value), conversionFault(cause))
        : notOfItsKind(JSON.stringify(result()), cause.message),
  }
}

const operationFields: ReadonlySet<string> = new Set(['op', 'path', 'from', 'value'])

/** Upstream: patch.go applyJSPatch, which reads the operations strictly, too. */
function oddOperations(patch: unknown, duplicates: readonly string[]): readonly string[] {
  const odd = duplicates.map((path) => `json patch duplicate field ${JSON.stringify(path)}`)
  for (const [index, operation] of Array.isArray(patch) ? patch.entries() : []) {
    for (const key of isJsonObject(operation) ? Object.keys(operation) : [])
      if (!operationFields.has(key))
        odd.push(`json patch unknown field ${JSON.stringify(`[${index}].${key}`)}`)
  }
  return odd
}

/** Upstream: patch.go applyPatchToCurrentObject and applyPatchToObject. */
function notOfItsKind(value: string, why: string): StatusError {
  return invalid({ group: '', resource: '' }, '', [invalidField('patch', value, why)])
}

function parsePatch(bytes: Uint8Array): Decoded {
  try {
    return parseJson(bytes)
  } catch (cause) {
    if (!(cause instanceof CodecError)) throw cause
    throw badRequest(`error decoding patch: ${cause.message}`, cause)
  }
}

interface Applying {
  readonly resource: Resource
  readonly options: WriteOptions
  readonly request: ApiRequest
  readonly patch: PatchInput
}

function patched(old: Entry, applying: Applying): WorkingObject {
  const { resource, options, request, patch } = applying
  const result = () => patch.apply(parseStored<unknown>(resource.bytesOf(old)), resource.kind.schema)
  const obj = decodeObject(result(), {
    expected: resource.kind,
    validation: options.fieldValidation,
    duplicates: patch.duplicates,
    oddities: patch.oddities,
    warnings: request.warnings,
    refuse: (cause) => patch.refused(cause, result),
  })
  resource.kind.default?.(writable(obj))
  const { name = '' } = obj.metadata
  if (name !== request.info.name) {
    throw badRequest(
      `the name of the object (${name}) does not match the name on the URL (${request.info.name})`,
    )
  }
  matchNamespace(obj, resource.kind, namespaceFor(request, resource))
  return obj
}

function applied(
  original: unknown,
  patch: unknown,
  how: { readonly type: PatchType; readonly schema: ObjectSchema },
): unknown {
  try {
    if (how.type === 'application/json-patch+json') return applyJsonPatch(original, patch)
    if (how.type === 'application/merge-patch+json') return applyMergePatch(original, patch)
    return applyStrategicMergePatch(how.schema, original, patch)
  } catch (cause) {
    if (!(cause instanceof PatchError)) throw cause
    throw how.type === 'application/json-patch+json' ? jsonPatchFault(cause) : patchFault(cause)
  }
}

/** Upstream says no more of an operation that cannot be done: errors.NewGenericServerResponse. */
function jsonPatchFault(cause: PatchError): StatusError {
  if (cause.code !== 'unprocessable') return patchFault(cause)
  const message = 'the server rejected our request due to an error in our request'
  return statusFailure(422, 'Invalid', message, { details: {}, cause })
}

function patchFault(cause: PatchError): StatusError {
  const { message } = cause
  switch (cause.code) {
    case 'badRequest':
      return badRequest(message, cause)
    case 'tooLarge':
      return requestEntityTooLarge(message)
    case 'unsupported':
      return unsupportedMediaType(patchTypes)
    case 'unprocessable':
      return statusFailure(422, 'Invalid', message, { details: {}, cause })
  }
}
