// MutatingAdmissionPolicy (admissionregistration.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { specStrategy } from '../../strategies.ts'
import { validatePolicyConditions, validatePolicyConditionsUpdate } from '../policy.validation.ts'
import { mutatingAdmissionPolicyColumns } from './mutating-admission-policy.columns.ts'
import { defaultMutatingAdmissionPolicy } from './mutating-admission-policy.defaults.ts'
import { mutatingAdmissionPolicy } from './mutating-admission-policy.schema.ts'
import { validateMutatingAdmissionPolicy } from './mutating-admission-policy.validation.ts'

export const MutatingAdmissionPolicy = defineKind({
  schema: mutatingAdmissionPolicy,
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'MutatingAdmissionPolicy',
  plural: 'mutatingadmissionpolicies',
  singular: 'mutatingadmissionpolicy',
  scope: 'Cluster',
  categories: ['api-extensions'],
  storageVersionHash: 'mHCkTKpUTrE=',
  default: defaultMutatingAdmissionPolicy,
  strategy: specStrategy({ allowUnconditionalUpdate: false }),
  validate: validateMutatingAdmissionPolicy,
  validateCreate: ({ spec }) => validatePolicyConditions(spec),
  validateUpdate: (next, old) => validatePolicyConditionsUpdate(next.spec, old.spec),
  columns: mutatingAdmissionPolicyColumns,
})
export type MutatingAdmissionPolicy = Instance<typeof MutatingAdmissionPolicy>
