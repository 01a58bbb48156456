// Fields of self-subject-rules-review in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { bool, list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const selfSubjectRulesReviewSpec = object('io.k8s.api.authorization.v1.SelfSubjectRulesReviewSpec', {
  namespace: opt(1, string),
})
export type SelfSubjectRulesReviewSpec = TypeOf<typeof selfSubjectRulesReviewSpec>

export const resourceRule = object('io.k8s.api.authorization.v1.ResourceRule', {
  verbs: req(1, list(string), { empty: 'null' }),
  apiGroups: opt(2, list(string)),
  resources: opt(3, list(string)),
  resourceNames: opt(4, list(string)),
})
export type ResourceRule = TypeOf<typeof resourceRule>

export const nonResourceRule = object('io.k8s.api.authorization.v1.NonResourceRule', {
  verbs: req(1, list(string), { empty: 'null' }),
  nonResourceURLs: opt(2, list(string)),
})
export type NonResourceRule = TypeOf<typeof nonResourceRule>

export const subjectRulesReviewStatus = object('io.k8s.api.authorization.v1.SubjectRulesReviewStatus', {
  resourceRules: req(1, list(resourceRule), { empty: 'null' }),
  nonResourceRules: req(2, list(nonResourceRule), { empty: 'null' }),
  incomplete: req(3, bool, { empty: 'zero' }),
  evaluationError: opt(4, string),
})
export type SubjectRulesReviewStatus = TypeOf<typeof subjectRulesReviewStatus>

export const selfSubjectRulesReview = object('io.k8s.api.authorization.v1.SelfSubjectRulesReview', {
  ...kindFields,
  spec: req(2, selfSubjectRulesReviewSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, subjectRulesReviewStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type SelfSubjectRulesReview = ObjectOf<typeof selfSubjectRulesReview>
