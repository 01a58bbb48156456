// MutatingAdmissionPolicy (admissionregistration.k8s.io/v1alpha1): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { inV1alpha1 } from '../shared.v1alpha1.schema.ts'
import { MutatingAdmissionPolicy } from './mutating-admission-policy.kind.ts'
import { mutatingAdmissionPolicy } from './mutating-admission-policy.schema.ts'
export const MutatingAdmissionPolicyV1alpha1 = versionOf(MutatingAdmissionPolicy, {
  version: 'v1alpha1',
  schema: inV1alpha1.of(mutatingAdmissionPolicy),
})
export type MutatingAdmissionPolicyV1alpha1 = Instance<typeof MutatingAdmissionPolicyV1alpha1>
