// The document that webhooks get, and what their answer has to be.
// Upstream: apiserver pkg/admission/plugin/webhook/request/admissionreview.go.
import { admissionReview as schema } from '../../../api/admission/admission-review/admission-review.v1.schema.ts'
import { DecodeError, decode } from '../../../machinery/schema/decode.ts'
import type { TypeOf } from '../../../machinery/schema/schema.ts'
import { userFields } from '../../request/user.ts'
import { operationOptions } from './operation-options.ts'
import type { Invocation } from './webhook-matching.ts'
import type { WebhookSubject } from './webhook-subject.ts'

export type ReviewVersion = 'v1' | 'v1beta1'

type Review = TypeOf<typeof schema>

/** The first of the webhook's versions that the server speaks. */
export function reviewVersion(versions: readonly string[]): ReviewVersion | undefined {
  return versions.find((version): version is ReviewVersion => version === 'v1' || version === 'v1beta1')
}

export interface ReviewContext {
  readonly uid: string
  readonly version: ReviewVersion
  /** In the version that the webhook wants. */
  readonly object: object | undefined
  readonly oldObject: object | undefined
}

/** v1 and v1beta1 are the same but for their names. */
export function reviewBody(invocation: Invocation, subject: WebhookSubject, context: ReviewContext): Buffer {
  const { request } = subject
  const { subresource } = request
  const review = {
    kind: 'AdmissionReview',
    apiVersion: `admission.k8s.io/${context.version}`,
    request: {
      uid: context.uid,
      kind: invocation.kind,
      resource: invocation.resource,
      ...(subresource !== '' && { subResource: subresource }),
      requestKind: subject.kind,
      requestResource: subject.resource,
      ...(subresource !== '' && { requestSubResource: subresource }),
      ...(request.name !== '' && { name: request.name }),
      ...(subject.namespace !== '' && { namespace: subject.namespace }),
      operation: request.operation,
      userInfo: userFields(request.user),
      object: context.object ?? null,
      oldObject: context.oldObject ?? null,
      dryRun: request.dryRun,
      options: operationOptions(request) ?? null,
    },
  }
  return Buffer.from(JSON.stringify(review))
}

export interface CheckedResponse {
  readonly allowed: boolean
  readonly status: NonNullable<Review['response']>['status']
  readonly patchType: string
  /** JSON in UTF-8; empty for none. */
  readonly patch: Buffer
  readonly auditAnnotations: Readonly<Record<string, string>>
  readonly warnings: readonly string[]
}

/** An answer that cannot be used; its message says why. */
export class InvalidReview extends Error {
  override readonly name = 'InvalidReview'
}

/** Reads an answer. Throws InvalidReview. */
export function readReview(bytes: Buffer): Review {
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : ''
    throw new InvalidReview(`couldn't get version/kind; json parse error: ${why}`, { cause })
  }
  try {
    return decode<Review>(schema, value).value
  } catch (cause) {
    if (!(cause instanceof DecodeError)) throw cause
    throw new InvalidReview(cause.message, { cause })
  }
}

/** Upstream: VerifyAdmissionResponse. Throws InvalidReview. */
export function checkReview(
  review: Review,
  expected: { readonly uid: string; readonly version: ReviewVersion; readonly mutating: boolean },
): CheckedResponse {
  const { response } = review
  const { uid, version, mutating } = expected
  if (response === undefined) throw new InvalidReview('webhook response was absent')
  // v1beta1 never asked for it.
  if (version === 'v1' && response.uid !== uid)
    throw new InvalidReview(
      `expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(response.uid ?? '')}`,
    )
  const { apiVersion = '', kind = '' } = review
  if (kind !== 'AdmissionReview' || apiVersion !== `admission.k8s.io/${version}`) {
    const got = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`
    throw new InvalidReview(
      `expected webhook response of admission.k8s.io/${version}, Kind=AdmissionReview, got ${got}, Kind=${kind}`,
    )
  }
  const patch = Buffer.from(response.patch ?? '', 'base64')
  const patchType = patchTypeOf(patch, response.patchType, { version, mutating })
  return {
    allowed: response.allowed ?? false,
    status: response.status,
    patch: mutating ? patch : Buffer.alloc(0),
    patchType,
    auditAnnotations: response.auditAnnotations ?? {},
    warnings: response.warnings ?? [],
  }
}

function patchTypeOf(
  patch: Buffer,
  given: string | undefined,
  { version, mutating }: { readonly version: ReviewVersion; readonly mutating: boolean },
): string {
  if (version === 'v1beta1') return 'JSONPatch'
  if (!mutating) {
    if (patch.length > 0) throw new InvalidReview('validating webhook may not return response.patch')
    if (given !== undefined) throw new InvalidReview('validating webhook may not return response.patchType')
    return ''
  }
  if (patch.length > 0 && given === undefined)
    throw new InvalidReview('webhook returned response.patch but not response.patchType')
  if (patch.length === 0 && given !== undefined)
    throw new InvalidReview('webhook returned response.patchType but not response.patch')
  if (given === '') throw new InvalidReview('webhook returned invalid response.patchType of ""')
  return given ?? ''
}
