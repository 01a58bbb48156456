// MutatingAdmissionPolicyBinding (admissionregistration.k8s.io/v1alpha1): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { inV1alpha1 } from '../shared.v1alpha1.schema.ts'
import { MutatingAdmissionPolicyBinding } from './mutating-admission-policy-binding.kind.ts'
import { mutatingAdmissionPolicyBinding } from './mutating-admission-policy-binding.schema.ts'
export const MutatingAdmissionPolicyBindingV1alpha1 = versionOf(MutatingAdmissionPolicyBinding, {
  version: 'v1alpha1',
  schema: inV1alpha1.of(mutatingAdmissionPolicyBinding),
})
export type MutatingAdmissionPolicyBindingV1alpha1 = Instance<typeof MutatingAdmissionPolicyBindingV1alpha1>
