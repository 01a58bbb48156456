// How signing requests are listed. Upstream: pkg/printers/internalversion/printers.go printCertificateSigningRequest.
import type { Column } from '../../../machinery/kind.ts'
import { humanDuration } from '../../../machinery/meta/time.ts'
import { ageColumn, column, nameColumn, orNone } from '../../columns.ts'
import type { CertificateSigningRequest as Request } from './certificate-signing-request.schema.ts'

function conditionText({ status }: Request): string {
  const has = (type: string) => status?.conditions?.some((condition) => condition.type === type) === true
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending'
  const failed = has('Failed') ? ',Failed' : ''
  return `${decision}${failed}${status?.certificate ? ',Issued' : ''}`
}

export const certificateSigningRequestColumns: readonly Column<Request>[] = [
  nameColumn,
  ageColumn,
  column<Request>('SignerName', ({ spec }) => orNone(spec.signerName)),
  column<Request>('Requestor', ({ spec }) => spec.username ?? ''),
  column<Request>('RequestedDuration', ({ spec }) =>
    spec.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000),
  ),
  column<Request>('Condition', conditionText),
]
