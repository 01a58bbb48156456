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
      { empty: 'zero' },
    ),
    operator: req(2, oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'), { empty: 'zero' }),
    values: opt(3, list(string)),
  },
)
export type ScopedResourceSelectorRequirement = TypeOf<typeof scopedResourceSelectorRequirement>

export const scopeSelector = object(
  'io.k8s.api.core.v1.ScopeSelector',
  {
    matchExpressions: opt(1, list(scopedResourceSelectorRequirement)),
  },
  { structType: 'atomic' },
)
export type ScopeSelector = TypeOf<typeof scopeSelector>

export const resourceQuotaSpec = object('io.k8s.api.core.v1.ResourceQuotaSpec', {
  hard: opt(1, map(quantity)),
  scopes: opt(2, list(string)),
  scopeSelector: opt(3, scopeSelector, { pointer: true }),
})
export type ResourceQuotaSpec = TypeOf<typeof resourceQuotaSpec>

export const resourceQuotaStatus = object('io.k8s.api.core.v1.ResourceQuotaStatus', {
  hard: opt(1, map(quantity)),
  used: opt(2, map(quantity)),
})
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
