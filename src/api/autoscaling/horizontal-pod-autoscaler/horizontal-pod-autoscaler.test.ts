import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FieldError, formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { fromV2, toV2 } from './horizontal-pod-autoscaler.conversion.ts'
import { HorizontalPodAutoscaler } from './horizontal-pod-autoscaler.kind.ts'
import { HorizontalPodAutoscalerV1 } from './horizontal-pod-autoscaler.v1.kind.ts'
import { validateLowestReplicas } from './horizontal-pod-autoscaler.validation.ts'

const metadata = { name: 'x', namespace: 'ns' }
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }
const cpu = {
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
}
const requests = {
  type: 'Pods',
  pods: { metric: { name: 'requests' }, target: { type: 'AverageValue', averageValue: '1k' } },
}

function autoscaler(spec: object = {}, status?: object) {
  return specimen(HorizontalPodAutoscaler, {
    metadata,
    spec: { scaleTargetRef, maxReplicas: 5, ...spec },
    ...(status !== undefined && { status }),
  }) as HorizontalPodAutoscaler
}

const faults = (spec: object) =>
  (HorizontalPodAutoscaler.validate?.(autoscaler(spec)) ?? []).map(formatFieldError)

test('defaultHorizontalPodAutoscaler() scales by CPU', () => {
  const { spec } = autoscaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } })
  assert.equal(spec.minReplicas, 1)
  assert.deepEqual(spec.metrics, [cpu])
  assert.equal(spec.behavior?.scaleUp?.policies?.length, 2)
  assert.deepEqual(spec.behavior?.scaleDown, {
    stabilizationWindowSeconds: 60,
    selectPolicy: 'Max',
    policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
  })
})

test('validateHorizontalPodAutoscaler() names what is wrong', () => {
  assert.deepEqual(faults({ metrics: [cpu, requests] }), [])
  assert.deepEqual(faults({ minReplicas: 6 }), [
    'spec.maxReplicas: Invalid value: 5: must be greater than or equal to `minReplicas`',
  ])
  assert.deepEqual(faults({ scaleTargetRef: { kind: 'Deployment', name: '' } }), [
    'spec.scaleTargetRef.name: Required value',
  ])
  assert.deepEqual(faults({ metrics: [{ type: 'Pods' }] }), [
    'spec.metrics[0].pods: Required value: must populate information for the given metric source',
  ])
  assert.deepEqual(faults({ metrics: [{ ...cpu, pods: requests.pods }] }), [
    'spec.metrics[0].pods: Forbidden: must populate the given metric source only',
  ])
})

test('validateHorizontalPodAutoscaler() checks targets and rules in upstream’s words', () => {
  const metric = (body: object) =>
    faults({ metrics: [body] }).map((text) => text.replace('spec.metrics[0].', ''))
  const types = '"ContainerResource", "External", "Object", "Pods", "Resource"'
  const unknown = `type: Unsupported value: "": supported values: ${types}`
  assert.deepEqual(metric({ type: '' }), [
    'type: Required value: must specify a metric source type',
    unknown,
    unknown,
  ])
  assert.deepEqual(metric({ type: 'Resource', resource: { name: '', target: { type: 'Much' } } }), [
    'resource.name: Required value: must specify a resource name',
    'resource.target.type: Invalid value: "Much": must be either Utilization, Value, or AverageValue',
    'resource.target.averageUtilization: Required value: must set either a target raw value or a target utilization',
  ])
  const target = { type: 'Value', value: '0', averageValue: '1' }
  assert.deepEqual(metric({ type: 'External', external: { metric: { name: '' }, target } }), [
    'external.metric.name: Required value: must specify a metric name',
    'external.target.value: Invalid value: "0": must be positive',
    'external.target.value: Forbidden: may not set both a target value for metric and a per-pod target',
  ])
  assert.deepEqual(
    metric({ type: 'Pods', pods: { metric: { name: 'm' }, target: { type: 'Value', value: '1' } } }),
    ['pods.target.averageValue: Required value: must specify a positive target averageValue'],
  )
  const scaleUp = {
    stabilizationWindowSeconds: -1,
    selectPolicy: 'Some',
    policies: [{ type: 'Pods', value: 0, periodSeconds: 1801 }],
    tolerance: '-1',
  }
  assert.deepEqual(
    faults({ maxReplicas: 0, behavior: { scaleUp } }).map((text) => text.replace('spec.behavior.', '')),
    [
      'spec.maxReplicas: Required value: must be set and greater than 0',
      'spec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`',
      'scaleUp.stabilizationWindowSeconds: Invalid value: -1: must be greater than or equal to zero',
      'scaleUp.selectPolicy: Unsupported value: "Some": supported values: "Disabled", "Max", "Min"',
      'scaleUp.policies[0].value: Invalid value: 0: must be greater than zero',
      'scaleUp.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800',
      'scaleUp.tolerance: Invalid value: "-1": must be greater than or equal to 0',
    ],
  )
})

