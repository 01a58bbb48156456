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

export const crossVersionObjectReference = object(
  'io.k8s.api.autoscaling.v2.CrossVersionObjectReference',
  {
    kind: req(1, string, { doc: 'Kind of the object.', empty: 'zero' }),
    name: req(2, string, { doc: 'Name of the object.', empty: 'zero' }),
    apiVersion: opt(3, string, { doc: 'Version of the API that has the kind.' }),
  },
  { doc: 'An object by kind and name.' },
)
export type CrossVersionObjectReference = TypeOf<typeof crossVersionObjectReference>

export const metricTarget = object(
  'io.k8s.api.autoscaling.v2.MetricTarget',
  {
    type: req(1, string, { doc: 'Utilization, Value or AverageValue.', empty: 'zero' }),
    value: opt(2, quantity, { doc: 'Value to aim at.', pointer: true }),
    averageValue: opt(3, quantity, { doc: 'Value to aim at for each pod.', pointer: true }),
    averageUtilization: opt(4, int32, {
      doc: 'Percent of the request to aim at, on average.',
      pointer: true,
    }),
  },
  { doc: 'The value of a metric to aim at.' },
)
export type MetricTarget = TypeOf<typeof metricTarget>

export const metricIdentifier = object(
  'io.k8s.api.autoscaling.v2.MetricIdentifier',
  {
    name: req(1, string, { doc: 'Name of the metric.', empty: 'zero' }),
    selector: opt(2, labelSelector, { doc: 'Labels of the series.', pointer: true }),
  },
  { doc: 'A metric by name and labels.' },
)
export type MetricIdentifier = TypeOf<typeof metricIdentifier>

export const objectMetricSource = object(
  'io.k8s.api.autoscaling.v2.ObjectMetricSource',
  {
    describedObject: req(1, crossVersionObjectReference, { doc: 'The object.', empty: 'zero' }),
    target: req(2, metricTarget, { doc: 'The value to aim at.', empty: 'zero' }),
    metric: req(3, metricIdentifier, { doc: 'Which metric.', empty: 'zero' }),
  },
  { doc: 'A metric of one object.' },
)
export type ObjectMetricSource = TypeOf<typeof objectMetricSource>

export const podsMetricSource = object(
  'io.k8s.api.autoscaling.v2.PodsMetricSource',
  {
    metric: req(1, metricIdentifier, { doc: 'Which metric.', empty: 'zero' }),
    target: req(2, metricTarget, { doc: 'The value to aim at, on average.', empty: 'zero' }),
  },
  { doc: 'A metric of each pod.' },
)
export type PodsMetricSource = TypeOf<typeof podsMetricSource>

export const resourceMetricSource = object(
  'io.k8s.api.autoscaling.v2.ResourceMetricSource',
  {
    name: req(1, string, { doc: 'Name of the resource.', empty: 'zero' }),
    target: req(2, metricTarget, { doc: 'The value to aim at.', empty: 'zero' }),
  },
  { doc: 'Use of a resource by the pods.' },
)
export type ResourceMetricSource = TypeOf<typeof resourceMetricSource>

export const containerResourceMetricSource = object(
  'io.k8s.api.autoscaling.v2.ContainerResourceMetricSource',
  {
    name: req(1, string, { doc: 'Name of the resource.', empty: 'zero' }),
    target: req(2, metricTarget, { doc: 'The value to aim at.', empty: 'zero' }),
    container: req(3, string, { doc: 'Name of the container.', empty: 'zero' }),
  },
  { doc: 'Use of a resource by one container in each pod.' },
)
export type ContainerResourceMetricSource = TypeOf<typeof containerResourceMetricSource>

export const externalMetricSource = object(
  'io.k8s.api.autoscaling.v2.ExternalMetricSource',
  {
    metric: req(1, metricIdentifier, { doc: 'Which metric.', empty: 'zero' }),
    target: req(2, metricTarget, { doc: 'The value to aim at.', empty: 'zero' }),
  },
  { doc: 'Something measured outside the cluster.' },
)
export type ExternalMetricSource = TypeOf<typeof externalMetricSource>

