// MutatingAdmissionPolicyBinding (admissionregistration.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { validateBindingSpec } from '../policy.validation.ts'
import { policyBindingStrategy } from '../policy-binding.strategy.ts'
import { mutatingAdmissionPolicyBindingColumns } from './mutating-admission-policy-binding.columns.ts'
import { defaultMutatingAdmissionPolicyBinding } from './mutating-admission-policy-binding.defaults.ts'
import { mutatingAdmissionPolicyBinding } from './mutating-admission-policy-binding.schema.ts'
export const MutatingAdmissionPolicyBinding = defineKind({
  schema: mutatingAdmissionPolicyBinding,
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'MutatingAdmissionPolicyBinding',
  plural: 'mutatingadmissionpolicybindings',
  singular: 'mutatingadmissionpolicybinding',
  scope: 'Cluster',
  categories: ['api-extensions'],
  storageVersionHash: 'ZKgZT1uTmZ0=',
  default: defaultMutatingAdmissionPolicyBinding,
  strategy: policyBindingStrategy(),
  validate: ({ spec }) => validateBindingSpec(spec),
  columns: mutatingAdmissionPolicyBindingColumns,
})
export type MutatingAdmissionPolicyBinding = Instance<typeof MutatingAdmissionPolicyBinding>
