// MutatingAdmissionPolicy (admissionregistration.k8s.io/v1alpha1): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { MutatingAdmissionPolicy } from './mutating-admission-policy.kind.ts'
import { mutatingAdmissionPolicy } from './mutating-admission-policy.v1alpha1.schema.ts'
export const MutatingAdmissionPolicyV1alpha1 = versionOf(MutatingAdmissionPolicy, {
  version: 'v1alpha1',
  schema: mutatingAdmissionPolicy,
})
export type MutatingAdmissionPolicyV1alpha1 = Instance<typeof MutatingAdmissionPolicyV1alpha1>
