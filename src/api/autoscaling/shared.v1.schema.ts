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

export const objectMetricSource = object(
  'io.k8s.api.autoscaling.v1.ObjectMetricSource',
  {
    target: req(1, crossVersionObjectReference, { doc: 'The object.', empty: 'zero' }),
    metricName: req(2, string, { doc: 'Name of the metric.', empty: 'zero' }),
    targetValue: req(3, quantity, { doc: 'Value to aim at.', empty: 'zero' }),
    selector: opt(4, labelSelector, { doc: 'Labels of the series.', pointer: true }),
    averageValue: opt(5, quantity, { doc: 'Value to aim at for each pod.', pointer: true }),
  },
  { doc: 'A metric of one object.' },
)
export type ObjectMetricSource = TypeOf<typeof objectMetricSource>

export const podsMetricSource = object(
  'io.k8s.api.autoscaling.v1.PodsMetricSource',
  {
    metricName: req(1, string, { doc: 'Name of the metric.', empty: 'zero' }),
    targetAverageValue: req(2, quantity, { doc: 'Value to aim at, on average.', empty: 'zero' }),
    selector: opt(3, labelSelector, { doc: 'Labels of the series.', pointer: true }),
  },
  { doc: 'A metric of each pod.' },
)
export type PodsMetricSource = TypeOf<typeof podsMetricSource>

export const resourceMetricSource = object(
  'io.k8s.api.autoscaling.v1.ResourceMetricSource',
  {
    name: req(1, string, { doc: 'Name of the resource.', empty: 'zero' }),
    targetAverageUtilization: opt(2, int32, {
      doc: 'Percent of the request to aim at, on average.',
      pointer: true,
    }),
    targetAverageValue: opt(3, quantity, { doc: 'Value to aim at, on average.', pointer: true }),
  },
  { doc: 'Use of a resource by the pods.' },
)
export type ResourceMetricSource = TypeOf<typeof resourceMetricSource>

export const containerResourceMetricSource = object(
  'io.k8s.api.autoscaling.v1.ContainerResourceMetricSource',
  {
    name: req(1, string, { doc: 'Name of the resource.', empty: 'zero' }),
    targetAverageUtilization: opt(2, int32, {
      doc: 'Percent of the request to aim at, on average.',
      pointer: true,
    }),
    targetAverageValue: opt(3, quantity, { doc: 'Value to aim at, on average.', pointer: true }),
    container: req(5, string, { doc: 'Name of the container.', empty: 'zero' }),
  },
  { doc: 'Use of a resource by one container in each pod.' },
)
export type ContainerResourceMetricSource = TypeOf<typeof containerResourceMetricSource>

export const externalMetricSource = object(
  'io.k8s.api.autoscaling.v1.ExternalMetricSource',
  {
    metricName: req(1, string, { doc: 'Name of the metric.', empty: 'zero' }),
    metricSelector: opt(2, labelSelector, { doc: 'Labels of the series.', pointer: true }),
    targetValue: opt(3, quantity, { doc: 'Value to aim at.', pointer: true }),
    targetAverageValue: opt(4, quantity, { doc: 'Value to aim at for each pod.', pointer: true }),
  },
  { doc: 'Something measured outside the cluster.' },
)
export type ExternalMetricSource = TypeOf<typeof externalMetricSource>

export const metricSpec = object(
  'io.k8s.api.autoscaling.v1.MetricSpec',
  {
    type: req(1, oneOf('Object', 'Pods', 'Resource', 'ContainerResource', 'External'), {
      doc: 'Resource, ContainerResource, Pods, Object or External.',
      empty: 'zero',
    }),
    object: opt(2, objectMetricSource, { doc: 'A metric of one object.', pointer: true }),
    pods: opt(3, podsMetricSource, { doc: 'A metric of each pod.', pointer: true }),
    resource: opt(4, resourceMetricSource, {
      doc: 'Use of CPU or memory, as requested by the pods.',
      pointer: true,
    }),
    containerResource: opt(7, containerResourceMetricSource, {
      doc: 'Use of CPU or memory by one container of each pod.',
      pointer: true,
    }),
    external: opt(5, externalMetricSource, { doc: 'A metric from outside the cluster.', pointer: true }),
  },
  { doc: 'Something to look at; the field named by type is set.' },
)
export type MetricSpec = TypeOf<typeof metricSpec>

