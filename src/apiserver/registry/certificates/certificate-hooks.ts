// What requests for certificates go through beside the generic steps: signatures are verified, and conditions get their times.
// Upstream: pkg/apis/certificates/validation/validation.go, pkg/registry/certificates/*/strategy.go.
import type { CertificateSigningRequest } from '../../../api/certificates/certificate-signing-request/certificate-signing-request.kind.ts'
import { requestOfPem } from '../../../api/certificates/pkcs10-request.ts'
import {
  proofField,
  proofOf,
  stubField,
} from '../../../api/certificates/pod-certificate-request/pod-certificate-request.key.ts'
import type { PodCertificateRequest } from '../../../api/certificates/pod-certificate-request/pod-certificate-request.v1beta1.schema.ts'
import { invalidUnshown } from '../../../api/checks.ts'
import type { Clock } from '../../../base/clock.ts'
import { type FieldError, invalid } from '../../../machinery/field-error.ts'
import { cloneJson, type JsonObject } from '../../../machinery/json-value.ts'
import type { KubeObject } from '../../../machinery/kind.ts'
import { timeMs, timeText } from '../../../machinery/meta/time.ts'
import { type UserInfo, userFields } from '../../request/user.ts'
import type { WorkingObject } from '../object.ts'
import type { ResourceHooks } from '../resource.ts'
import { type Conditioned, fillConditionTimes } from './condition-times.ts'
import { provesPossession, signatureFault } from './signatures.ts'

export function signingRequestHooks(clock: Clock): ResourceHooks {
  return {
    allocate(next, old, user) {
      if (user !== undefined) sign(next, user)
      fillConditionTimes(next as Conditioned, {
        old: old as Conditioned | undefined,
        now: timeText(clock.now()),
        updates: true,
      })
      return undefined
    },
    faults: (next, old) => (old === undefined ? signingRequestFaults(next) : []),
  }
}

/** Who asks, and nobody else: the signer goes by it. Upstream: csrStrategy.PrepareForCreate. */
function sign(next: WorkingObject, user: UserInfo): void {
  const { username: _, uid: _uid, groups: _groups, extra: _extra, ...spec } = next.spec as Asked
  next.spec = { ...spec, ...cloneJson(userFields(user) as JsonObject) }
}

type Asked = CertificateSigningRequest['spec']

/** The spec never changes, so that it is enough to look once. */
function signingRequestFaults(next: KubeObject): readonly FieldError[] {
  const { spec } = next as CertificateSigningRequest
  const request = requestOfPem(atob(spec.request))
  // The fault of what cannot be read has been told.
  const fault = typeof request === 'string' ? undefined : signatureFault(request)
  return fault === undefined ? [] : [invalid('spec.request', spec.request, fault)]
}

export function podCertificateHooks(clock: Clock): ResourceHooks {
  return {
    allocate(next, old) {
      fillConditionTimes(next as Conditioned, {
        old: old as Conditioned | undefined,
        now: timeText(clock.now()),
      })
      return undefined
    },
    faults(next, old) {
      const request = next as PodCertificateRequest
      return old === undefined
        ? proofFaults(request)
        : issueFaults(request, old as PodCertificateRequest, clock.now())
    },
  }
}

function proofFaults({ spec }: PodCertificateRequest): readonly FieldError[] {
  const proof = proofOf(spec)
  if (!('publicKey' in proof)) return []
  const { publicKey, request, signature } = proof
  if (request !== undefined) {
    const fault = signatureFault(request)
    return fault === undefined ? [] : [invalidUnshown(stubField, `could not verify signature: ${fault}`)]
  }
  if (provesPossession(publicKey, { message: spec.podUID, signature })) return []
  return [invalidUnshown(proofField, 'could not verify proof-of-possession signature')]
}

const leewayMs = 5 * 60_000

/** A certificate is good from now on. */
function issueFaults(next: PodCertificateRequest, old: PodCertificateRequest, nowMs: number): FieldError[] {
  const { notBefore } = next.status ?? {}
  const begins = timeMs(notBefore)
  if (begins === undefined || notBefore === old.status?.notBefore) return []
  if (Math.abs(begins - nowMs) < leewayMs) return []
  const text = "must be set to within 5 minutes of kube-apiserver's current time"
  return [invalid('status.notBefore', notBefore, text)]
}
