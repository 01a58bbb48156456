// SubjectAccessReview (authorization.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { subjectAccessReview } from './subject-access-review.schema.ts'
export const SubjectAccessReview = defineKind({
  schema: subjectAccessReview,
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'SubjectAccessReview',
  plural: 'subjectaccessreviews',
  singular: 'subjectaccessreview',
  scope: 'Cluster',
  verbs: ['create'],
  virtual: true,
})
export type SubjectAccessReview = Instance<typeof SubjectAccessReview>