export const objectMetricStatus = object(
  'io.k8s.api.autoscaling.v1.ObjectMetricStatus',
  {
    target: req(1, crossVersionObjectReference, { doc: 'The object.', empty: 'zero' }),
    metricName: req(2, string, { doc: 'Name of the metric.', empty: 'zero' }),
    currentValue: req(3, quantity, { doc: 'Value now.', empty: 'zero' }),
    selector: opt(4, labelSelector, { doc: 'Labels of the series.', pointer: true }),
    averageValue: opt(5, quantity, { doc: 'Value now for each pod.', pointer: true }),
  },
  { doc: 'What was measured of one object.' },
)
export type ObjectMetricStatus = TypeOf<typeof objectMetricStatus>

export const podsMetricStatus = object(
  'io.k8s.api.autoscaling.v1.PodsMetricStatus',
  {
    metricName: req(1, string, { doc: 'Name of the metric.', empty: 'zero' }),
    currentAverageValue: req(2, quantity, { doc: 'Value now, on average.', empty: 'zero' }),
    selector: opt(3, labelSelector, { doc: 'Labels of the series.', pointer: true }),
  },
  { doc: 'What was measured of the pods.' },
)
export type PodsMetricStatus = TypeOf<typeof podsMetricStatus>

export const resourceMetricStatus = object(
  'io.k8s.api.autoscaling.v1.ResourceMetricStatus',
  {
    name: req(1, string, { doc: 'Name of the resource.', empty: 'zero' }),
    currentAverageUtilization: opt(2, int32, {
      doc: 'Percent of the request now, on average.',
      pointer: true,
    }),
    currentAverageValue: req(3, quantity, { doc: 'Value now, on average.', empty: 'zero' }),
  },
  { doc: 'What the pods use of a resource.' },
)
export type ResourceMetricStatus = TypeOf<typeof resourceMetricStatus>

export const containerResourceMetricStatus = object(
  'io.k8s.api.autoscaling.v1.ContainerResourceMetricStatus',
  {
    name: req(1, string, { doc: 'Name of the resource.', empty: 'zero' }),
    currentAverageUtilization: opt(2, int32, {
      doc: 'Percent of the request now, on average.',
      pointer: true,
    }),
    currentAverageValue: req(3, quantity, { doc: 'Value now, on average.', empty: 'zero' }),
    container: req(4, string, { doc: 'Name of the container.', empty: 'zero' }),
  },
  { doc: 'What was measured of one container in each pod.' },
)
export type ContainerResourceMetricStatus = TypeOf<typeof containerResourceMetricStatus>

export const externalMetricStatus = object(
  'io.k8s.api.autoscaling.v1.ExternalMetricStatus',
  {
    metricName: req(1, string, { doc: 'Name of the metric.', empty: 'zero' }),
    metricSelector: opt(2, labelSelector, { doc: 'Labels of the series.', pointer: true }),
    currentValue: req(3, quantity, { doc: 'Value now.', empty: 'zero' }),
    currentAverageValue: opt(4, quantity, { doc: 'Value now for each pod.', pointer: true }),
  },
  { doc: 'What was measured outside the cluster.' },
)
export type ExternalMetricStatus = TypeOf<typeof externalMetricStatus>

export const metricStatus = object(
  'io.k8s.api.autoscaling.v1.MetricStatus',
  {
    type: req(1, oneOf('Object', 'Pods', 'Resource', 'ContainerResource', 'External'), {
      doc: 'Resource, ContainerResource, Pods, Object or External.',
      empty: 'zero',
    }),
    object: opt(2, objectMetricStatus, { doc: 'A metric of one object.', pointer: true }),
    pods: opt(3, podsMetricStatus, { doc: 'A metric of each pod.', pointer: true }),
    resource: opt(4, resourceMetricStatus, {
      doc: 'Use of CPU or memory, as requested by the pods.',
      pointer: true,
    }),
    containerResource: opt(7, containerResourceMetricStatus, {
      doc: 'Use of CPU or memory by one container of each pod.',
      pointer: true,
    }),
    external: opt(5, externalMetricStatus, { doc: 'A metric from outside the cluster.', pointer: true }),
  },
  { doc: 'Something that was looked at; the field named by type is set.' },
)
export type MetricStatus = TypeOf<typeof metricStatus>

export const horizontalPodAutoscalerCondition = object(
  'io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerCondition',
  {
    type: req(1, string, { doc: 'Type of the condition.', empty: 'zero' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    lastTransitionTime: opt(3, time, { empty: 'zero', doc: 'When the status last changed.' }),
    reason: opt(4, string, { doc: 'Why, in one word for machines.' }),
    message: opt(5, string, { doc: 'Why, for people.' }),
  },
  { doc: 'A fact about the object, and since when it holds.' },
)
export type HorizontalPodAutoscalerCondition = TypeOf<typeof horizontalPodAutoscalerCondition>
