// The scale of a workload: its replicas under one form for all kinds. Upstream: pkg/registry/apps/deployment/storage.
import { scaleColumns } from '../../../api/autoscaling/scale/scale.columns.ts'
import { type Scale, scale as scaleSchema } from '../../../api/autoscaling/scale/scale.v1.schema.ts'
import { invalid as invalidField } from '../../../machinery/field-error.ts'
import { cloneJson } from '../../../machinery/json-value.ts'
import type { Kind, KubeObject } from '../../../machinery/kind.ts'
import { badRequest, conflict, invalid, optimisticLockMessage } from '../../../machinery/status-error.ts'
import type { Entry } from '../../cache/entry.ts'
import type { ApiRequest } from '../../request/api-request.ts'
import type { ServerResponse } from '../../request/exchange.ts'
import { type WriteOptions, writeOptions } from '../../request/options.ts'
import { partialMetadata } from '../../table/partial-metadata.ts'
import { bodyTable } from '../../table/table.ts'
import { answerValue } from '../answer-object.ts'
import { readConfig } from '../apply-body.ts'
import type { Core } from '../core.ts'
import { decodeBody, decodeObject } from '../decode-body.ts'
import { existing } from '../get.ts'
import type { WorkingObject } from '../object.ts'
import { isApply, type PatchInput, readPatch, refuseForce } from '../patch.ts'
import { prepareForUpdate } from '../prepare.ts'
import type { Resource } from '../resource.ts'
import type { SubresourceHandler } from '../subresources.ts'
import { changeObject, type UpdateMode } from '../update.ts'
import {
  appliedScale,
  ownedScale,
  type ScaleWrite,
  setScaleOwners,
  updatedScaleFields,
} from './scale-fields.ts'
import { scaleOf, setReplicas } from './scale-form.ts'

const body = { group: 'autoscaling', version: 'v1', kind: 'Scale', schema: scaleSchema }

function modeOf(kind: Kind): UpdateMode {
  return {
    subresource: 'scale',
    prepare: (next, old) => prepareForUpdate(next, old, kind),
    rules: 'main',
    view: {
      kind: { group: body.group, version: body.version, kind: body.kind },
      show: (obj) => scaleOf(obj, kind),
      take: (shown, into) => setReplicas(into, kind, (shown as Scale).spec?.replicas ?? 0),
    },
  }
}

export const scaleSubresource: SubresourceHandler = {
  async get(request, resource, core) {
    await core.feed.fresh(request)
    const entry = existing(request, resource)
    if (resource.ready !== undefined) await resource.ready([entry])
    return answerScale(scaleShown(resource, entry), request, core)
  },
  async update(request, resource, core) {
    const options = writeOptions(request, 'UpdateOptions')
    const wanted = (await decodeBody(request, body, options.fieldValidation)) as unknown as Scale
    const wantedFor = (current: Scale) => updated(current, wanted, { core, options })
    return change(request, resource, { core, wantedFor, options })
  },
  async patch(request, resource, core) {
    const options = writeOptions(request, 'PatchOptions')
    if (isApply(request)) {
      const config = await readConfig(request, options)
      const wantedFor = (current: Scale) => appliedScale(current, config, { core, options })
      return change(request, resource, { core, wantedFor, options })
    }
    refuseForce(request)
    const patch = await readPatch(request)
    const wantedFor = (current: Scale) =>
      updated(current, patchedScale(current, patch, request), { core, options })
    return change(request, resource, { core, wantedFor, options })
  },
}

/** The scale to be, and who owns what of it. */
interface Wanted {
  readonly scale: Scale
  readonly entries: ReturnType<typeof updatedScaleFields>
}

function updated(current: Scale, scale: Scale, write: ScaleWrite): Wanted {
  return { scale, entries: updatedScaleFields(current, scale, write) }
}

function patchedScale(current: Scale, patch: PatchInput, request: ApiRequest): Scale {
  const { fieldValidation } = writeOptions(request, 'PatchOptions')
  const result = () => patch.apply(cloneJson(current), scaleSchema)
  const decoded = decodeObject(result(), {
    expected: body,
    validation: fieldValidation,
    duplicates: patch.duplicates,
    oddities: patch.oddities,
    warnings: request.warnings,
    refuse: (cause) => patch.refused(cause, result),
  })
  return decoded as unknown as Scale
}

interface Change {
  readonly core: Core
  readonly options: WriteOptions
  wantedFor(current: Scale): Wanted
}

async function change(request: ApiRequest, resource: Resource, context: Change): Promise<ServerResponse> {
  const { core, wantedFor, options } = context
  const { name } = request.info
  const propose = (old: Entry) => ({ obj: scaled(old, resource, { wantedFor, name }), tracked: true })
  const mode = modeOf(resource.kind)
  const { entry } = await changeObject({ request, resource, options, mode, name, propose }, core)
  return answerScale(scaleShown(resource, entry), request, core)
}

function answerScale(scale: Scale, request: ApiRequest, { clock }: Core): ServerResponse {
  const { as, asVersion } = request.accept
  const obj = scale as Scale & KubeObject
  if (as === 'Table')
    return answerValue(bodyTable(obj, scaleColumns, { request, nowMs: clock.now() }), request)
  return answerValue(as === undefined ? scale : partialMetadata(obj, asVersion), request)
}

function scaleShown(resource: Resource, entry: Entry): Scale {
  const obj = resource.objectOf(entry)
  return ownedScale(scaleOf(obj, resource.kind), obj as unknown as WorkingObject, resource.kind)
}

function scaled(
  old: Entry,
  resource: Resource,
  context: Pick<Change, 'wantedFor'> & { readonly name: string },
): WorkingObject {
  const { wantedFor, name } = context
  const current = scaleShown(resource, old)
  const { scale: wanted, entries } = wantedFor(current)
  check(wanted, current, { resource, name })
  const next = resource.copyOf(old)
  setReplicas(next, resource.kind, wanted.spec?.replicas ?? 0)
  setScaleOwners(next, entries, resource.kind)
  return next
}

function check(
  wanted: Scale,
  current: Scale,
  context: { readonly resource: Resource; readonly name: string },
): void {
  const { resource, name } = context
  const given = wanted.metadata?.name ?? ''
  if (given !== '' && given !== name) {
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`)
  }
  const uid = wanted.metadata?.uid ?? ''
  if (uid !== '' && uid !== current.metadata?.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${current.metadata?.uid}`
    throw conflict(resource.subject, name, why)
  }
  const version = wanted.metadata?.resourceVersion ?? ''
  if (version !== '' && version !== current.metadata?.resourceVersion) {
    throw conflict(resource.subject, name, optimisticLockMessage)
  }
  const replicas = wanted.spec?.replicas ?? 0
  if (replicas >= 0) return
  throw invalid({ group: body.group, resource: body.kind }, name, [
    invalidField('spec.replicas', replicas, 'must be greater than or equal to 0'),
  ])
}
