// Fields of self-subject-access-review in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, req, type TypeOf } from '../../../machinery/schema/schema.ts'
import { nonResourceAttributes, resourceAttributes, subjectAccessReviewStatus } from '../shared.schema.ts'

export const selfSubjectAccessReviewSpec = object(
  'io.k8s.api.authorization.v1.SelfSubjectAccessReviewSpec',
  {
    resourceAttributes: opt(1, resourceAttributes, { doc: 'A request for a resource.', pointer: true }),
    nonResourceAttributes: opt(2, nonResourceAttributes, {
      doc: 'A request for something else.',
      pointer: true,
    }),
  },
  { doc: 'What the caller wants to know; one of both.' },
)
export type SelfSubjectAccessReviewSpec = TypeOf<typeof selfSubjectAccessReviewSpec>

export const selfSubjectAccessReview = object(
  'io.k8s.api.authorization.v1.SelfSubjectAccessReview',
  {
    ...kindFields,
    spec: req(2, selfSubjectAccessReviewSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, subjectAccessReviewStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Asks whether the caller may do something.' },
)
export type SelfSubjectAccessReview = ObjectOf<typeof selfSubjectAccessReview>
