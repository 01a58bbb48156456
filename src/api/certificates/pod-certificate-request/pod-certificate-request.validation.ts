// Faults of requests for pods' certificates.
// Upstream: pkg/apis/certificates/validation/validation.go ValidatePodCertificateRequest.
// Differs: the proof that the requester has the key is not verified, nor that the certificate is for that key;
// whoever may write the status may sign.
import { type FieldError, invalid, required } from '../../../machinery/field-error.ts'
import { timeMs } from '../../../machinery/meta/time.ts'
import { checkImmutable } from '../../checks.ts'
import { checkConditions } from '../../conditions.validation.ts'
import { certificateShape, pemBlocks } from '../certificate-shape.ts'
import { checkSignerName } from '../signer-name.validation.ts'
import type { PodCertificateRequest } from './pod-certificate-request.v1beta1.schema.ts'

const leastSeconds = 3600
const leastOfKubernetesSeconds = 3600
const mostSeconds = 91 * 86_400
const mostOfKubernetesSeconds = 86_400
const tenMinutesMs = 600_000
const outcomes = ['Issued', 'Denied', 'Failed']

type Request = PodCertificateRequest

export function validatePodCertificateRequest({ spec }: Request): FieldError[] {
  const faults = checkSignerName(spec.signerName, 'spec.signerName')
  for (const field of [
    'podName',
    'podUID',
    'serviceAccountName',
    'serviceAccountUID',
    'nodeName',
    'nodeUID',
  ] as const) {
    if (spec[field] === '') faults.push(required(`spec.${field}`))
  }
  const seconds = spec.maxExpirationSeconds
  const field = 'spec.maxExpirationSeconds'
  if (seconds === undefined) return [...faults, required(field, 'must be set')]
  const [least, most] = isOfKubernetes(spec.signerName)
    ? [leastOfKubernetesSeconds, mostOfKubernetesSeconds]
    : [leastSeconds, mostSeconds]
  if (seconds < least || seconds > most) {
    faults.push(invalid(field, seconds, `must be in the range [${least}, ${most}]`))
  }
  return faults
}

function isOfKubernetes(signer: string): boolean {
  const [domain = ''] = signer.split('/')
  return domain === 'kubernetes.io' || domain.endsWith('.kubernetes.io')
}

export function validatePodCertificateRequestUpdate(next: Request, old: Request): FieldError[] {
  return checkImmutable(next.spec, old.spec, 'spec')
}

/** The outcome is said once; only with a certificate is it Issued. */
export function validatePodCertificateRequestStatusUpdate(next: Request, old: Request): FieldError[] {
  const conditions = next.status?.conditions ?? []
  const faults = checkConditions(conditions, 'status.conditions')
  const said = conditions.filter(({ type }) => outcomes.includes(type))
  if (said.length > 1) {
    const text = `There may be at most one condition with type "Issued", "Denied", or "Failed"`
    faults.push(
      invalid(
        'status.conditions',
        conditions.map(({ type }) => type),
        text,
      ),
    )
  }
  if ((old.status?.conditions ?? []).some(({ type }) => outcomes.includes(type))) {
    return [...faults, ...checkImmutable(next.status, old.status, 'status')]
  }
  if ((next.status?.certificateChain ?? '') === '') return faults
  return [...faults, ...checkChain(next)]
}

function checkChain({ status = {} }: Request): FieldError[] {
  const { certificateChain = '', notBefore, notAfter, beginRefreshAt } = status
  const field = 'status.certificateChain'
  const blocks = pemBlocks(certificateChain)
  if (blocks.length === 0) {
    const text = 'issued certificate chain must contain at least one certificate'
    return [invalid(field, certificateChain, text)]
  }
  if (blocks.some(({ type }) => type !== 'CERTIFICATE')) {
    const text = 'issued certificate chain must consist entirely of CERTIFICATE PEM blocks'
    return [invalid(field, certificateChain, text)]
  }
  const broken = blocks.findIndex(({ der }) => certificateShape(der) === undefined)
  if (broken >= 0) {
    const text = `${broken === 0 ? 'leaf' : 'intermediate'} certificate does not parse as valid X.509`
    return [invalid(field, certificateChain, text)]
  }
  const consistent = 'must be present and consistent with the issued certificate'
  if (!notBefore) return [required('status.notBefore', consistent)]
  if (!notAfter) return [required('status.notAfter', consistent)]
  return checkRefresh(beginRefreshAt, notBefore, notAfter)
}

function checkRefresh(refresh: string | undefined, notBefore: string, notAfter: string): FieldError[] {
  const field = 'status.beginRefreshAt'
  if (!refresh)
    return [required(field, 'must be present and at least 10 minutes before the certificate expires')]
  const at = timeMs(refresh) ?? 0
  if (at < (timeMs(notBefore) ?? 0) + tenMinutesMs) {
    return [invalid(field, refresh, 'must be at least 10 minutes after status.notBefore')]
  }
  if (at > (timeMs(notAfter) ?? 0) - tenMinutesMs) {
    return [invalid(field, refresh, 'must be at least 10 minutes before status.notAfter')]
  }
  return []
}
