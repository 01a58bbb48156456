// MutatingAdmissionPolicy (admissionregistration.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { mutatingAdmissionPolicy } from './mutating-admission-policy.schema.ts'
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
})
export type MutatingAdmissionPolicy = Instance<typeof MutatingAdmissionPolicy>
