// ValidatingAdmissionPolicyBinding (admissionregistration.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { validatingAdmissionPolicyBinding } from './validating-admission-policy-binding.schema.ts'
export const ValidatingAdmissionPolicyBinding = defineKind({
  schema: validatingAdmissionPolicyBinding,
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  plural: 'validatingadmissionpolicybindings',
  singular: 'validatingadmissionpolicybinding',
  scope: 'Cluster',
  categories: ['api-extensions'],
  storageVersionHash: 'v9715VZqakg=',
})
export type ValidatingAdmissionPolicyBinding = Instance<typeof ValidatingAdmissionPolicyBinding>
