// Nobody gets a client certificate of the group system:masters, which may do everything and cannot be taken back.
// Upstream: plugin/pkg/admission/certificates/subjectrestriction/admission.go.
import { CertificateSigningRequest } from '../../../../api/certificates/certificate-signing-request/certificate-signing-request.kind.ts'
import { mastersGroup } from '../../../request/user.ts'
import { defineAdmission, forbid } from '../../admission.ts'

const clientSigner = 'kubernetes.io/kube-apiserver-client'

export const certificateSubjectRestriction = defineAdmission<CertificateSigningRequest>({
  name: 'CertificateSubjectRestriction',
  kinds: [CertificateSigningRequest],
  on: ['CREATE'],
  async validate(request) {
    const { spec } = request.object ?? {}
    if (spec?.signerName !== clientSigner) return undefined
    let groups: readonly string[]
    try {
      groups = await organizations(spec.request)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      return forbid(request as never, `failed to parse CSR: ${reason}`)
    }
    if (!groups.includes(mastersGroup)) return undefined
    return forbid(request as never, `use of ${clientSigner} signer with ${mastersGroup} group is not allowed`)
  },
})

/** The library is large and seldom needed, so it is loaded here alone. */
async function organizations(base64: string): Promise<readonly string[]> {
  await import('reflect-metadata')
  const { Pkcs10CertificateRequest } = await import('@peculiar/x509')
  const pem = Buffer.from(base64, 'base64').toString()
  return new Pkcs10CertificateRequest(pem).subjectName.getField('O')
}
