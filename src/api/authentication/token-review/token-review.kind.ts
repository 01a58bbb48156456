// TokenReview (authentication.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { tokenReview } from './token-review.schema.ts'
export const TokenReview = defineKind({
  schema: tokenReview,
  group: 'authentication.k8s.io',
  version: 'v1',
  kind: 'TokenReview',
  plural: 'tokenreviews',
  singular: 'tokenreview',
  scope: 'Cluster',
  verbs: ['create'],
  virtual: true,
})
export type TokenReview = Instance<typeof TokenReview>
