import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { LimitRange } from './limit-range.kind.ts'

function limitRange(...limits: object[]) {
  return specimen(LimitRange, { metadata: { name: 'x', namespace: 'ns' }, spec: { limits } }) as LimitRange
}

const faults = (...limits: object[]) =>
  (LimitRange.validate?.(limitRange(...limits)) ?? []).map(formatFieldError)

test('defaultLimitRange() takes limits from maxima and requests from limits', () => {
  const { spec } = limitRange({ type: 'Container', max: { cpu: '2' }, min: { memory: '1Mi' } })
  assert.deepEqual(spec.limits?.[0], {
    type: 'Container',
    max: { cpu: '2' },
    min: { memory: '1Mi' },
    default: { cpu: '2' },
    defaultRequest: { cpu: '2', memory: '1Mi' },
  })
})

test('validateLimitRange() wants bounds in order', () => {
  assert.deepEqual(faults({ type: 'Container', max: { cpu: '1' } }), [])
  assert.deepEqual(faults({ type: 'Pod', min: { cpu: '2' }, max: { cpu: '1' } }), [
    'spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1',
  ])
  assert.deepEqual(faults({ type: 'Pod', default: { cpu: '2' } }), [
    "spec.limits[0].default: Forbidden: may not be specified when `type` is 'Pod'",
  ])
  assert.deepEqual(faults({ type: 'Pod', maxLimitRequestRatio: { cpu: '500m' } }), [
    'spec.limits[0].maxLimitRequestRatio[cpu]: Invalid value: "500m": ratio 500m is less than 1',
  ])
  assert.deepEqual(faults({ type: 'PersistentVolumeClaim' }), [
    'spec.limits[0].limits: Required value: either minimum or maximum storage value is required, but neither was provided',
  ])
  assert.deepEqual(faults({ type: 'Pod' }, { type: 'Pod' }), ['spec.limits[1].type: Duplicate value: "Pod"'])
  assert.deepEqual(faults({ type: 'Cluster' }), [
    'spec.limits[0].type: Invalid value: "Cluster": must be a standard limit type or fully qualified',
  ])
})
