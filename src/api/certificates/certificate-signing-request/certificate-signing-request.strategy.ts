// What the server does to signing requests. Who asked is written into them by the registry, which knows the caller.
// Upstream: pkg/registry/certificates/certificates/strategy.go.
import { cloneJson } from '../../../machinery/json-value.ts'
import type { Strategy } from '../../../machinery/kind.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specStrategy } from '../../strategies.ts'
import {
  type CertificateSigningRequest,
  certificateSigningRequestStatus,
} from './certificate-signing-request.schema.ts'

type Request = CertificateSigningRequest

export const certificateSigningRequestStrategy: Strategy<Request> = specStrategy<Request>({
  status: certificateSigningRequestStatus,
  generation: false,
  onUpdate(next, old) {
    next.spec = old.spec as Mutable<Request>['spec']
  },
  onStatusUpdate(next, old) {
    keepDecisions(next, old)
  },
})

/** Approval has a subresource of its own: through /status the decision stays as it is. */
function keepDecisions(next: Mutable<Request>, old: Request): void {
  const decided = (type: string) => type === 'Approved' || type === 'Denied'
  const others = (next.status?.conditions ?? []).filter((condition) => !decided(condition.type))
  const kept = (old.status?.conditions ?? []).filter((condition) => decided(condition.type))
  next.status ??= {}
  next.status.conditions = [...cloneJson(kept), ...others] as NonNullable<
    Mutable<Request>['status']
  >['conditions']
}

/** Before a write to /approval: only the conditions may differ. */
export function prepareForApproval(next: Mutable<Request>, old: Request): void {
  const conditions = next.status?.conditions
  next.spec = old.spec as Mutable<Request>['spec']
  next.status = { ...cloneJson(old.status) } as Mutable<Request>['status']
  if (next.status !== undefined && conditions !== undefined) next.status.conditions = conditions
}

export function certificateSigningRequestFields({ spec }: Request): Readonly<Record<string, string>> {
  return { 'spec.signerName': spec.signerName }
}
