// Fields of resource-quota in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  list,
  map,
  object,
  oneOf,
  opt,
  quantity,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'

export const scopedResourceSelectorRequirement = object(
  'io.k8s.api.core.v1.ScopedResourceSelectorRequirement',
  {
    scopeName: req(
      1,
      oneOf(
        'Terminating',
        'NotTerminating',
        'BestEffort',
        'NotBestEffort',
        'PriorityClass',
        'CrossNamespacePodAffinity',
        'VolumeAttributesClass',
      ),
      {
        doc: 'Terminating, NotTerminating, BestEffort, NotBestEffort, PriorityClass, CrossNamespacePodAffinity or VolumeAttributesClass.',
        empty: 'zero',
      },
    ),
    operator: req(2, oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'), {
      doc: 'In, NotIn, Exists or DoesNotExist.',
      empty: 'zero',
    }),
    values: opt(3, list(string), { doc: 'Values, for In and NotIn.' }),
  },
  { doc: 'A scope that must match.' },
)
export type ScopedResourceSelectorRequirement = TypeOf<typeof scopedResourceSelectorRequirement>

export const scopeSelector = object(
  'io.k8s.api.core.v1.ScopeSelector',
  {
    matchExpressions: opt(1, list(scopedResourceSelectorRequirement), { doc: 'All must match.' }),
  },
  { doc: 'Selects objects by scopes.', structType: 'atomic' },
)
export type ScopeSelector = TypeOf<typeof scopeSelector>

export const resourceQuotaSpec = object(
  'io.k8s.api.core.v1.ResourceQuotaSpec',
  {
    hard: opt(1, map(quantity), { doc: 'The limits, by resource.' }),
    scopes: opt(2, list(string), { doc: 'Only objects that are in all of these scopes.' }),
    scopeSelector: opt(3, scopeSelector, { doc: 'Only objects whose scopes match.', pointer: true }),
  },
  { doc: 'How much a namespace may use.' },
)
export type ResourceQuotaSpec = TypeOf<typeof resourceQuotaSpec>

export const resourceQuotaStatus = object(
  'io.k8s.api.core.v1.ResourceQuotaStatus',
  {
    hard: opt(1, map(quantity), { doc: 'The limits that count, by resource.' }),
    used: opt(2, map(quantity), { doc: 'What is used, by resource.' }),
  },
  { doc: 'How much a namespace uses.' },
)
export type ResourceQuotaStatus = TypeOf<typeof resourceQuotaStatus>

export const resourceQuota = object(
  'io.k8s.api.core.v1.ResourceQuota',
  {
    ...kindFields,
    spec: opt(2, resourceQuotaSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, resourceQuotaStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'How much a namespace may use in all.' },
)
export type ResourceQuota = ObjectOf<typeof resourceQuota>
