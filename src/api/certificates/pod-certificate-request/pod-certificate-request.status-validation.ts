// Faults of what becomes of a request for a pod's certificate: the outcome is said once, and only with a certificate is it Issued.
// Upstream: pkg/apis/certificates/validation/validation.go ValidatePodCertificateRequestStatusUpdate.
import { semanticEqual } from '../../../machinery/equality.ts'
import { type FieldError, invalid, notSupported, required, tooLong } from '../../../machinery/field-error.ts'
import { timeMs } from '../../../machinery/meta/time.ts'
import { byteLength } from '../../../machinery/names/validation.ts'
import { invalidUnshown } from '../../checks.ts'
import { checkConditions } from '../../conditions.validation.ts'
import { pemBlocks } from '../pem.ts'
import { parseCertificate, type X509Certificate } from '../x509-certificate.ts'
import { proofOf } from './pod-certificate-request.key.ts'
import type { PodCertificateRequest } from './pod-certificate-request.v1beta1.schema.ts'

type Request = PodCertificateRequest
type Status = NonNullable<Request['status']>

const outcomes = ['Issued', 'Denied', 'Failed']
const minuteMs = 60_000
const hourMs = 3_600_000
/** Upstream: MaxCertificateChainSize. */
const longestChain = 100 * 1024
const conditionsField = 'status.conditions'
const chainField = 'status.certificateChain'

export function validatePodCertificateRequestStatusUpdate(next: Request, old: Request): FieldError[] {
  const [status, before] = [next.status ?? {}, old.status ?? {}]
  const faults = [...checkOutcome(status), ...checkConditions(status.conditions ?? [], conditionsField)]
  if (faults.length > 0) return faults
  const became = outcomeOf(status)
  if (outcomeOf(before) !== undefined)
    return checkSame(status, before, 'immutable after PodCertificateRequest is issued, denied, or failed')
  if (became === 'Issued') return checkIssued(next)
  if (became === undefined)
    return checkSame(
      status,
      before,
      'status is immutable unless transitioning to "Issued", "Denied", or "Failed"',
    )
  const { conditions } = status
  const text = 'non-condition status fields must be empty when denying or failing the PodCertificateRequest'
  return checkSame(status, conditions === undefined ? {} : { conditions }, text)
}

function outcomeOf(status: Status): string | undefined {
  const said = status.conditions?.find((item) => outcomes.includes(item.type) && item.status === 'True')
  return said?.type
}

function checkOutcome({ conditions = [] }: Status): FieldError[] {
  let said = 0
  return conditions.flatMap(({ type, status }, index) => {
    // The brackets are a name of their own upstream.
    const at = `${conditionsField}.[${index}]`
    if (!outcomes.includes(type)) return [notSupported(`${at}.type`, type, outcomes)]
    said += 1
    const text = 'There may be at most one condition with type "Issued", "Denied", or "Failed"'
    return [
      ...(said > 1 ? [invalid(`${at}.type`, type, text)] : []),
      ...(status === 'True' ? [] : [notSupported(`${at}.status`, status, ['True'])]),
    ]
  })
}

function checkSame(next: Status, expected: Status, text: string): FieldError[] {
  return semanticEqual(next, expected) ? [] : [invalidUnshown('status', text)]
}

function checkIssued(next: Request): FieldError[] {
  const { certificateChain: chain = '' } = next.status ?? {}
  if (byteLength(chain) > longestChain) return [tooLong(chainField, longestChain)]
  const [leaf, ...others] = pemBlocks(chain)
  if (leaf === undefined) return chainFault(chain, 'must contain at least one certificate')
  if (leaf.type !== 'CERTIFICATE') return chainFault(chain, 'must consist entirely of CERTIFICATE PEM blocks')
  const certificate = parseCertificate(leaf.der)
  if (typeof certificate === 'string')
    return [invalid(chainField, chain, 'leaf certificate does not parse as valid X.509')]
  const faults = checkNames(certificate)
  const wanted = proofOf(next.spec)
  if ('publicKey' in wanted && String(wanted.publicKey.spki) !== String(certificate.publicKey.spki)) {
    const text = 'leaf certificate was not issued to the requested public key'
    return [...faults, invalid(chainField, chain, text)]
  }
  faults.push(...checkPresent(next.status ?? {}))
  if (faults.length > 0) return faults
  const [fault] = [...checkTimes(next, certificate), ...checkOthers(chain, others)]
  return fault === undefined ? [] : [fault]
}

