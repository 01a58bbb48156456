// Fields of pod-disruption-budget in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { condition, kindFields, labelSelector } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  int64,
  intOrString,
  list,
  map,
  object,
  oneOf,
  opt,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'

export const podDisruptionBudgetSpec = object(
  'io.k8s.api.policy.v1.PodDisruptionBudgetSpec',
  {
    minAvailable: opt(1, intOrString, {
      doc: 'Number or percent of pods that must stay available.',
      pointer: true,
    }),
    selector: opt(2, labelSelector, { doc: 'The pods.', pointer: true, patchStrategy: 'replace' }),
    maxUnavailable: opt(3, intOrString, {
      doc: 'Number or percent of pods that may be unavailable; excludes minAvailable.',
      pointer: true,
    }),
    unhealthyPodEvictionPolicy: opt(4, oneOf('IfHealthyBudget', 'AlwaysAllow'), {
      doc: 'IfHealthyBudget (the default) or AlwaysAllow: whether pods that are not ready may always be evicted.',
      pointer: true,
    }),
  },
  { doc: 'How many pods may be down on purpose.' },
)
export type PodDisruptionBudgetSpec = TypeOf<typeof podDisruptionBudgetSpec>

export const podDisruptionBudgetStatus = object(
  'io.k8s.api.policy.v1.PodDisruptionBudgetStatus',
  {
    observedGeneration: opt(1, int64, { doc: 'Generation that this is about.' }),
    disruptedPods: opt(2, map(time), { doc: 'Pods that are being evicted, and since when.' }),
    disruptionsAllowed: opt(3, int32, { doc: 'Pods that may be evicted now.', empty: 'zero' }),
    currentHealthy: opt(4, int32, { doc: 'Pods that are healthy.', empty: 'zero' }),
    desiredHealthy: opt(5, int32, { doc: 'Pods that must be healthy.', empty: 'zero' }),
    expectedPods: opt(6, int32, { doc: 'Pods that the budget counts.', empty: 'zero' }),
    conditions: opt(
      7,
      list(condition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
      { doc: 'Whether a disruption is allowed, and why not.' },
    ),
  },
  { doc: 'How many pods may be down now.' },
)
export type PodDisruptionBudgetStatus = TypeOf<typeof podDisruptionBudgetStatus>

export const podDisruptionBudget = object(
  'io.k8s.api.policy.v1.PodDisruptionBudget',
  {
    ...kindFields,
    spec: opt(2, podDisruptionBudgetSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, podDisruptionBudgetStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'How many pods of a group may be evicted at once.' },
)
export type PodDisruptionBudget = ObjectOf<typeof podDisruptionBudget>
