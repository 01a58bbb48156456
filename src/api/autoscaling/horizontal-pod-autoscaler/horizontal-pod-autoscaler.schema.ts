// Fields of horizontal-pod-autoscaler in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields, labelSelector } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  int64,
  list,
  object,
  opt,
  quantity,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'

export const crossVersionObjectReference = object('io.k8s.api.autoscaling.v2.CrossVersionObjectReference', {
  kind: req(1, string, { empty: 'zero' }),
  name: req(2, string, { empty: 'zero' }),
  apiVersion: opt(3, string),
})
export type CrossVersionObjectReference = TypeOf<typeof crossVersionObjectReference>

export const metricTarget = object('io.k8s.api.autoscaling.v2.MetricTarget', {
  type: req(1, string, { empty: 'zero' }),
  value: opt(2, quantity, { pointer: true }),
  averageValue: opt(3, quantity, { pointer: true }),
  averageUtilization: opt(4, int32, { pointer: true }),
})
export type MetricTarget = TypeOf<typeof metricTarget>

export const metricIdentifier = object('io.k8s.api.autoscaling.v2.MetricIdentifier', {
  name: req(1, string, { empty: 'zero' }),
  selector: opt(2, labelSelector, { pointer: true }),
})
export type MetricIdentifier = TypeOf<typeof metricIdentifier>

export const objectMetricSource = object('io.k8s.api.autoscaling.v2.ObjectMetricSource', {
  describedObject: req(1, crossVersionObjectReference, { empty: 'zero' }),
  target: req(2, metricTarget, { empty: 'zero' }),
  metric: req(3, metricIdentifier, { empty: 'zero' }),
})
export type ObjectMetricSource = TypeOf<typeof objectMetricSource>

export const podsMetricSource = object('io.k8s.api.autoscaling.v2.PodsMetricSource', {
  metric: req(1, metricIdentifier, { empty: 'zero' }),
  target: req(2, metricTarget, { empty: 'zero' }),
})
export type PodsMetricSource = TypeOf<typeof podsMetricSource>

export const resourceMetricSource = object('io.k8s.api.autoscaling.v2.ResourceMetricSource', {
  name: req(1, string, { empty: 'zero' }),
  target: req(2, metricTarget, { empty: 'zero' }),
})
export type ResourceMetricSource = TypeOf<typeof resourceMetricSource>

export const containerResourceMetricSource = object(
  'io.k8s.api.autoscaling.v2.ContainerResourceMetricSource',
  {
    name: req(1, string, { empty: 'zero' }),
    target: req(2, metricTarget, { empty: 'zero' }),
    container: req(3, string, { empty: 'zero' }),
  },
)
export type ContainerResourceMetricSource = TypeOf<typeof containerResourceMetricSource>

export const externalMetricSource = object('io.k8s.api.autoscaling.v2.ExternalMetricSource', {
  metric: req(1, metricIdentifier, { empty: 'zero' }),
  target: req(2, metricTarget, { empty: 'zero' }),
})
export type ExternalMetricSource = TypeOf<typeof externalMetricSource>

export const metricSpec = object('io.k8s.api.autoscaling.v2.MetricSpec', {
  type: req(1, string, { empty: 'zero' }),
  object: opt(2, objectMetricSource, { pointer: true }),
  pods: opt(3, podsMetricSource, { pointer: true }),
  resource: opt(4, resourceMetricSource, { pointer: true }),
  containerResource: opt(7, containerResourceMetricSource, { pointer: true }),
  external: opt(5, externalMetricSource, { pointer: true }),
})
export type MetricSpec = TypeOf<typeof metricSpec>

export const hpaScalingPolicy = object('io.k8s.api.autoscaling.v2.HPAScalingPolicy', {
  type: req(1, string, { empty: 'zero' }),
  value: req(2, int32, { empty: 'zero' }),
  periodSeconds: req(3, int32, { empty: 'zero' }),
})
export type HPAScalingPolicy = TypeOf<typeof hpaScalingPolicy>

export const hpaScalingRules = object('io.k8s.api.autoscaling.v2.HPAScalingRules', {
  stabilizationWindowSeconds: opt(3, int32, { pointer: true }),
  selectPolicy: opt(1, string, { pointer: true }),
  policies: opt(2, list(hpaScalingPolicy)),
  tolerance: opt(4, quantity, { pointer: true, gates: ['HPAConfigurableTolerance'] }),
})
export type HPAScalingRules = TypeOf<typeof hpaScalingRules>

export const horizontalPodAutoscalerBehavior = object(
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerBehavior',
  {
    scaleUp: opt(1, hpaScalingRules, { pointer: true }),
    scaleDown: opt(2, hpaScalingRules, { pointer: true }),
  },
)
export type HorizontalPodAutoscalerBehavior = TypeOf<typeof horizontalPodAutoscalerBehavior>

