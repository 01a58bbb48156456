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

export const topologySpreadConstraint = object(
  'io.k8s.api.core.v1.TopologySpreadConstraint',
  {
    maxSkew: req(1, int32, {
      doc: 'By how many pods the fullest place may exceed the emptiest.',
      empty: 'zero',
    }),
    topologyKey: req(2, string, { doc: 'Label of nodes whose values are the places.', empty: 'zero' }),
    whenUnsatisfiable: req(3, oneOf('DoNotSchedule', 'ScheduleAnyway'), {
      doc: 'DoNotSchedule or ScheduleAnyway.',
      empty: 'zero',
    }),
    labelSelector: opt(4, labelSelector, { doc: 'Which pods are counted.', pointer: true }),
    minDomains: opt(5, int32, { doc: 'How many places there are at least.', pointer: true }),
    nodeAffinityPolicy: opt(6, oneOf('Ignore', 'Honor'), {
      doc: 'Whether nodes that the pod may not run on are counted: Honor (they are not) or Ignore.',
      pointer: true,
    }),
    nodeTaintsPolicy: opt(7, oneOf('Ignore', 'Honor'), {
      doc: 'Whether nodes with taints that the pod minds are counted: Ignore (they are) or Honor.',
      pointer: true,
    }),
    matchLabelKeys: opt(8, list(string), {
      doc: 'Labels of the pod whose values are added to the selector.',
    }),
  },
  { doc: 'How evenly a group of pods is spread.' },
)
export type TopologySpreadConstraint = TypeOf<typeof topologySpreadConstraint>

export const toleration = object(
  'io.k8s.api.core.v1.Toleration',
  {
    key: opt(1, string, { doc: 'Key of the taint; every taint where absent and operator is Exists.' }),
    operator: opt(2, oneOf('Exists', 'Equal', 'Lt', 'Gt'), { doc: 'Equal (the default) or Exists.' }),
    value: opt(3, string, { doc: 'Value of the taint, for Equal.' }),
    effect: opt(4, oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute'), {
      doc: 'Effect of the taint; every one where absent.',
    }),
    tolerationSeconds: opt(5, int64, {
      doc: 'How long a NoExecute taint is borne; for ever where absent.',
      pointer: true,
    }),
  },
  { doc: 'A taint of nodes that a pod does not mind.' },
)
export type Toleration = TypeOf<typeof toleration>

export const nodeSelectorRequirement = object(
  'io.k8s.api.core.v1.NodeSelectorRequirement',
  {
    key: req(1, string, { doc: 'Key of the label, or name of the field.', empty: 'zero' }),
    operator: req(2, oneOf('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'), {
      doc: 'In, NotIn, Exists, DoesNotExist, Gt or Lt.',
      empty: 'zero',
    }),
    values: opt(3, list(string), {
      doc: 'Values; one number for Gt and Lt, none for Exists and DoesNotExist.',
    }),
  },
  { doc: 'A condition on a label or field of nodes.' },
)
export type NodeSelectorRequirement = TypeOf<typeof nodeSelectorRequirement>

export const nodeSelectorTerm = object(
  'io.k8s.api.core.v1.NodeSelectorTerm',
  {
    matchExpressions: opt(1, list(nodeSelectorRequirement), { doc: 'Conditions on labels.' }),
    matchFields: opt(2, list(nodeSelectorRequirement), {
      doc: 'Conditions on fields; metadata.name is the only one.',
    }),
  },
  { doc: 'Conditions on a node, all of which must hold.', structType: 'atomic' },
)
export type NodeSelectorTerm = TypeOf<typeof nodeSelectorTerm>

export const nodeSelector = object(
  'io.k8s.api.core.v1.NodeSelector',
  {
    nodeSelectorTerms: req(1, list(nodeSelectorTerm), { doc: 'The terms.', empty: 'null' }),
  },
  { doc: 'Which nodes are meant; one of the terms must match.', structType: 'atomic' },
)
export type NodeSelector = TypeOf<typeof nodeSelector>

