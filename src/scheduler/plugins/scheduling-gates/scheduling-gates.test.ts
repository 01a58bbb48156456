import assert from 'node:assert/strict'
import { test } from 'node:test'
import { benchOf, pod, wakes } from '../../scheduler.contract.ts'
import { schedulingGates } from './scheduling-gates.ts'

test('schedulingGates keeps gated pods out of the active queue and names the gates', () => {
  const { framework } = benchOf(schedulingGates, { nodes: [] })
  const [plugin] = framework.preEnqueue
  const gated = pod('p', { spec: { schedulingGates: [{ name: 'a/x' }, { name: 'b' }] } })
  assert.deepEqual(plugin?.preEnqueue(gated), {
    code: 'UnschedulableAndUnresolvable',
    reasons: ['waiting for scheduling gates: [a/x b]'],
  })
  assert.equal(plugin?.preEnqueue(pod('q')).code, 'Success')
})

test('schedulingGates wakes when the pod itself loses its gates', () => {
  const gated = pod('p')
  const other = pod('q')
  const event = 'TargetPod/UpdateSchedulingGatesEliminated'
  assert.equal(wakes(schedulingGates, event, { pod: gated, old: gated, next: gated }), true)
  assert.equal(wakes(schedulingGates, event, { pod: gated, old: other, next: other }), false)
})