export const metricSpec = object(
  'io.k8s.api.autoscaling.v2.MetricSpec',
  {
    type: req(1, string, { doc: 'Resource, ContainerResource, Pods, Object or External.', empty: 'zero' }),
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

export const hpaScalingPolicy = object(
  'io.k8s.api.autoscaling.v2.HPAScalingPolicy',
  {
    type: req(1, string, { doc: 'Pods or Percent.', empty: 'zero' }),
    value: req(2, int32, { doc: 'How many, above zero.', empty: 'zero' }),
    periodSeconds: req(3, int32, { doc: 'The period in seconds, 1 to 1800.', empty: 'zero' }),
  },
  { doc: 'How much may change in a period.' },
)
export type HPAScalingPolicy = TypeOf<typeof hpaScalingPolicy>

export const hpaScalingRules = object(
  'io.k8s.api.autoscaling.v2.HPAScalingRules',
  {
    stabilizationWindowSeconds: opt(3, int32, {
      doc: 'Seconds of past recommendations that are looked at, 0 to 3600.',
      pointer: true,
    }),
    selectPolicy: opt(1, string, {
      doc: 'Max (the default), Min or Disabled: which policy counts.',
      pointer: true,
    }),
    policies: opt(2, list(hpaScalingPolicy), {
      doc: 'How much may change; the policy that selectPolicy chooses counts.',
    }),
    tolerance: opt(4, quantity, {
      doc: 'Ratio by which the metric may be off without any scaling; 0.1 unless configured otherwise.',
      pointer: true,
      gates: ['HPAConfigurableTolerance'],
    }),
  },
  { doc: 'How fast scaling in one direction goes.' },
)
export type HPAScalingRules = TypeOf<typeof hpaScalingRules>

export const horizontalPodAutoscalerBehavior = object(
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerBehavior',
  {
    scaleUp: opt(1, hpaScalingRules, { doc: 'Rules for scaling up.', pointer: true }),
    scaleDown: opt(2, hpaScalingRules, { doc: 'Rules for scaling down.', pointer: true }),
  },
  { doc: 'How fast it scales, up and down.' },
)
export type HorizontalPodAutoscalerBehavior = TypeOf<typeof horizontalPodAutoscalerBehavior>

export const horizontalPodAutoscalerSpec = object(
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec',
  {
    scaleTargetRef: req(1, crossVersionObjectReference, {
      doc: 'What is scaled: an object with a scale subresource.',
      empty: 'zero',
    }),
    minReplicas: opt(2, int32, { doc: 'Fewest replicas; 1 where absent.', pointer: true }),
    maxReplicas: req(3, int32, { doc: 'Most replicas.', empty: 'zero' }),
    metrics: opt(4, list(metricSpec), {
      doc: 'What is looked at; the metric that asks for the most replicas counts.',
    }),
    behavior: opt(5, horizontalPodAutoscalerBehavior, {
      doc: 'How fast it scales, up and down.',
      pointer: true,
    }),
  },
  { doc: 'What is scaled, and by what.' },
)
export type HorizontalPodAutoscalerSpec = TypeOf<typeof horizontalPodAutoscalerSpec>

export const metricValueStatus = object(
  'io.k8s.api.autoscaling.v2.MetricValueStatus',
  {
    value: opt(1, quantity, { doc: 'Value now.', pointer: true }),
    averageValue: opt(2, quantity, { doc: 'Value now for each pod.', pointer: true }),
    averageUtilization: opt(3, int32, { doc: 'Percent of the request now, on average.', pointer: true }),
  },
  { doc: 'The value of a metric.' },
)
export type MetricValueStatus = TypeOf<typeof metricValueStatus>

export const objectMetricStatus = object(
  'io.k8s.api.autoscaling.v2.ObjectMetricStatus',
  {
    metric: req(1, metricIdentifier, { doc: 'Which metric.', empty: 'zero' }),
    current: req(2, metricValueStatus, { doc: 'The value now.', empty: 'zero' }),
    describedObject: req(3, crossVersionObjectReference, { doc: 'The object.', empty: 'zero' }),
  },
  { doc: 'What was measured of one object.' },
)
export type ObjectMetricStatus = TypeOf<typeof objectMetricStatus>

export const podsMetricStatus = object(
  'io.k8s.api.autoscaling.v2.PodsMetricStatus',
  {
    metric: req(1, metricIdentifier, { doc: 'Which metric.', empty: 'zero' }),
    current: req(2, metricValueStatus, { doc: 'The value now.', empty: 'zero' }),
  },
  { doc: 'What was measured of the pods.' },
)
export type PodsMetricStatus = TypeOf<typeof podsMetricStatus>

export const resourceMetricStatus = object(
  'io.k8s.api.autoscaling.v2.ResourceMetricStatus',
  {
    name: req(1, string, { doc: 'Name of the resource.', empty: 'zero' }),
    current: req(2, metricValueStatus, { doc: 'The value now.', empty: 'zero' }),
  },
  { doc: 'What the pods use of a resource.' },
)
export type ResourceMetricStatus = TypeOf<typeof resourceMetricStatus>

export const containerResourceMetricStatus = object(
  'io.k8s.api.autoscaling.v2.ContainerResourceMetricStatus',
  {
    name: req(1, string, { doc: 'Name of the resource.', empty: 'zero' }),
    current: req(2, metricValueStatus, { doc: 'The value now.', empty: 'zero' }),
    container: req(3, string, { doc: 'Name of the container.', empty: 'zero' }),
  },
  { doc: 'What was measured of one container in each pod.' },
)
export type ContainerResourceMetricStatus = TypeOf<typeof containerResourceMetricStatus>

export const externalMetricStatus = object(
  'io.k8s.api.autoscaling.v2.ExternalMetricStatus',
  {
    metric: req(1, metricIdentifier, { doc: 'Which metric.', empty: 'zero' }),
    current: req(2, metricValueStatus, { doc: 'The value now.', empty: 'zero' }),
  },
  { doc: 'What was measured outside the cluster.' },
)
export type ExternalMetricStatus = TypeOf<typeof externalMetricStatus>

export const metricStatus = object(
  'io.k8s.api.autoscaling.v2.MetricStatus',
  {
    type: req(1, string, { doc: 'Resource, ContainerResource, Pods, Object or External.', empty: 'zero' }),
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
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerCondition',
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

export const horizontalPodAutoscalerStatus = object(
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerStatus',
  {
    observedGeneration: opt(1, int64, {
      doc: 'Generation of the autoscaler that this is about.',
      pointer: true,
    }),
    lastScaleTime: opt(2, time, { doc: 'When it last changed the number of replicas.', pointer: true }),
    currentReplicas: opt(3, int32, { doc: 'Replicas when it last looked.' }),
    desiredReplicas: req(4, int32, { doc: 'Replicas that it last computed.', empty: 'zero' }),
    currentMetrics: opt(5, list(metricStatus), { doc: 'The metrics when it last looked.', empty: 'null' }),
    conditions: opt(
      6,
      list(horizontalPodAutoscalerCondition, {
        listType: 'map',
        keys: ['type'],
        mergeKey: 'type',
        patchStrategy: 'merge',
      }),
      { doc: 'Whether it can scale, and what limits it.' },
    ),
  },
  { doc: 'What the autoscaler sees.' },
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
