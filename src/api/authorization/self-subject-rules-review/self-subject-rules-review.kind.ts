// SelfSubjectRulesReview (authorization.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { selfSubjectRulesReview } from './self-subject-rules-review.schema.ts'
export const SelfSubjectRulesReview = defineKind({
  schema: selfSubjectRulesReview,
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectRulesReview',
  plural: 'selfsubjectrulesreviews',
  singular: 'selfsubjectrulesreview',
  scope: 'Cluster',
  verbs: ['create'],
  virtual: true,
})
export type SelfSubjectRulesReview = Instance<typeof SelfSubjectRulesReview>
