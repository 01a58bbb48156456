// Fields of horizontal-pod-autoscaler.v1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  int64,
  object,
  opt,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'

export const crossVersionObjectReference = object(
  'io.k8s.api.autoscaling.v1.CrossVersionObjectReference',
  {
    kind: req(1, string, { doc: 'Kind of the object.', empty: 'zero' }),
    name: req(2, string, { doc: 'Name of the object.', empty: 'zero' }),
    apiVersion: opt(3, string, { doc: 'Version of the API that has the kind.' }),
  },
  { doc: 'An object by kind and name.', structType: 'atomic' },
)
export type CrossVersionObjectReference = TypeOf<typeof crossVersionObjectReference>

export const horizontalPodAutoscalerSpec = object(
  'io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerSpec',
  {
    scaleTargetRef: req(1, crossVersionObjectReference, {
      doc: 'What is scaled: an object with a scale subresource.',
      empty: 'zero',
    }),
    minReplicas: opt(2, int32, { doc: 'Fewest replicas; 1 where absent.', pointer: true }),
    maxReplicas: req(3, int32, { doc: 'Most replicas.', empty: 'zero' }),
    targetCPUUtilizationPercentage: opt(4, int32, {
      doc: 'Percent of requested CPU to aim at, on average over the pods.',
      pointer: true,
    }),
  },
  { doc: 'What is scaled, and by what.' },
)
export type HorizontalPodAutoscalerSpec = TypeOf<typeof horizontalPodAutoscalerSpec>

export const horizontalPodAutoscalerStatus = object(
  'io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerStatus',
  {
    observedGeneration: opt(1, int64, {
      doc: 'Generation of the autoscaler that this is about.',
      pointer: true,
    }),
    lastScaleTime: opt(2, time, { doc: 'When it last changed the number of replicas.', pointer: true }),
    currentReplicas: req(3, int32, { doc: 'Replicas when it last looked.', empty: 'zero' }),
    desiredReplicas: req(4, int32, { doc: 'Replicas that it last computed.', empty: 'zero' }),
    currentCPUUtilizationPercentage: opt(5, int32, {
      doc: 'Percent of requested CPU now, on average over the pods.',
      pointer: true,
    }),
  },
  { doc: 'What the autoscaler sees.' },
)
export type HorizontalPodAutoscalerStatus = TypeOf<typeof horizontalPodAutoscalerStatus>

export const horizontalPodAutoscaler = object(
  'io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler',
  {
    ...kindFields,
    spec: req(2, horizontalPodAutoscalerSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, horizontalPodAutoscalerStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Changes the number of pods by how much CPU they use.' },
)
export type HorizontalPodAutoscaler = ObjectOf<typeof horizontalPodAutoscaler>
