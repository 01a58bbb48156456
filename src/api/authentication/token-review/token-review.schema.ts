// Fields of token-review in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { bool, list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'
import { userInfo } from '../shared.schema.ts'

export const tokenReviewSpec = object(
  'io.k8s.api.authentication.v1.TokenReviewSpec',
  {
    token: req(1, string, { doc: 'The token.' }),
    audiences: opt(2, list(string), { doc: 'Who asks; the token must be meant for one of them.' }),
  },
  { doc: 'The token in question.' },
)
export type TokenReviewSpec = TypeOf<typeof tokenReviewSpec>

export const tokenReviewStatus = object(
  'io.k8s.api.authentication.v1.TokenReviewStatus',
  {
    authenticated: opt(1, bool, { doc: 'True where the token is valid.' }),
    user: opt(2, userInfo, { doc: 'Whose it is.', empty: 'zero' }),
    audiences: opt(4, list(string), { doc: 'Which of the given audiences the token is meant for.' }),
    error: opt(3, string, { doc: 'Why it could not be checked.' }),
  },
  { doc: 'What the token says.' },
)
export type TokenReviewStatus = TypeOf<typeof tokenReviewStatus>

export const tokenReview = object(
  'io.k8s.api.authentication.v1.TokenReview',
  {
    ...kindFields,
    spec: req(2, tokenReviewSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, tokenReviewStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Asks whose token it is.' },
)
export type TokenReview = ObjectOf<typeof tokenReview>
