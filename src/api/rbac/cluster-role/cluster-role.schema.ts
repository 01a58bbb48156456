// Fields of cluster-role in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields, labelSelector } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt, type TypeOf } from '../../../machinery/schema/schema.ts'
import { policyRule } from '../shared.schema.ts'

export const aggregationRule = object(
  'io.k8s.api.rbac.v1.AggregationRule',
  {
    clusterRoleSelectors: opt(1, list(labelSelector), { doc: 'Labels of the roles; any one will do.' }),
  },
  { doc: 'Which roles a cluster role gathers its rules from.' },
)
export type AggregationRule = TypeOf<typeof aggregationRule>

export const clusterRole = object(
  'io.k8s.api.rbac.v1.ClusterRole',
  {
    ...kindFields,
    rules: opt(2, list(policyRule), { doc: 'What the role allows.', empty: 'null' }),
    aggregationRule: opt(3, aggregationRule, {
      doc: 'Where the rules are gathered from; rules is overwritten then.',
      pointer: true,
    }),
  },
  { doc: 'What may be done in the cluster.' },
)
export type ClusterRole = ObjectOf<typeof clusterRole>
