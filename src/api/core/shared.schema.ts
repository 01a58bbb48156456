// Fields of shared in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { objectMeta, ownerReference } from '../../machinery/meta/meta.schema.ts'
import { list, object, opt, req, string, type TypeOf, time } from '../../machinery/schema/schema.ts'
import { podSpec } from './pod/pod.schema.ts'

export const podTemplateSpec = object(
  'io.k8s.api.core.v1.PodTemplateSpec',
  {
    metadata: opt(1, objectMeta, { doc: 'Labels and annotations of the pods.', empty: 'zero' }),
    spec: opt(2, podSpec, { doc: 'What the pods shall run, and how.', empty: 'zero' }),
  },
  { doc: 'What pods made from this template look like.' },
)
export type PodTemplateSpec = TypeOf<typeof podTemplateSpec>

export const topologySelectorLabelRequirement = object(
  'io.k8s.api.core.v1.TopologySelectorLabelRequirement',
  {
    key: req(1, string, { doc: 'Key of the label.', empty: 'zero' }),
    values: req(2, list(string), { doc: 'Values, of which one must match.', empty: 'null' }),
  },
  { doc: 'A label with one of some values.' },
)
export type TopologySelectorLabelRequirement = TypeOf<typeof topologySelectorLabelRequirement>

export const topologySelectorTerm = object(
  'io.k8s.api.core.v1.TopologySelectorTerm',
  {
    matchLabelExpressions: opt(1, list(topologySelectorLabelRequirement), { doc: 'All must match.' }),
  },
  { doc: 'Labels of a place.', structType: 'atomic' },
)
export type TopologySelectorTerm = TypeOf<typeof topologySelectorTerm>

export const podSignature = object(
  'io.k8s.api.core.v1.PodSignature',
  {
    podController: opt(1, ownerReference, { doc: 'Pods of this controller.', pointer: true }),
  },
  { doc: 'Which pods are meant.' },
)
export type PodSignature = TypeOf<typeof podSignature>

export const preferAvoidPodsEntry = object(
  'io.k8s.api.core.v1.PreferAvoidPodsEntry',
  {
    podSignature: req(1, podSignature, { doc: 'Which pods.', empty: 'zero' }),
    evictionTime: opt(2, time, { empty: 'zero', doc: 'When this was written.' }),
    reason: opt(3, string, { doc: 'Why, for machines.' }),
    message: opt(4, string, { doc: 'Why, for people.' }),
  },
  { doc: 'Pods that a node would rather not have, and why.' },
)
export type PreferAvoidPodsEntry = TypeOf<typeof preferAvoidPodsEntry>

export const avoidPods = object(
  'io.k8s.api.core.v1.AvoidPods',
  {
    preferAvoidPods: opt(1, list(preferAvoidPodsEntry), { doc: 'Which pods.' }),
  },
  { doc: 'Pods that a node would rather not have.' },
)
export type AvoidPods = TypeOf<typeof avoidPods>

export const preconditions = object(
  'io.k8s.api.core.v1.Preconditions',
  {
    uid: opt(1, string, { doc: 'UID that it must have.', pointer: true }),
  },
  { doc: 'What must hold of the object for a request to be done.' },
)
export type Preconditions = TypeOf<typeof preconditions>
