// SelfSubjectReview (authentication.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { selfSubjectReview } from './self-subject-review.schema.ts'
export const SelfSubjectReview = defineKind({
  schema: selfSubjectReview,
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectReview',
  plural: 'selfsubjectreviews',
  singular: 'selfsubjectreview',
  scope: 'Cluster',
  verbs: ['create'],
  virtual: true,
})
export type SelfSubjectReview = Instance<typeof SelfSubjectReview>
