// When the conditions of a signing request were written and turned, where whoever writes them does not say.
// Upstream: pkg/registry/certificates/certificates/strategy.go populateConditionTimestamps.
import type { CertificateSigningRequest } from '../../api/certificates/certificate-signing-request/certificate-signing-request.kind.ts'
import type { Mutable } from '../../machinery/schema/schema.ts'

type Request = CertificateSigningRequest

export function fillConditionTimes(next: Mutable<Request>, old: Request | undefined, now: string): void {
  for (const condition of next.status?.conditions ?? []) {
    condition.lastUpdateTime ??= now
    const before = old?.status?.conditions?.find(
      ({ type, status, lastTransitionTime }) =>
        type === condition.type && status === condition.status && (lastTransitionTime ?? null) !== null,
    )
    condition.lastTransitionTime ??= before?.lastTransitionTime ?? now
  }
}