export const horizontalPodAutoscalerSpec = object('io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec', {
  scaleTargetRef: req(1, crossVersionObjectReference, { empty: 'zero' }),
  minReplicas: opt(2, int32, { pointer: true }),
  maxReplicas: req(3, int32, { empty: 'zero' }),
  metrics: opt(4, list(metricSpec)),
  behavior: opt(5, horizontalPodAutoscalerBehavior, { pointer: true }),
})
export type HorizontalPodAutoscalerSpec = TypeOf<typeof horizontalPodAutoscalerSpec>

export const metricValueStatus = object('io.k8s.api.autoscaling.v2.MetricValueStatus', {
  value: opt(1, quantity, { pointer: true }),
  averageValue: opt(2, quantity, { pointer: true }),
  averageUtilization: opt(3, int32, { pointer: true }),
})
export type MetricValueStatus = TypeOf<typeof metricValueStatus>

export const objectMetricStatus = object('io.k8s.api.autoscaling.v2.ObjectMetricStatus', {
  metric: req(1, metricIdentifier, { empty: 'zero' }),
  current: req(2, metricValueStatus, { empty: 'zero' }),
  describedObject: req(3, crossVersionObjectReference, { empty: 'zero' }),
})
export type ObjectMetricStatus = TypeOf<typeof objectMetricStatus>

export const podsMetricStatus = object('io.k8s.api.autoscaling.v2.PodsMetricStatus', {
  metric: req(1, metricIdentifier, { empty: 'zero' }),
  current: req(2, metricValueStatus, { empty: 'zero' }),
})
export type PodsMetricStatus = TypeOf<typeof podsMetricStatus>

export const resourceMetricStatus = object('io.k8s.api.autoscaling.v2.ResourceMetricStatus', {
  name: req(1, string, { empty: 'zero' }),
  current: req(2, metricValueStatus, { empty: 'zero' }),
})
export type ResourceMetricStatus = TypeOf<typeof resourceMetricStatus>

export const containerResourceMetricStatus = object(
  'io.k8s.api.autoscaling.v2.ContainerResourceMetricStatus',
  {
    name: req(1, string, { empty: 'zero' }),
    current: req(2, metricValueStatus, { empty: 'zero' }),
    container: req(3, string, { empty: 'zero' }),
  },
)
export type ContainerResourceMetricStatus = TypeOf<typeof containerResourceMetricStatus>

export const externalMetricStatus = object('io.k8s.api.autoscaling.v2.ExternalMetricStatus', {
  metric: req(1, metricIdentifier, { empty: 'zero' }),
  current: req(2, metricValueStatus, { empty: 'zero' }),
})
export type ExternalMetricStatus = TypeOf<typeof externalMetricStatus>

export const metricStatus = object('io.k8s.api.autoscaling.v2.MetricStatus', {
  type: req(1, string, { empty: 'zero' }),
  object: opt(2, objectMetricStatus, { pointer: true }),
  pods: opt(3, podsMetricStatus, { pointer: true }),
  resource: opt(4, resourceMetricStatus, { pointer: true }),
  containerResource: opt(7, containerResourceMetricStatus, { pointer: true }),
  external: opt(5, externalMetricStatus, { pointer: true }),
})
export type MetricStatus = TypeOf<typeof metricStatus>

export const horizontalPodAutoscalerCondition = object(
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerCondition',
  {
    type: req(1, string, { empty: 'zero' }),
    status: req(2, string, { empty: 'zero' }),
    lastTransitionTime: opt(3, time),
    reason: opt(4, string),
    message: opt(5, string),
  },
)
export type HorizontalPodAutoscalerCondition = TypeOf<typeof horizontalPodAutoscalerCondition>

export const horizontalPodAutoscalerStatus = object(
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerStatus',
  {
    observedGeneration: opt(1, int64, { pointer: true }),
    lastScaleTime: opt(2, time, { pointer: true }),
    currentReplicas: opt(3, int32),
    desiredReplicas: req(4, int32, { empty: 'zero' }),
    currentMetrics: opt(5, list(metricStatus), { empty: 'null' }),
    conditions: opt(
      6,
      list(horizontalPodAutoscalerCondition, {
        listType: 'map',
        keys: ['type'],
        mergeKey: 'type',
        patchStrategy: 'merge',
      }),
    ),
  },
)
export type HorizontalPodAutoscalerStatus = TypeOf<typeof horizontalPodAutoscalerStatus>

export const horizontalPodAutoscaler = object(
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
  {
    ...kindFields,
    spec: req(2, horizontalPodAutoscalerSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, horizontalPodAutoscalerStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Changes the number of pods by what they use.' },
)
export type HorizontalPodAutoscaler = ObjectOf<typeof horizontalPodAutoscaler>
