// Nobody gets a client certificate of the group system:masters, which may do everything and cannot be taken back.
// Upstream: plugin/pkg/admission/certificates/subjectrestriction/admission.go.
import { CertificateSigningRequest } from '../../../../api/certificates/certificate-signing-request/certificate-signing-request.kind.ts'
import { organizationOid, valuesOf } from '../../../../api/certificates/distinguished-name.ts'
import { requestOfPem } from '../../../../api/certificates/pkcs10-request.ts'
import { mastersGroup } from '../../../request/user.ts'
import { defineAdmission, forbid } from '../../admission.ts'

const clientSigner = 'kubernetes.io/kube-apiserver-client'

export const certificateSubjectRestriction = defineAdmission<CertificateSigningRequest>({
  name: 'CertificateSubjectRestriction',
  kinds: [CertificateSigningRequest],
  on: ['CREATE'],
  validate(request) {
    const { spec } = request.object ?? {}
    if (spec?.signerName !== clientSigner) return undefined
    const asked = requestOfPem(atob(spec.request))
    if (typeof asked === 'string') return forbid(request as never, `failed to parse CSR: ${asked}`)
    if (!valuesOf(asked.subject, organizationOid).includes(mastersGroup)) return undefined
    return forbid(request as never, `use of ${clientSigner} signer with ${mastersGroup} group is not allowed`)
  },
})
