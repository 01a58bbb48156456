// MutatingAdmissionPolicyBinding (admissionregistration.k8s.io/v1beta1): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { inV1beta1 } from '../shared.v1beta1.schema.ts'
import { MutatingAdmissionPolicyBinding } from './mutating-admission-policy-binding.kind.ts'
import { mutatingAdmissionPolicyBinding } from './mutating-admission-policy-binding.schema.ts'
export const MutatingAdmissionPolicyBindingV1beta1 = versionOf(MutatingAdmissionPolicyBinding, {
  version: 'v1beta1',
  schema: inV1beta1.of(mutatingAdmissionPolicyBinding),
})
export type MutatingAdmissionPolicyBindingV1beta1 = Instance<typeof MutatingAdmissionPolicyBindingV1beta1>
