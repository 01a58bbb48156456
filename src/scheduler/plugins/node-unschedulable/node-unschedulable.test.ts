import assert from 'node:assert/strict'
import { test } from 'node:test'
import { benchOf, briefly, node, pod, wakes } from '../../scheduler.contract.ts'
import { nodeUnschedulable } from './node-unschedulable.ts'

const cordoned = node('cordoned', { spec: { unschedulable: true } })
const open = node('open')
const tolerations = [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' as const }]

test('nodeUnschedulable keeps pods off cordoned nodes unless they tolerate it', () => {
  const bench = benchOf(nodeUnschedulable, { nodes: [cordoned, open] })
  assert.deepEqual(briefly(bench.filter(pod('p'))), {
    cordoned: '!node(s) were unschedulable',
    open: 'ok',
  })
  assert.deepEqual(briefly(bench.filter(pod('p', { spec: { tolerations } }))), { cordoned: 'ok', open: 'ok' })
})

test('nodeUnschedulable wakes for a node that takes pods', () => {
  const waiting = pod('p')
  assert.equal(
    wakes(nodeUnschedulable, 'Node/UpdateTaint', { pod: waiting, old: cordoned, next: open }),
    true,
  )
  assert.equal(wakes(nodeUnschedulable, 'Node/Add', { pod: waiting, next: cordoned }), false)
})
