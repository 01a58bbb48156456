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
    kind: req(1, string, { empty: 'zero' }),
    name: req(2, string, { empty: 'zero' }),
    apiVersion: opt(3, string),
  },
  { structType: 'atomic' },
)
export type CrossVersionObjectReference = TypeOf<typeof crossVersionObjectReference>

export const horizontalPodAutoscalerSpec = object('io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerSpec', {
  scaleTargetRef: req(1, crossVersionObjectReference, { empty: 'zero' }),
  minReplicas: opt(2, int32, { pointer: true }),
  maxReplicas: req(3, int32, { empty: 'zero' }),
  targetCPUUtilizationPercentage: opt(4, int32, { pointer: true }),
})
export type HorizontalPodAutoscalerSpec = TypeOf<typeof horizontalPodAutoscalerSpec>

export const horizontalPodAutoscalerStatus = object(
  'io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerStatus',
  {
    observedGeneration: opt(1, int64, { pointer: true }),
    lastScaleTime: opt(2, time, { pointer: true }),
    currentReplicas: req(3, int32, { empty: 'zero' }),
    desiredReplicas: req(4, int32, { empty: 'zero' }),
    currentCPUUtilizationPercentage: opt(5, int32, { pointer: true }),
  },
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
