import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { fromV2, toV2 } from './horizontal-pod-autoscaler.conversion.ts'
import { HorizontalPodAutoscaler } from './horizontal-pod-autoscaler.kind.ts'
import { HorizontalPodAutoscalerV1 } from './horizontal-pod-autoscaler.v1.kind.ts'

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
