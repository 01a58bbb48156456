// ValidatingAdmissionPolicy (admissionregistration.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { validatingAdmissionPolicy } from './validating-admission-policy.schema.ts'
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
})
export type ValidatingAdmissionPolicy = Instance<typeof ValidatingAdmissionPolicy>
