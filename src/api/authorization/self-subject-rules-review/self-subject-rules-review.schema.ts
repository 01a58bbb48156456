// Fields of self-subject-rules-review in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { bool, list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const selfSubjectRulesReviewSpec = object(
  'io.k8s.api.authorization.v1.SelfSubjectRulesReviewSpec',
  {
    namespace: opt(1, string, { doc: 'The namespace; needed.' }),
  },
  { doc: 'Where.' },
)
export type SelfSubjectRulesReviewSpec = TypeOf<typeof selfSubjectRulesReviewSpec>

export const resourceRule = object(
  'io.k8s.api.authorization.v1.ResourceRule',
  {
    verbs: req(1, list(string), { doc: 'The verbs, or "*".', empty: 'null' }),
    apiGroups: opt(2, list(string), { doc: 'The groups, or "*".' }),
    resources: opt(3, list(string), { doc: 'The resources, or "*".' }),
    resourceNames: opt(4, list(string), { doc: 'Names of objects; all where empty.' }),
  },
  { doc: 'What somebody may do with resources.' },
)
export type ResourceRule = TypeOf<typeof resourceRule>

export const nonResourceRule = object(
  'io.k8s.api.authorization.v1.NonResourceRule',
  {
    verbs: req(1, list(string), { doc: 'HTTP methods in lower case, or "*".', empty: 'null' }),
    nonResourceURLs: opt(2, list(string), { doc: 'Paths; a "*" may end them.' }),
  },
  { doc: 'Paths that somebody may ask for.' },
)
export type NonResourceRule = TypeOf<typeof nonResourceRule>

export const subjectRulesReviewStatus = object(
  'io.k8s.api.authorization.v1.SubjectRulesReviewStatus',
  {
    resourceRules: req(1, list(resourceRule), {
      doc: 'What they may do with resources, in no order.',
      empty: 'null',
    }),
    nonResourceRules: req(2, list(nonResourceRule), {
      doc: 'What they may ask for besides, in no order.',
      empty: 'null',
    }),
    incomplete: req(3, bool, { doc: 'True where not every authoriser could tell.', empty: 'zero' }),
    evaluationError: opt(4, string, {
      doc: 'What went wrong on the way; the rules that were found are listed all the same.',
    }),
  },
  { doc: 'What somebody may do.' },
)
export type SubjectRulesReviewStatus = TypeOf<typeof subjectRulesReviewStatus>

export const selfSubjectRulesReview = object(
  'io.k8s.api.authorization.v1.SelfSubjectRulesReview',
  {
    ...kindFields,
    spec: req(2, selfSubjectRulesReviewSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, subjectRulesReviewStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Asks what the caller may do in a namespace.' },
)
export type SelfSubjectRulesReview = ObjectOf<typeof selfSubjectRulesReview>
