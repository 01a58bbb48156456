// Fields of self-subject-review in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { object, opt, type TypeOf } from '../../../machinery/schema/schema.ts'
import { userInfo } from '../shared.schema.ts'

export const selfSubjectReviewStatus = object(
  'io.k8s.api.authentication.v1.SelfSubjectReviewStatus',
  {
    userInfo: opt(1, userInfo, { doc: 'Name, groups and the like.', empty: 'zero' }),
  },
  { doc: 'Who the caller is.' },
)
export type SelfSubjectReviewStatus = TypeOf<typeof selfSubjectReviewStatus>

export const selfSubjectReview = object(
  'io.k8s.api.authentication.v1.SelfSubjectReview',
  {
    ...kindFields,
    status: opt(2, selfSubjectReviewStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Who the server takes the caller for.' },
)
export type SelfSubjectReview = ObjectOf<typeof selfSubjectReview>
