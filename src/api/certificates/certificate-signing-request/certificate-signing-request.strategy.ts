// What the server does to signing requests. Who asked is written into them by the registry, which knows the caller.
// Upstream: pkg/registry/certificates/certificates/strategy.go.
import type { Strategy } from '../../../machinery/kind.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specStrategy } from '../../strategies.ts'
import { keepConditions } from '../kept-conditions.ts'
import {
  type CertificateSigningRequest,
  certificateSigningRequestStatus,
} from './certificate-signing-request.schema.ts'

type Request = CertificateSigningRequest

export const certificateSigningRequestStrategy: Strategy<Request> = specStrategy<Request>({
  status: certificateSigningRequestStatus,
  generation: false,
  // Who asks is not for them to say.
  onCreate({ spec }) {
    delete spec.username
    delete spec.uid
    delete spec.groups
    delete spec.extra
  },
  onUpdate(next, old) {
    next.spec = old.spec as Mutable<Request>['spec']
  },
  // Who adds or takes away a decision is refused by validation.
  onStatusUpdate: (next, old) => keepConditions(next, old, ['Approved', 'Denied']),
})

export function certificateSigningRequestFields({ spec }: Request): Readonly<Record<string, string>> {
  return { 'spec.signerName': spec.signerName }
}