test('validateLowestReplicas() lets none be left only where that is on, or was so', () => {
  const metrics = [
    { type: 'External', external: { metric: { name: 'm' }, target: { type: 'Value', value: '1' } } },
  ]
  const [none, one] = [autoscaler({ minReplicas: 0, metrics }), autoscaler({ metrics })]
  const texts = (found: readonly FieldError[]) => found.map(formatFieldError)
  assert.deepEqual(texts(validateLowestReplicas(none, one, { toZero: false })), [
    'spec.minReplicas: Invalid value: 0: must be greater than or equal to 1',
  ])
  assert.deepEqual(validateLowestReplicas(none, none, { toZero: false }), [])
  assert.deepEqual(validateLowestReplicas(none, undefined, { toZero: true }), [])
  assert.deepEqual(faults({ minReplicas: 0, metrics }), [])
  assert.deepEqual(faults({ minReplicas: 0 }), [
    'spec.metrics: Forbidden: must specify at least one Object or External metric to support scaling to zero replicas',
  ])
})

test('the group of what is scaled is needed, except where an old object lacks it', () => {
  const bare = autoscaler({ scaleTargetRef: { kind: 'Deployment', name: 'web', apiVersion: 'v1' } })
  const texts = ['spec.scaleTargetRef.apiVersion: Invalid value: "v1": apiVersion must specify API group']
  assert.deepEqual((HorizontalPodAutoscaler.validateCreate?.(bare) ?? []).map(formatFieldError), texts)
  assert.deepEqual(
    (HorizontalPodAutoscaler.validateUpdate?.(bare, autoscaler()) ?? []).map(formatFieldError),
    texts,
  )
  assert.deepEqual(HorizontalPodAutoscaler.validateUpdate?.(bare, bare), [])
  const controller = { kind: 'ReplicationController', name: 'web', apiVersion: 'v1' }
  assert.deepEqual(HorizontalPodAutoscaler.validateCreate?.(autoscaler({ scaleTargetRef: controller })), [])
})

test('toV2() and fromV2() lose nothing', () => {
  const behavior = { scaleDown: { selectPolicy: 'Disabled' } }
  const given = autoscaler(
    { metrics: [cpu, requests], behavior },
    {
      desiredReplicas: 2,
      currentReplicas: 1,
      currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 7 } } }],
      conditions: [{ type: 'AbleToScale', status: 'True' }],
    },
  )
  const narrow = fromV2(given)
  assert.equal(narrow.spec.targetCPUUtilizationPercentage, 80)
  assert.equal(narrow.status?.currentCPUUtilizationPercentage, 7)
  assert.deepEqual(Object.keys(narrow.metadata.annotations ?? {}).sort(), [
    'autoscaling.alpha.kubernetes.io/behavior',
    'autoscaling.alpha.kubernetes.io/conditions',
    'autoscaling.alpha.kubernetes.io/metrics',
  ])
  assert.deepEqual(toV2(narrow), given)
})

test('toV2() takes CPU where nothing is said, and nonsense in annotations for nothing', () => {
  const annotations = { 'autoscaling.alpha.kubernetes.io/metrics': '{"no"', mine: 'x' }
  const narrow = specimen(HorizontalPodAutoscalerV1, {
    metadata: { ...metadata, annotations },
    spec: { scaleTargetRef, maxReplicas: 5 },
  }) as HorizontalPodAutoscalerV1
  const wide = toV2(narrow)
  assert.deepEqual(wide.spec.metrics, [cpu])
  assert.deepEqual(wide.metadata.annotations, { mine: 'x' })
})

test('autoscalers print targets', () => {
  const status = {
    desiredReplicas: 2,
    currentReplicas: 2,
    currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 7 } } }],
  }
  const cells = (obj: HorizontalPodAutoscaler) =>
    HorizontalPodAutoscaler.columns?.slice(1, 6).map((column) => column.cell(obj, 0))
  assert.deepEqual(cells(autoscaler()), ['Deployment/web', 'cpu: <unknown>/80%', '1', 5, 0])
  assert.deepEqual(cells(autoscaler({ metrics: [cpu, requests, requests] }, status)), [
    'Deployment/web',
    'cpu: 7%/80%, <unknown>/1k + 1 more...',
    '1',
    5,
    2,
  ])
})
