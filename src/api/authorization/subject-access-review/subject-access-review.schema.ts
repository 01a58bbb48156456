// Fields of subject-access-review in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, req, string } from '../../../machinery/schema/schema.ts'
import { subjectAccessReviewSpec, subjectAccessReviewStatus } from '../shared.schema.ts'

export const subjectAccessReview = object('io.k8s.api.authorization.v1.SubjectAccessReview', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  spec: req(2, subjectAccessReviewSpec, { empty: 'zero' }),
  status: opt(3, subjectAccessReviewStatus, { empty: 'zero' }),
})
export type SubjectAccessReview = ObjectOf<typeof subjectAccessReview>
