// ValidatingAdmissionPolicy (admissionregistration.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { validatePolicyConditions, validatePolicyConditionsUpdate } from '../policy.validation.ts'
import { validatingAdmissionPolicyColumns } from './validating-admission-policy.columns.ts'
import { defaultValidatingAdmissionPolicy } from './validating-admission-policy.defaults.ts'
import { validatingAdmissionPolicy } from './validating-admission-policy.schema.ts'
import { validatingAdmissionPolicyStrategy } from './validating-admission-policy.strategy.ts'
import {
  validateValidatingAdmissionPolicy,
  validateValidatingAdmissionPolicyStatusUpdate,
} from './validating-admission-policy.validation.ts'
export const ValidatingAdmissionPolicy = defineKind({
  schema: validatingAdmissionPolicy,
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  singular: 'validatingadmissionpolicy',
  scope: 'Cluster',
  categories: ['api-extensions'],
  subresources: [{ name: 'status', kind: 'ValidatingAdmissionPolicy', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: '6OxvlMmQ6is=',
  default: defaultValidatingAdmissionPolicy,
  strategy: validatingAdmissionPolicyStrategy,
  validate: validateValidatingAdmissionPolicy,
  validateCreate: ({ spec }) => validatePolicyConditions(spec),
  validateUpdate: (next, old) => validatePolicyConditionsUpdate(next.spec, old.spec),
  validateStatusUpdate: validateValidatingAdmissionPolicyStatusUpdate,
  columns: validatingAdmissionPolicyColumns,
})
export type ValidatingAdmissionPolicy = Instance<typeof ValidatingAdmissionPolicy>
