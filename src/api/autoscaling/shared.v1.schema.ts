// Fields of shared.v1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { labelSelector } from '../../machinery/meta/meta.schema.ts'
import {
  int32,
  object,
  oneOf,
  opt,
  quantity,
  req,
  string,
  type TypeOf,
  time,
} from '../../machinery/schema/schema.ts'
import { crossVersionObjectReference } from './horizontal-pod-autoscaler/horizontal-pod-autoscaler.v1.schema.ts'

export const objectMetricSource = object('io.k8s.api.autoscaling.v1.ObjectMetricSource', {
  target: req(1, crossVersionObjectReference, { empty: 'zero' }),
  metricName: req(2, string, { empty: 'zero' }),
  targetValue: req(3, quantity, { empty: 'zero' }),
  selector: opt(4, labelSelector, { pointer: true }),
  averageValue: opt(5, quantity, { pointer: true }),
})
export type ObjectMetricSource = TypeOf<typeof objectMetricSource>

export const podsMetricSource = object('io.k8s.api.autoscaling.v1.PodsMetricSource', {
  metricName: req(1, string, { empty: 'zero' }),
  targetAverageValue: req(2, quantity, { empty: 'zero' }),
  selector: opt(3, labelSelector, { pointer: true }),
})
export type PodsMetricSource = TypeOf<typeof podsMetricSource>

export const resourceMetricSource = object('io.k8s.api.autoscaling.v1.ResourceMetricSource', {
  name: req(1, string, { empty: 'zero' }),
  targetAverageUtilization: opt(2, int32, { pointer: true }),
  targetAverageValue: opt(3, quantity, { pointer: true }),
})
export type ResourceMetricSource = TypeOf<typeof resourceMetricSource>

export const containerResourceMetricSource = object(
  'io.k8s.api.autoscaling.v1.ContainerResourceMetricSource',
  {
    name: req(1, string, { empty: 'zero' }),
    targetAverageUtilization: opt(2, int32, { pointer: true }),
    targetAverageValue: opt(3, quantity, { pointer: true }),
    container: req(5, string, { empty: 'zero' }),
  },
)
export type ContainerResourceMetricSource = TypeOf<typeof containerResourceMetricSource>

export const externalMetricSource = object('io.k8s.api.autoscaling.v1.ExternalMetricSource', {
  metricName: req(1, string, { empty: 'zero' }),
  metricSelector: opt(2, labelSelector, { pointer: true }),
  targetValue: opt(3, quantity, { pointer: true }),
  targetAverageValue: opt(4, quantity, { pointer: true }),
})
export type ExternalMetricSource = TypeOf<typeof externalMetricSource>

export const metricSpec = object('io.k8s.api.autoscaling.v1.MetricSpec', {
  type: req(1, oneOf('Object', 'Pods', 'Resource', 'ContainerResource', 'External'), { empty: 'zero' }),
  object: opt(2, objectMetricSource, { pointer: true }),
  pods: opt(3, podsMetricSource, { pointer: true }),
  resource: opt(4, resourceMetricSource, { pointer: true }),
  containerResource: opt(7, containerResourceMetricSource, { pointer: true }),
  external: opt(5, externalMetricSource, { pointer: true }),
})
export type MetricSpec = TypeOf<typeof metricSpec>

export const objectMetricStatus = object('io.k8s.api.autoscaling.v1.ObjectMetricStatus', {
  target: req(1, crossVersionObjectReference, { empty: 'zero' }),
  metricName: req(2, string, { empty: 'zero' }),
  currentValue: req(3, quantity, { empty: 'zero' }),
  selector: opt(4, labelSelector, { pointer: true }),
  averageValue: opt(5, quantity, { pointer: true }),
})
export type ObjectMetricStatus = TypeOf<typeof objectMetricStatus>

export const podsMetricStatus = object('io.k8s.api.autoscaling.v1.PodsMetricStatus', {
  metricName: req(1, string, { empty: 'zero' }),
  currentAverageValue: req(2, quantity, { empty: 'zero' }),
  selector: opt(3, labelSelector, { pointer: true }),
})
export type PodsMetricStatus = TypeOf<typeof podsMetricStatus>

export const resourceMetricStatus = object('io.k8s.api.autoscaling.v1.ResourceMetricStatus', {
  name: req(1, string, { empty: 'zero' }),
  currentAverageUtilization: opt(2, int32, { pointer: true }),
  currentAverageValue: req(3, quantity, { empty: 'zero' }),
})
export type ResourceMetricStatus = TypeOf<typeof resourceMetricStatus>

export const containerResourceMetricStatus = object(
  'io.k8s.api.autoscaling.v1.ContainerResourceMetricStatus',
  {
    name: req(1, string, { empty: 'zero' }),
    currentAverageUtilization: opt(2, int32, { pointer: true }),
    currentAverageValue: req(3, quantity, { empty: 'zero' }),
    container: req(4, string, { empty: 'zero' }),
  },
)
export type ContainerResourceMetricStatus = TypeOf<typeof containerResourceMetricStatus>

export const externalMetricStatus = object('io.k8s.api.autoscaling.v1.ExternalMetricStatus', {
  metricName: req(1, string, { empty: 'zero' }),
  metricSelector: opt(2, labelSelector, { pointer: true }),
  currentValue: req(3, quantity, { empty: 'zero' }),
  currentAverageValue: opt(4, quantity, { pointer: true }),
})
export type ExternalMetricStatus = TypeOf<typeof externalMetricStatus>

export const metricStatus = object('io.k8s.api.autoscaling.v1.MetricStatus', {
  type: req(1, oneOf('Object', 'Pods', 'Resource', 'ContainerResource', 'External'), { empty: 'zero' }),
  object: opt(2, objectMetricStatus, { pointer: true }),
  pods: opt(3, podsMetricStatus, { pointer: true }),
  resource: opt(4, resourceMetricStatus, { pointer: true }),
  containerResource: opt(7, containerResourceMetricStatus, { pointer: true }),
  external: opt(5, externalMetricStatus, { pointer: true }),
})
export type MetricStatus = TypeOf<typeof metricStatus>

export const horizontalPodAutoscalerCondition = object(
  'io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerCondition',
  {
    type: req(1, string, { empty: 'zero' }),
    status: req(2, string, { empty: 'zero' }),
    lastTransitionTime: opt(3, time),
    reason: opt(4, string),
    message: opt(5, string),
  },
)
export type HorizontalPodAutoscalerCondition = TypeOf<typeof horizontalPodAutoscalerCondition>
