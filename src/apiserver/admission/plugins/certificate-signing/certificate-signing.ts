// Who writes a certificate into a signing request must be allowed to sign for its signer.
// Upstream: plugin/pkg/admission/certificates/signing/admission.go.
import { CertificateSigningRequest } from '../../../../api/certificates/certificate-signing-request/certificate-signing-request.kind.ts'
import { equalJson } from '../../../../machinery/json-value.ts'
import type { Authorizer } from '../../../authz/authorizer.ts'
import { maySigner } from '../../../authz/signers.ts'
import { type AdmissionPlugin, defineAdmission, forbid } from '../../admission.ts'

type Request = CertificateSigningRequest

export function certificateSigning({ authorizer }: { readonly authorizer: Authorizer }): AdmissionPlugin {
  return defineAdmission<Request>({
    name: 'CertificateSigning',
    kinds: [CertificateSigningRequest],
    on: ['UPDATE'],
    subresources: ['status'],
    validate(request) {
      const { object, oldObject, user } = request
      if (!isSigned(object, oldObject)) return undefined
      const signerName = oldObject?.spec.signerName ?? ''
      if (maySigner({ authorizer, user, verb: 'sign', signerName })) return undefined
      const why = `user not permitted to sign requests with signerName ${JSON.stringify(signerName)}`
      return forbid(request as never, why)
    },
  })
}

function isSigned(next: Request | undefined, old: Request | undefined): boolean {
  const same = (a: unknown, b: unknown) => equalJson(a ?? null, b ?? null)
  return (
    !same(next?.status?.certificate, old?.status?.certificate) ||
    !same(next?.status?.conditions, old?.status?.conditions)
  )
}
