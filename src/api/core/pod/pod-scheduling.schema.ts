// Fields of pod-scheduling in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import { labelSelector } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  int64,
  list,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'

export const topologySpreadConstraint = object('io.k8s.api.core.v1.TopologySpreadConstraint', {
  maxSkew: req(1, int32, { empty: 'zero' }),
  topologyKey: req(2, string, { empty: 'zero' }),
  whenUnsatisfiable: req(3, oneOf('DoNotSchedule', 'ScheduleAnyway'), { empty: 'zero' }),
  labelSelector: opt(4, labelSelector, { pointer: true }),
  minDomains: opt(5, int32, { pointer: true }),
  nodeAffinityPolicy: opt(6, oneOf('Ignore', 'Honor'), { pointer: true }),
  nodeTaintsPolicy: opt(7, oneOf('Ignore', 'Honor'), { pointer: true }),
  matchLabelKeys: opt(8, list(string)),
})
export type TopologySpreadConstraint = TypeOf<typeof topologySpreadConstraint>

export const toleration = object('io.k8s.api.core.v1.Toleration', {
  key: opt(1, string),
  operator: opt(2, oneOf('Exists', 'Equal', 'Lt', 'Gt')),
  value: opt(3, string),
  effect: opt(4, oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute')),
  tolerationSeconds: opt(5, int64, { pointer: true }),
})
export type Toleration = TypeOf<typeof toleration>

export const nodeSelectorRequirement = object('io.k8s.api.core.v1.NodeSelectorRequirement', {
  key: req(1, string, { empty: 'zero' }),
  operator: req(2, oneOf('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'), { empty: 'zero' }),
  values: opt(3, list(string)),
})
export type NodeSelectorRequirement = TypeOf<typeof nodeSelectorRequirement>

export const nodeSelectorTerm = object(
  'io.k8s.api.core.v1.NodeSelectorTerm',
  {
    matchExpressions: opt(1, list(nodeSelectorRequirement)),
    matchFields: opt(2, list(nodeSelectorRequirement)),
  },
  { structType: 'atomic' },
)
export type NodeSelectorTerm = TypeOf<typeof nodeSelectorTerm>

export const nodeSelector = object(
  'io.k8s.api.core.v1.NodeSelector',
  {
    nodeSelectorTerms: req(1, list(nodeSelectorTerm), { empty: 'null' }),
  },
  { structType: 'atomic' },
)
export type NodeSelector = TypeOf<typeof nodeSelector>

export const preferredSchedulingTerm = object('io.k8s.api.core.v1.PreferredSchedulingTerm', {
  weight: req(1, int32, { empty: 'zero' }),
  preference: req(2, nodeSelectorTerm, { empty: 'zero' }),
})
export type PreferredSchedulingTerm = TypeOf<typeof preferredSchedulingTerm>

export const nodeAffinity = object('io.k8s.api.core.v1.NodeAffinity', {
  requiredDuringSchedulingIgnoredDuringExecution: opt(1, nodeSelector, { pointer: true }),
  preferredDuringSchedulingIgnoredDuringExecution: opt(2, list(preferredSchedulingTerm)),
})
export type NodeAffinity = TypeOf<typeof nodeAffinity>

export const podAffinityTerm = object('io.k8s.api.core.v1.PodAffinityTerm', {
  labelSelector: opt(1, labelSelector, { pointer: true }),
  namespaces: opt(2, list(string)),
  topologyKey: req(3, string, { empty: 'zero' }),
  namespaceSelector: opt(4, labelSelector, { pointer: true }),
  matchLabelKeys: opt(5, list(string)),
  mismatchLabelKeys: opt(6, list(string)),
})
export type PodAffinityTerm = TypeOf<typeof podAffinityTerm>

export const weightedPodAffinityTerm = object('io.k8s.api.core.v1.WeightedPodAffinityTerm', {
  weight: req(1, int32, { empty: 'zero' }),
  podAffinityTerm: req(2, podAffinityTerm, { empty: 'zero' }),
})
export type WeightedPodAffinityTerm = TypeOf<typeof weightedPodAffinityTerm>

export const podAffinity = object('io.k8s.api.core.v1.PodAffinity', {
  requiredDuringSchedulingIgnoredDuringExecution: opt(1, list(podAffinityTerm)),
  preferredDuringSchedulingIgnoredDuringExecution: opt(2, list(weightedPodAffinityTerm)),
})
export type PodAffinity = TypeOf<typeof podAffinity>

export const podAntiAffinity = object('io.k8s.api.core.v1.PodAntiAffinity', {
  requiredDuringSchedulingIgnoredDuringExecution: opt(1, list(podAffinityTerm)),
  preferredDuringSchedulingIgnoredDuringExecution: opt(2, list(weightedPodAffinityTerm)),
})
export type PodAntiAffinity = TypeOf<typeof podAntiAffinity>

export const affinity = object('io.k8s.api.core.v1.Affinity', {
  nodeAffinity: opt(1, nodeAffinity, { pointer: true }),
  podAffinity: opt(2, podAffinity, { pointer: true }),
  podAntiAffinity: opt(3, podAntiAffinity, { pointer: true }),
})
export type Affinity = TypeOf<typeof affinity>
