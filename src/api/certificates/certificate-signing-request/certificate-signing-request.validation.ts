// Faults of signing requests. The request itself never changes once made; whether its signature is right is found out where
// cryptography is at hand, in the API server. Upstream: pkg/apis/certificates/validation/validation.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { checkEnum, checkImmutable } from '../../checks.ts'
import { differences } from '../../differences.ts'
import { pemBlocks } from '../pem.ts'
import { requestOfPem } from '../pkcs10-request.ts'
import { checkSignerName } from '../signer-name.validation.ts'
import { parseCertificate } from '../x509-certificate.ts'
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
  const request = requestOfPem(atob(spec.request))
  if (typeof request === 'string') faults.push(invalid('spec.request', spec.request, request))
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

export function validateCertificateSigningRequestUpdate(
  next: CertificateSigningRequest,
  old: CertificateSigningRequest,
): FieldError[] {
  return checkImmutable(next.spec, old.spec, 'spec')
}

const legacySigner = 'kubernetes.io/legacy-unknown'

export function validateCertificateSigningRequestCreate({ spec }: CertificateSigningRequest): FieldError[] {
  if (spec.signerName !== legacySigner) return []
  const text = 'the legacy signerName is not allowed via this API version'
  return [invalid('spec.signerName', spec.signerName, text)]
}

export function validateCertificateSigningRequestStatusUpdate(
  next: CertificateSigningRequest,
  old: CertificateSigningRequest,
): FieldError[] {
  return [
    ...checkStatus(next, old),
    ...checkKept(next, old),
    ...decisions.flatMap((type) => checkUntouched(next, old, type)),
    ...checkNotReissued(next, old),
  ]
}

/** A change through /approval, which takes nothing but conditions. */
export function validateCertificateSigningRequestApproval(
  next: CertificateSigningRequest,
  old: CertificateSigningRequest,
): FieldError[] {
  return [...checkStatus(next, old), ...checkKept(next, old)]
}

const decisions = ['Approved', 'Denied'] as const
/** They are there or not: none of them is ever False. */
const lasting = [...decisions, 'Failed']
const conditionsField = 'status.conditions'

function conditionsOf({ status }: CertificateSigningRequest, type?: string) {
  const all = status?.conditions ?? []
  return type === undefined ? all : all.filter((condition) => condition.type === type)
}

/** What was wrong before may stay so. */
function checkStatus(next: CertificateSigningRequest, old: CertificateSigningRequest): FieldError[] {
  const before = conditionsOf(old).map(({ type }) => type)
  const faults = conditionsOf(next).flatMap(({ type, status }, index) => {
    const at = `${conditionsField}[${index}]`
    const statuses = lasting.includes(type) ? ['True'] : ['False', 'True', 'Unknown']
    return [
      ...(type === '' && !before.includes('') ? [required(`${at}.type`)] : []),
      ...checkEnum(status, `${at}.status`, statuses),
      ...checkAlone(next, index, before),
    ]
  })
  return [...faults, ...checkCertificate(next, old)]
}

function checkAlone(next: CertificateSigningRequest, index: number, before: readonly string[]): FieldError[] {
  const types = conditionsOf(next).map(({ type }) => type)
  const type = types[index] ?? ''
  const earlier = types.slice(0, index)
  const faults: FieldError[] = []
  const other = type === 'Approved' ? 'Denied' : type === 'Denied' ? 'Approved' : undefined
  const wereBoth = decisions.every((decision) => before.includes(decision))
  if (other !== undefined && earlier.includes(other) && !wereBoth) {
    faults.push(invalid(conditionsField, type, 'Approved and Denied conditions are mutually exclusive'))
  }
  const hadTwice = new Set(before).size < before.length
  if (!earlier.includes(type) || hadTwice) return faults
  return [...faults, duplicate(`${conditionsField}[${index}].type`, type)]
}

function checkCertificate(next: CertificateSigningRequest, old: CertificateSigningRequest): FieldError[] {
  const [after = '', before = ''] = [next.status?.certificate, old.status?.certificate]
  if (after === before || certificateFault(before) !== undefined) return []
  const fault = certificateFault(after)
  return fault === undefined ? [] : [invalid('status.certificate', '<certificate data>', fault)]
}

function certificateFault(base64: string): string | undefined {
  if (base64 === '') return undefined
  const blocks = pemBlocks(atob(base64))
  for (const block of blocks) {
    if (block.type !== 'CERTIFICATE') {
      return `only CERTIFICATE PEM blocks are allowed, found ${JSON.stringify(block.type)}`
    }
    if (block.hasHeaders) return 'no PEM block headers are permitted'
    const certificate = parseCertificate(block.der)
    if (typeof certificate === 'string') return certificate
  }
  return blocks.length === 0 ? 'must contain at least one CERTIFICATE PEM block' : undefined
}

function checkKept(next: CertificateSigningRequest, old: CertificateSigningRequest): FieldError[] {
  return lasting
    .filter((type) => conditionsOf(next, type).length < conditionsOf(old, type).length)
    .map((type) =>
      forbidden(conditionsField, `updates may not remove a condition of type ${JSON.stringify(type)}`),
    )
}

function checkUntouched(
  next: CertificateSigningRequest,
  old: CertificateSigningRequest,
  type: string,
): FieldError[] {
  const [after, before] = [conditionsOf(next, type), conditionsOf(old, type)]
  if (after.length < before.length || semanticEqual(after, before)) return []
  const named = `a condition of type ${JSON.stringify(type)}`
  if (after.length > before.length) return [forbidden(conditionsField, `updates may not add ${named}`)]
  const text = `updates may not modify ${named}\n${differences(before, after)}`
  return [forbidden(conditionsField, text)]
}

function checkNotReissued(next: CertificateSigningRequest, old: CertificateSigningRequest): FieldError[] {
  const before = old.status?.certificate ?? ''
  if (before === '' || before === (next.status?.certificate ?? '')) return []
  return [forbidden('status.certificate', 'updates may not modify existing certificate content')]
}
