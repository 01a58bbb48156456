import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { PodDisruptionBudget } from './pod-disruption-budget.kind.ts'

function budget(spec: object) {
  const metadata = { name: 'x', namespace: 'ns' }
  return specimen(PodDisruptionBudget, { metadata, spec }) as PodDisruptionBudget
}

const faults = (spec: object) => (PodDisruptionBudget.validate?.(budget(spec)) ?? []).map(formatFieldError)

test('validatePodDisruptionBudget() wants one of two amounts', () => {
  assert.deepEqual(faults({ minAvailable: '50%' }), [])
  assert.deepEqual(faults({ minAvailable: 1, maxUnavailable: 1 }), [
    'spec: Invalid value: {"minAvailable":1,"maxUnavailable":1}: minAvailable and maxUnavailable cannot be both set',
  ])
  assert.deepEqual(faults({ maxUnavailable: '101%' }), [
    'spec.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
  ])
  assert.deepEqual(faults({ maxUnavailable: -1 }), [
    'spec.maxUnavailable: Invalid value: -1: must be greater than or equal to 0',
  ])
  assert.deepEqual(faults({ unhealthyPodEvictionPolicy: 'Never' }), [
    'spec.unhealthyPodEvictionPolicy: Unsupported value: "Never": supported values: "AlwaysAllow", "IfHealthyBudget"',
  ])
})

test('disruption budgets print their amounts', () => {
  assert.deepEqual(
    PodDisruptionBudget.columns?.slice(1, 4).map((column) => column.cell(budget({ minAvailable: 2 }), 0)),
    ['2', 'N/A', 0],
  )
})

test('validatePodDisruptionBudgetStatusUpdate() checks counts and conditions', () => {
  const status = { currentHealthy: -1, conditions: [{ type: 'DisruptionAllowed', status: 'Perhaps' }] }
  const obj = specimen(PodDisruptionBudget, {
    metadata: { name: 'x' },
    spec: {},
    status,
  }) as PodDisruptionBudget
  assert.deepEqual(
    PodDisruptionBudget.validateStatusUpdate?.(obj, obj).map(({ field }) => field),
    [
      'status.conditions[0].status',
      'status.conditions[0].lastTransitionTime',
      'status.conditions[0].reason',
      'status.currentHealthy',
    ],
  )
})
