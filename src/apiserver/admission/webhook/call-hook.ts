// One webhook asked about one request: what it said, as a value. Nothing is thrown but the request's own end.
// Upstream: apiserver pkg/admission/plugin/webhook/{mutating,validating}/dispatcher.go.
import type { Clock } from '../../../base/clock.ts'
import { type Rng, uuid } from '../../../base/rng.ts'
import { badRequest, internalError, type Status, StatusError } from '../../../machinery/status-error.ts'
import { callWebhook } from '../../outbound/call-webhook.ts'
import type { Outbound } from '../../outbound/outbound.ts'
import { OutboundError } from '../../outbound/outbound-error.ts'
import type { AdmissionRequest } from '../admission.ts'
import {
  type CheckedResponse,
  checkReview,
  InvalidReview,
  type ReviewVersion,
  readReview,
  reviewBody,
  reviewVersion,
} from './admission-review.ts'
import type { Invocation } from './webhook-matching.ts'
import type { RejectionCause } from './webhook-metrics.ts'
import type { WebhookSubject } from './webhook-subject.ts'

export interface CallContext {
  readonly outbound: Outbound
  readonly clock: Clock
  readonly rng: Rng
}

export type HookOutcome =
  | { readonly kind: 'allowed'; readonly response: CheckedResponse }
  /** The webhook, or the server for a reason of its own, says no. */
  | { readonly kind: 'refused'; readonly error: StatusError; readonly cause: RejectionCause }
  /** There is no answer that can be used: the failure policy decides. */
  | { readonly kind: 'failed'; readonly why: string; readonly code: number }

export interface HookCall {
  readonly invocation: Invocation
  readonly subject: WebhookSubject
  readonly mutating: boolean
  readonly object: object | undefined
  readonly oldObject: object | undefined
}

const defaultTimeoutSeconds = 10
const neverAborted = new AbortController().signal

export async function callHook(call: HookCall, context: CallContext): Promise<HookOutcome> {
  const { hook } = call.invocation
  const { request } = call.subject
  const { name, sideEffects, admissionReviewVersions = [] } = hook.spec
  if (request.dryRun && sideEffects !== 'None' && sideEffects !== 'NoneOnDryRun') {
    const error = badRequest(`admission webhook ${JSON.stringify(name)} does not support dry run`)
    return { kind: 'refused', error, cause: 'apiserver_internal_error' }
  }
  const version = reviewVersion(admissionReviewVersions)
  if (version === undefined) {
    const why = `webhook does not accept known AdmissionReview versions (v1, v1beta1)`
    return { kind: 'failed', why: `could not create admission objects: ${why}`, code: 400 }
  }
  const uid = uuid(context.rng)
  const answer = await ask({ ...call, uid, version }, context)
  if (!Buffer.isBuffer(answer)) return answer
  let response: CheckedResponse
  try {
    response = checkReview(readReview(answer), { uid, version, mutating: call.mutating })
  } catch (error) {
    if (!(error instanceof InvalidReview)) throw error
    return { kind: 'failed', why: `received invalid webhook response: ${error.message}`, code: 503 }
  }
  tell(response, name, request)
  if (response.allowed) return { kind: 'allowed', response }
  return { kind: 'refused', error: denial(name, response.status), cause: 'no_error' }
}

async function ask(
  call: HookCall & { readonly uid: string; readonly version: ReviewVersion },
  { outbound, clock }: CallContext,
): Promise<Buffer | HookOutcome> {
  const { invocation, subject, object, oldObject, uid, version } = call
  const { clientConfig, timeoutSeconds = defaultTimeoutSeconds } = invocation.hook.spec
  const body = reviewBody(invocation, subject, { uid, version, object, oldObject })
  const signal = subject.request.origin?.signal ?? neverAborted
  try {
    const options = { body, timeoutMs: timeoutSeconds * 1000, tellTimeout: true, signal }
    return await callWebhook(clientConfig, options, { outbound, clock })
  } catch (error) {
    if (error instanceof StatusError)
      return { kind: 'failed', why: `failed to call webhook: ${error.message}`, code: error.code }
    if (error instanceof OutboundError)
      return { kind: 'failed', why: `failed to call webhook: ${error.message}`, code: 503 }
    throw error
  }
}

/** Warnings go to the client, notes to whoever audits. */
function tell(response: CheckedResponse, name: string, request: AdmissionRequest): void {
  for (const warning of response.warnings) request.warn(warning)
  for (const [key, value] of Object.entries(response.auditAnnotations))
    annotate(request, `${name}/${key}`, value)
}

/** Keeps a note for the audit log; the first one of a key stays. */
export function annotate({ origin }: AdmissionRequest, key: string, value: string): void {
  if (origin === undefined) return
  origin.annotations ??= new Map()
  if (!origin.annotations.has(key)) origin.annotations.set(key, value)
}

/** Upstream: apiserver pkg/admission/plugin/webhook/errors/statuserror.go ToStatusErr. */
function denial(name: string, given: CheckedResponse['status']): StatusError {
  const denied = `admission webhook ${JSON.stringify(name)} denied the request`
  const { message = '', reason = '', code = 0, details } = given ?? {}
  const why = message === '' ? reason : message
  const status: Status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: why === '' ? `${denied} without explanation` : `${denied}: ${why}`,
    ...(reason !== '' && { reason }),
    ...(details !== undefined && { details: details as NonNullable<Status['details']> }),
    // No answer may look like a success.
    code: code < 400 || code > 599 ? 400 : code,
  }
  return new StatusError(status)
}

/** The answer where a webhook that has to be asked cannot be. */
export function callFailure(name: string, why: string): StatusError {
  return internalError(`failed calling webhook ${JSON.stringify(name)}: ${why}`)
}
