// Faults of signing requests, as far as can be told without reading the request itself. It never changes once made.
// Upstream: pkg/apis/certificates/validation/validation.go.
import {
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { checkEnum, checkImmutable } from '../../checks.ts'
import { checkSignerName } from '../signer-name.validation.ts'
import type { CertificateSigningRequest } from './certificate-signing-request.schema.ts'

const usages = [
  'any',
  'cert sign',
  'client auth',
  'code signing',
  'content commitment',
  'crl sign',
  'data encipherment',
  'decipher only',
  'digital signature',
  'email protection',
  'encipher only',
  'ipsec end system',
  'ipsec tunnel',
  'ipsec user',
  'key agreement',
  'key encipherment',
  'microsoft sgc',
  'netscape sgc',
  'ocsp signing',
  's/mime',
  'server auth',
  'signing',
  'timestamping',
]
const shortestSeconds = 600

export function validateCertificateSigningRequest({ spec }: CertificateSigningRequest): FieldError[] {
  const faults: FieldError[] = []
  if (!isPEM(spec.request)) {
    faults.push(invalid('spec.request', spec.request, 'PEM block type must be CERTIFICATE REQUEST'))
  }
  const given = spec.usages ?? []
  if (given.length === 0) faults.push(required('spec.usages'))
  const seen = new Set<string>()
  for (const [index, usage] of given.entries()) {
    if (!usages.includes(usage)) faults.push(notSupported(`spec.usages[${index}]`, usage, usages))
    if (seen.has(usage)) faults.push(duplicate(`spec.usages[${index}]`, usage))
    seen.add(usage)
  }
  faults.push(...checkSignerName(spec.signerName, 'spec.signerName'))
  const seconds = spec.expirationSeconds
  if (seconds === undefined || seconds >= shortestSeconds) return faults
  return [
    ...faults,
    invalid(
      'spec.expirationSeconds',
      seconds,
      'may not specify a duration less than 600 seconds (10 minutes)',
    ),
  ]
}

function isPEM(base64: string): boolean {
  return (
    base64 !== '' &&
    /-----BEGIN CERTIFICATE REQUEST-----[\s\S]+-----END CERTIFICATE REQUEST-----/.test(atob(base64))
  )
}

export function validateCertificateSigningRequestUpdate(
  next: CertificateSigningRequest,
  old: CertificateSigningRequest,
): FieldError[] {
  return checkImmutable(next.spec, old.spec, 'spec')
}

export function validateCertificateSigningRequestStatusUpdate(next: CertificateSigningRequest): FieldError[] {
  const conditions = next.status?.conditions ?? []
  const types = conditions.map((condition) => condition.type)
  const faults = conditions.flatMap((condition, index) => [
    ...(condition.type === '' ? [required(`status.conditions[${index}].type`)] : []),
    ...checkEnum(condition.status, `status.conditions[${index}].status`, ['False', 'True', 'Unknown']),
  ])
  if (!types.includes('Approved') || !types.includes('Denied')) return faults
  const text = 'Approved and Denied conditions are mutually exclusive'
  return [...faults, invalid(`status.conditions[${types.indexOf('Denied')}].type`, 'Denied', text)]
}
