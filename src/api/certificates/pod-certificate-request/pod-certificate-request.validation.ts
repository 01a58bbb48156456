// Faults of requests for pods' certificates. Whether signatures are right, and what time it is, is known in the API server.
// Upstream: pkg/apis/certificates/validation/validation.go ValidatePodCertificateRequestCreate.
import { type FieldError, invalid, required, tooLong } from '../../../machinery/field-error.ts'
import { byteLength } from '../../../machinery/names/validation.ts'
import { checkDNSSubdomain, checkImmutable } from '../../checks.ts'
import { checkSignerName } from '../signer-name.validation.ts'
import { checkUserAnnotations } from '../user-annotations.validation.ts'
import { proofOf } from './pod-certificate-request.key.ts'
import type { PodCertificateRequest } from './pod-certificate-request.v1beta1.schema.ts'

const leastSeconds = 3600
const mostSeconds = 91 * 86_400
const mostOfKubernetesSeconds = 86_400
const longestUid = 128

type Request = PodCertificateRequest

export function validatePodCertificateRequestCreate({ spec }: Request): FieldError[] {
  const faults = [
    ...checkSignerName(spec.signerName, 'spec.signerName'),
    ...checkUserAnnotations(spec.unverifiedUserAnnotations, 'spec.unverifiedUserAnnotations'),
    ...checkSubject(spec),
  ]
  const seconds = spec.maxExpirationSeconds
  const field = 'spec.maxExpirationSeconds'
  if (seconds === undefined) return [...faults, required(field, 'must be set')]
  const most = isOfKubernetes(spec.signerName) ? mostOfKubernetesSeconds : mostSeconds
  if (seconds < leastSeconds || seconds > most) {
    faults.push(invalid(field, seconds, `must be in the range [${leastSeconds}, ${most}]`))
  }
  const proof = proofOf(spec)
  return 'publicKey' in proof ? faults : [...faults, ...proof]
}

/** Upstream: pkg/apis/core/validation/names.go IsKubernetesSignerName. */
function isOfKubernetes(signer: string): boolean {
  const [domain = ''] = signer.split('/')
  return domain === 'kubernetes.io' || domain.endsWith('.kubernetes.io')
}

function checkSubject(spec: Request['spec']): FieldError[] {
  return (['pod', 'serviceAccount', 'node'] as const).flatMap((what) => [
    ...checkDNSSubdomain(spec[`${what}Name`], `spec.${what}Name`),
    ...checkUid(spec[`${what}UID`], `spec.${what}UID`),
  ])
}

function checkUid(uid: string, field: string): FieldError[] {
  if (uid === '') return [invalid(field, uid, 'must not be empty')]
  return byteLength(uid) > longestUid ? [tooLong(field, longestUid)] : []
}

export function validatePodCertificateRequestUpdate(next: Request, old: Request): FieldError[] {
  return checkImmutable(next.spec, old.spec, 'spec')
}
