// Whoever may create services must not draw other people's traffic to them (CVE-2020-8554).
// Upstream: plugin/pkg/admission/network/denyserviceexternalips/admission.go. Differs: on by default.
import { Service } from '../../../../api/core/service/service.kind.ts'
import { type AdmissionRequest, defineAdmission, forbid } from '../../admission.ts'

export const denyServiceExternalIPs = defineAdmission<Service>({
  name: 'DenyServiceExternalIPs',
  kinds: [Service],
  on: ['CREATE', 'UPDATE'],
  validate(request) {
    const wanted = request.object?.spec.externalIPs ?? []
    const held = request.oldObject?.spec.externalIPs ?? []
    if (wanted.every((ip) => held.includes(ip))) return undefined
    return forbid(
      request as unknown as AdmissionRequest,
      'Use of external IPs is denied by admission control.',
    )
  },
})
