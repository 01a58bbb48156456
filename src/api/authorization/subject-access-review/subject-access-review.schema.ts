// Fields of subject-access-review in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, req } from '../../../machinery/schema/schema.ts'
import { subjectAccessReviewSpec, subjectAccessReviewStatus } from '../shared.schema.ts'

export const subjectAccessReview = object(
  'io.k8s.api.authorization.v1.SubjectAccessReview',
  {
    ...kindFields,
    spec: req(2, subjectAccessReviewSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, subjectAccessReviewStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Asks whether somebody may do something.' },
)
export type SubjectAccessReview = ObjectOf<typeof subjectAccessReview>
