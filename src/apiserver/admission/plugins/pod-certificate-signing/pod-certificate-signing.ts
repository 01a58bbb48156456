// Who writes a certificate into a pod's request must be allowed to sign for its signer. Upstream has this among the rules of the
// kind, where it cannot be turned off. Upstream: pkg/registry/certificates/podcertificaterequest/strategy.go ValidateUpdate.
import type { PodCertificateRequest } from '../../../../api/certificates/pod-certificate-request/pod-certificate-request.v1beta1.schema.ts'
import { forbidden } from '../../../../machinery/field-error.ts'
import type { Kind } from '../../../../machinery/kind.ts'
import { invalid } from '../../../../machinery/status-error.ts'
import type { Authorizer } from '../../../authz/authorizer.ts'
import { maySigner } from '../../../authz/signers.ts'
import { type AdmissionPlugin, defineAdmission } from '../../admission.ts'

/** The kind is loaded where it is served only, so that it is found among those. */
export function isPodCertificateRequest({ group, kind }: Kind): boolean {
  return kind === 'PodCertificateRequest' && group === 'certificates.k8s.io'
}

export function podCertificateSigning(options: {
  readonly authorizer: Authorizer
  readonly kinds: readonly Kind[]
}): AdmissionPlugin {
  const { authorizer, kinds } = options
  return defineAdmission<PodCertificateRequest>({
    name: 'PodCertificateSigning',
    kinds: kinds.filter(isPodCertificateRequest) as unknown as readonly Kind<PodCertificateRequest>[],
    on: ['UPDATE'],
    subresources: ['status'],
    validate({ kind, name, object, oldObject, user }) {
      const chain = (request: PodCertificateRequest | undefined) => request?.status?.certificateChain ?? ''
      const signerName = oldObject?.spec.signerName ?? ''
      if (chain(object) === chain(oldObject)) return undefined
      if (maySigner({ authorizer, user, verb: 'sign', signerName })) return undefined
      const [who, whom] = [JSON.stringify(user.name), JSON.stringify(signerName)]
      const why = `User ${who} is not permitted to "sign" for signer ${whom}`
      return invalid({ group: kind.group, resource: kind.kind }, name, [forbidden('spec.signerName', why)])
    },
  })
}
