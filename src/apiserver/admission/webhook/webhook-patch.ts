// A webhook's patch applied to the object under way. The object stays the same record, since the write holds on to it.
import { equalJson } from '../../../machinery/json-value.ts'
import type { Kind } from '../../../machinery/kind.ts'
import { applyJsonPatch } from '../../../machinery/patch/json-patch.ts'
import { PatchError } from '../../../machinery/patch/patch-error.ts'
import { internalError, StatusError } from '../../../machinery/status-error.ts'
import { decodeObject } from '../../registry/decode-body.ts'
import type { WorkingObject } from '../../registry/object.ts'
import { writable } from '../../registry/prepare.ts'
import type { CheckedResponse } from './admission-review.ts'
import { callFailure } from './call-hook.ts'
import type { Invocation } from './webhook-matching.ts'
import type { WebhookSubject } from './webhook-subject.ts'
import { takenBack } from './webhook-versions.ts'

export interface Patching {
  readonly invocation: Invocation
  readonly subject: WebhookSubject
  /** What the webhook was shown. */
  readonly shown: object | undefined
}

/** True where the object changed; a refusal where the patch cannot be applied. */
export async function patchObject(
  response: CheckedResponse,
  patching: Patching,
): Promise<boolean | StatusError> {
  const { name } = patching.invocation.hook.spec
  let patch: unknown
  try {
    patch = JSON.parse(response.patch.toString('utf8'))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : ''
    return callFailure(name, `received undecodable patch in webhook response: ${why}`)
  }
  if (Array.isArray(patch) && patch.length === 0) return false
  if (patching.shown === undefined) {
    const webhook = JSON.stringify(name)
    return internalError(
      `admission webhook ${webhook} attempted to modify the object, which is not supported for this operation`,
    )
  }
  if (response.patchType !== 'JSONPatch')
    return callFailure(name, `unsupported patch type ${JSON.stringify(response.patchType)}`)
  try {
    const patched = applyJsonPatch(JSON.parse(JSON.stringify(patching.shown)), patch)
    return await takePatched(patched, { ...patching, converted: patching.invocation.converted })
  } catch (error) {
    if (error instanceof PatchError || error instanceof StatusError)
      return internalError(error.message, error)
    throw error
  }
}

export interface Taking {
  /** The version in which it was shown, where that is not the client's. */
  readonly converted: Invocation['converted']
  readonly subject: WebhookSubject
  readonly shown: object | undefined
}

/** Puts the patched form in the object's place; true where it is another one. */
export async function takePatched(patched: unknown, { converted, subject, shown }: Taking): Promise<boolean> {
  const { request } = subject
  const target = request.object as unknown as WorkingObject
  if (equalJson(patched, JSON.parse(JSON.stringify(shown)))) return false
  if (request.view !== undefined) {
    request.view.take(patched as object, target)
    return true
  }
  if (subject.kind.kind !== request.kind.kind) {
    replace(target, patched as WorkingObject)
    return true
  }
  const next = decoded(patched, converted?.to.kind ?? request.kind)
  replace(target, converted === undefined ? next : ((await takenBack(next, converted)) as WorkingObject))
  return true
}

/** What the kind does not know is dropped in silence, as upstream's decoder does here. */
function decoded(patched: unknown, kind: Kind): WorkingObject {
  const next = decodeObject(patched, { expected: kind, validation: 'Ignore', duplicates: [], warnings: [] })
  kind.default?.(writable(next))
  return next
}

function replace(target: WorkingObject, next: WorkingObject): void {
  const record = target as unknown as Record<string, unknown>
  for (const key of Object.keys(record)) delete record[key]
  Object.assign(record, next)
}
