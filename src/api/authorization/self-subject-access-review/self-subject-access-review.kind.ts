// SelfSubjectAccessReview (authorization.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { selfSubjectAccessReview } from './self-subject-access-review.schema.ts'
export const SelfSubjectAccessReview = defineKind({
  schema: selfSubjectAccessReview,
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectAccessReview',
  plural: 'selfsubjectaccessreviews',
  singular: 'selfsubjectaccessreview',
  scope: 'Cluster',
  verbs: ['create'],
  virtual: true,
})
export type SelfSubjectAccessReview = Instance<typeof SelfSubjectAccessReview>
