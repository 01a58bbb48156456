// LocalSubjectAccessReview (authorization.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { localSubjectAccessReview } from './local-subject-access-review.schema.ts'
export const LocalSubjectAccessReview = defineKind({
  schema: localSubjectAccessReview,
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'LocalSubjectAccessReview',
  plural: 'localsubjectaccessreviews',
  singular: 'localsubjectaccessreview',
  scope: 'Namespaced',
  verbs: ['create'],
  virtual: true,
})
export type LocalSubjectAccessReview = Instance<typeof LocalSubjectAccessReview>