export const preferredSchedulingTerm = object(
  'io.k8s.api.core.v1.PreferredSchedulingTerm',
  {
    weight: req(1, int32, { doc: 'How much, from 1 to 100.', empty: 'zero' }),
    preference: req(2, nodeSelectorTerm, { doc: 'Which nodes.', empty: 'zero' }),
  },
  { doc: 'Nodes that are liked, and how much.' },
)
export type PreferredSchedulingTerm = TypeOf<typeof preferredSchedulingTerm>

export const nodeAffinity = object(
  'io.k8s.api.core.v1.NodeAffinity',
  {
    requiredDuringSchedulingIgnoredDuringExecution: opt(1, nodeSelector, {
      doc: 'Which nodes the pod may run on; looked at when it is scheduled.',
      pointer: true,
    }),
    preferredDuringSchedulingIgnoredDuringExecution: opt(2, list(preferredSchedulingTerm), {
      doc: 'Which nodes it would rather run on.',
    }),
  },
  { doc: 'Which nodes are required or liked.' },
)
export type NodeAffinity = TypeOf<typeof nodeAffinity>

export const podAffinityTerm = object(
  'io.k8s.api.core.v1.PodAffinityTerm',
  {
    labelSelector: opt(1, labelSelector, { doc: 'Which pods.', pointer: true }),
    namespaces: opt(2, list(string), {
      doc: "Namespaces of those pods; the pod's own where neither this nor namespaceSelector is given.",
    }),
    topologyKey: req(3, string, {
      doc: 'Label of nodes; nodes with the same value are near one another.',
      empty: 'zero',
    }),
    namespaceSelector: opt(4, labelSelector, { doc: 'Namespaces of those pods, by label.', pointer: true }),
    matchLabelKeys: opt(5, list(string), {
      doc: 'Labels of the pod whose values are added to the selector.',
    }),
    mismatchLabelKeys: opt(6, list(string), {
      doc: 'Labels of the pod whose values the others must not have.',
    }),
  },
  { doc: 'Pods, and what counts as near.' },
)
export type PodAffinityTerm = TypeOf<typeof podAffinityTerm>

export const weightedPodAffinityTerm = object(
  'io.k8s.api.core.v1.WeightedPodAffinityTerm',
  {
    weight: req(1, int32, { doc: 'How much, from 1 to 100.', empty: 'zero' }),
    podAffinityTerm: req(2, podAffinityTerm, { doc: 'Which pods.', empty: 'zero' }),
  },
  { doc: 'Pods that are liked, and how much.' },
)
export type WeightedPodAffinityTerm = TypeOf<typeof weightedPodAffinityTerm>

export const podAffinity = object(
  'io.k8s.api.core.v1.PodAffinity',
  {
    requiredDuringSchedulingIgnoredDuringExecution: opt(1, list(podAffinityTerm), {
      doc: 'Where it must be; looked at when it is scheduled.',
    }),
    preferredDuringSchedulingIgnoredDuringExecution: opt(2, list(weightedPodAffinityTerm), {
      doc: 'Where it would rather be.',
    }),
  },
  { doc: 'Near which pods a pod must or would like to be.' },
)
export type PodAffinity = TypeOf<typeof podAffinity>

export const podAntiAffinity = object(
  'io.k8s.api.core.v1.PodAntiAffinity',
  {
    requiredDuringSchedulingIgnoredDuringExecution: opt(1, list(podAffinityTerm), {
      doc: 'Where it must not be; looked at when it is scheduled.',
    }),
    preferredDuringSchedulingIgnoredDuringExecution: opt(2, list(weightedPodAffinityTerm), {
      doc: 'Where it would rather not be.',
    }),
  },
  { doc: 'Away from which pods a pod must or would like to be.' },
)
export type PodAntiAffinity = TypeOf<typeof podAntiAffinity>

export const affinity = object(
  'io.k8s.api.core.v1.Affinity',
  {
    nodeAffinity: opt(1, nodeAffinity, { doc: 'Which nodes are required or liked.', pointer: true }),
    podAffinity: opt(2, podAffinity, { doc: 'Near which pods it must or would like to be.', pointer: true }),
    podAntiAffinity: opt(3, podAntiAffinity, {
      doc: 'Away from which pods it must or would like to be.',
      pointer: true,
    }),
  },
  { doc: 'Rules that draw a pod to nodes or pods, or keep it away.' },
)
export type Affinity = TypeOf<typeof affinity>
