// ValidatingAdmissionPolicyBinding (admissionregistration.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { policyBindingStrategy } from '../policy-binding.strategy.ts'
import { validatingAdmissionPolicyBindingColumns } from './validating-admission-policy-binding.columns.ts'
import { defaultValidatingAdmissionPolicyBinding } from './validating-admission-policy-binding.defaults.ts'
import { validatingAdmissionPolicyBinding } from './validating-admission-policy-binding.schema.ts'
import { validateValidatingAdmissionPolicyBinding } from './validating-admission-policy-binding.validation.ts'
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
  default: defaultValidatingAdmissionPolicyBinding,
  strategy: policyBindingStrategy(),
  validate: validateValidatingAdmissionPolicyBinding,
  columns: validatingAdmissionPolicyBindingColumns,
})
export type ValidatingAdmissionPolicyBinding = Instance<typeof ValidatingAdmissionPolicyBinding>
