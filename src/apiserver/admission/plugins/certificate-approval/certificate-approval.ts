// Who approves or denies a signing request must be allowed to do so for its signer.
// Upstream: plugin/pkg/admission/certificates/approval/admission.go.
import { CertificateSigningRequest } from '../../../../api/certificates/certificate-signing-request/certificate-signing-request.kind.ts'
import type { Authorizer } from '../../../authz/authorizer.ts'
import { maySigner } from '../../../authz/signers.ts'
import { type AdmissionPlugin, defineAdmission, forbid } from '../../admission.ts'

export function certificateApproval({ authorizer }: { readonly authorizer: Authorizer }): AdmissionPlugin {
  return defineAdmission<CertificateSigningRequest>({
    name: 'CertificateApproval',
    kinds: [CertificateSigningRequest],
    on: ['UPDATE'],
    subresources: ['approval'],
    validate(request) {
      const signerName = request.oldObject?.spec.signerName ?? ''
      if (maySigner({ authorizer, user: request.user, verb: 'approve', signerName })) return undefined
      const why = `user not permitted to approve requests with signerName ${JSON.stringify(signerName)}`
      return forbid(request as never, why)
    },
  })
}
