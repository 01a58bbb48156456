// Fields of shared in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { fieldSelectorRequirement, labelSelectorRequirement } from '../../machinery/meta/meta.schema.ts'
import { bool, list, map, object, opt, req, string, type TypeOf } from '../../machinery/schema/schema.ts'

export const subjectAccessReviewStatus = object('io.k8s.api.authorization.v1.SubjectAccessReviewStatus', {
  allowed: req(1, bool, { empty: 'zero' }),
  denied: opt(4, bool),
  reason: opt(2, string),
  evaluationError: opt(3, string),
})
export type SubjectAccessReviewStatus = TypeOf<typeof subjectAccessReviewStatus>

export const fieldSelectorAttributes = object('io.k8s.api.authorization.v1.FieldSelectorAttributes', {
  rawSelector: opt(1, string),
  requirements: opt(2, list(fieldSelectorRequirement)),
})
export type FieldSelectorAttributes = TypeOf<typeof fieldSelectorAttributes>

export const labelSelectorAttributes = object('io.k8s.api.authorization.v1.LabelSelectorAttributes', {
  rawSelector: opt(1, string),
  requirements: opt(2, list(labelSelectorRequirement)),
})
export type LabelSelectorAttributes = TypeOf<typeof labelSelectorAttributes>

export const resourceAttributes = object('io.k8s.api.authorization.v1.ResourceAttributes', {
  namespace: opt(1, string),
  verb: opt(2, string),
  group: opt(3, string),
  version: opt(4, string),
  resource: opt(5, string),
  subresource: opt(6, string),
  name: opt(7, string),
  fieldSelector: opt(8, fieldSelectorAttributes, { pointer: true }),
  labelSelector: opt(9, labelSelectorAttributes, { pointer: true }),
})
export type ResourceAttributes = TypeOf<typeof resourceAttributes>

export const nonResourceAttributes = object('io.k8s.api.authorization.v1.NonResourceAttributes', {
  path: opt(1, string),
  verb: opt(2, string),
})
export type NonResourceAttributes = TypeOf<typeof nonResourceAttributes>

export const subjectAccessReviewSpec = object('io.k8s.api.authorization.v1.SubjectAccessReviewSpec', {
  resourceAttributes: opt(1, resourceAttributes, { pointer: true }),
  nonResourceAttributes: opt(2, nonResourceAttributes, { pointer: true }),
  user: opt(3, string),
  groups: opt(4, list(string)),
  extra: opt(5, map(list(string, { wrapped: true }))),
  uid: opt(6, string),
})
export type SubjectAccessReviewSpec = TypeOf<typeof subjectAccessReviewSpec>