function chainFault(chain: string, text: string): FieldError[] {
  return [invalid(chainField, chain, `issued certificate chain ${text}`)]
}

function checkNames({ dnsNames, emailAddresses }: X509Certificate): FieldError[] {
  const faults = dnsNames.flatMap((name) => [
    ...(name === '' ? [invalid(chainField, name, 'leaf certificate should not contain empty DNSName')] : []),
    ...(name.includes('..')
      ? [invalid(chainField, name, "leaf certificate's DNSName should not contain '..'")]
      : []),
    ...(name.startsWith('.') || name.endsWith('.')
      ? [invalid(chainField, name, "leaf certificate's DNSName should not start or end with '.'")]
      : []),
  ])
  for (const address of emailAddresses) {
    if (!/^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+$/.test(address))
      faults.push(invalid(chainField, address, 'leaf certificate should not contain invalid EmailAddress'))
  }
  return faults
}

function checkPresent({ notBefore, notAfter, beginRefreshAt }: Status): FieldError[] {
  const consistent = 'must be present and consistent with the issued certificate'
  const inRange = 'must be present and in the range [notbefore+10min, notafter-10min]'
  return [
    ...(notBefore ? [] : [required('status.notBefore', consistent)]),
    ...(notAfter ? [] : [required('status.notAfter', consistent)]),
    ...(beginRefreshAt ? [] : [required('status.beginRefreshAt', inRange)]),
  ]
}

/** Those that hold whatever the time is. */
function checkTimes({ spec, status = {} }: Request, certificate: X509Certificate): FieldError[] {
  const { notBefore = '', notAfter = '', beginRefreshAt = '' } = status
  const { notBeforeMs, notAfterMs } = certificate
  const lifetimeMs = notAfterMs - notBeforeMs
  const faults: FieldError[] = []
  const check = (holds: boolean, field: string, value: string, text: string) => {
    if (!holds) faults.push(invalid(field, value, text))
  }
  const [begins, ends, refresh] = [timeMs(notBefore), timeMs(notAfter), timeMs(beginRefreshAt) ?? 0]
  const encoded = (name: string) => `must be set to the ${name} time encoded in the leaf certificate`
  check(begins === notBeforeMs, 'status.notBefore', notBefore, encoded('NotBefore'))
  check(ends === notAfterMs, 'status.notAfter', notAfter, encoded('NotAfter'))
  const lifetime = durationText(lifetimeMs)
  check(lifetimeMs >= hourMs, chainField, lifetime, 'leaf certificate lifetime must be >= 1 hour')
  const most = spec.maxExpirationSeconds ?? 0
  const atMost = `leaf certificate lifetime must be <= spec.maxExpirationSeconds (${most})`
  check(lifetimeMs <= most * 1000, chainField, lifetime, atMost)
  const refreshField = 'status.beginRefreshAt'
  const [early, late] = [notBeforeMs + 10 * minuteMs, notAfterMs - 10 * minuteMs]
  check(refresh >= early, refreshField, beginRefreshAt, 'must be at least 10 minutes after status.notBefore')
  check(refresh <= late, refreshField, beginRefreshAt, 'must be at least 10 minutes before status.notAfter')
  return faults
}

/** As Go prints a duration of whole seconds. */
function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  const [hours, minutes] = [Math.trunc(seconds / 3600), Math.trunc(seconds / 60) % 60]
  if (hours !== 0) return `${hours}h${minutes}m${seconds % 60}s`
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds % 60}s`
}

function checkOthers(
  chain: string,
  blocks: readonly { readonly type: string; readonly der: Uint8Array }[],
): FieldError[] {
  for (const { type, der } of blocks) {
    if (type !== 'CERTIFICATE') return chainFault(chain, 'must consist entirely of CERTFICATE PEM blocks')
    if (typeof parseCertificate(der) === 'string')
      return [invalid(chainField, chain, 'intermediate certificate does not parse as valid X.509')]
  }
  return []
}
