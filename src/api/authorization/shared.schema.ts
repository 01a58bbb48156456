// Fields of shared in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { fieldSelectorRequirement, labelSelectorRequirement } from '../../machinery/meta/meta.schema.ts'
import { bool, list, map, object, opt, req, string, type TypeOf } from '../../machinery/schema/schema.ts'

export const subjectAccessReviewStatus = object(
  'io.k8s.api.authorization.v1.SubjectAccessReviewStatus',
  {
    allowed: req(1, bool, { doc: 'True where the request would be allowed.', empty: 'zero' }),
    denied: opt(4, bool, { doc: 'True where an authoriser has said no, so that no other can allow it.' }),
    reason: opt(2, string, { doc: 'Why, in words.' }),
    evaluationError: opt(3, string, {
      doc: 'What went wrong on the way; there may be an answer all the same.',
    }),
  },
  { doc: 'The answer.' },
)
export type SubjectAccessReviewStatus = TypeOf<typeof subjectAccessReviewStatus>

export const fieldSelectorAttributes = object(
  'io.k8s.api.authorization.v1.FieldSelectorAttributes',
  {
    rawSelector: opt(1, string, { doc: 'The selector as it came.' }),
    requirements: opt(2, list(fieldSelectorRequirement), { doc: 'The selector, taken apart.' }),
  },
  { doc: 'The field selector of a request.' },
)
export type FieldSelectorAttributes = TypeOf<typeof fieldSelectorAttributes>

export const labelSelectorAttributes = object(
  'io.k8s.api.authorization.v1.LabelSelectorAttributes',
  {
    rawSelector: opt(1, string, { doc: 'The selector as it came.' }),
    requirements: opt(2, list(labelSelectorRequirement), { doc: 'The selector, taken apart.' }),
  },
  { doc: 'The label selector of a request.' },
)
export type LabelSelectorAttributes = TypeOf<typeof labelSelectorAttributes>

export const resourceAttributes = object(
  'io.k8s.api.authorization.v1.ResourceAttributes',
  {
    namespace: opt(1, string, { doc: 'Namespace; empty for all, or for what has none.' }),
    verb: opt(2, string, {
      doc: 'get, list, watch, create, update, patch, delete, deletecollection, proxy, or "*".',
    }),
    group: opt(3, string, { doc: 'Group of the resource, or "*".' }),
    version: opt(4, string, { doc: 'Version of the group, or "*".' }),
    resource: opt(5, string, { doc: 'The resource, or "*".' }),
    subresource: opt(6, string, { doc: 'The subresource; empty for none.' }),
    name: opt(7, string, { doc: 'Name of the object; empty for all.' }),
    fieldSelector: opt(8, fieldSelectorAttributes, { doc: 'Limits the request by fields.', pointer: true }),
    labelSelector: opt(9, labelSelectorAttributes, { doc: 'Limits the request by labels.', pointer: true }),
  },
  { doc: 'A request for a resource.' },
)
export type ResourceAttributes = TypeOf<typeof resourceAttributes>

export const nonResourceAttributes = object(
  'io.k8s.api.authorization.v1.NonResourceAttributes',
  {
    path: opt(1, string, { doc: 'Path of the URL.' }),
    verb: opt(2, string, { doc: 'The HTTP method in lower case.' }),
  },
  { doc: 'A request that is not for a resource.' },
)
export type NonResourceAttributes = TypeOf<typeof nonResourceAttributes>

export const subjectAccessReviewSpec = object(
  'io.k8s.api.authorization.v1.SubjectAccessReviewSpec',
  {
    resourceAttributes: opt(1, resourceAttributes, { doc: 'A request for a resource.', pointer: true }),
    nonResourceAttributes: opt(2, nonResourceAttributes, {
      doc: 'A request for something else.',
      pointer: true,
    }),
    user: opt(3, string, { doc: 'Name of the user.' }),
    groups: opt(4, list(string), { doc: 'Groups of the user.' }),
    extra: opt(5, map(list(string, { wrapped: true })), {
      doc: 'More that authenticators said of the user.',
    }),
    uid: opt(6, string, { doc: 'UID of the user.' }),
  },
  { doc: 'Who wants to do what.' },
)
export type SubjectAccessReviewSpec = TypeOf<typeof subjectAccessReviewSpec>
