import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Toleration } from '../../../api/core/pod/pod-scheduling.schema.ts'
import { benchOf, briefly, node, pod, wakes } from '../../scheduler.contract.ts'
import { taintToleration } from './taint-toleration.ts'

const tainted = (name: string, effect: 'NoSchedule' | 'NoExecute' | 'PreferNoSchedule', key = 'k') =>
  node(name, { spec: { taints: [{ key, value: 'v', effect }] } })
const tolerant = (...tolerations: Toleration[]) => pod('p', { spec: { tolerations } })

test('taintToleration filters hard taints only', () => {
  const nodes = [
    tainted('none', 'NoSchedule'),
    tainted('out', 'NoExecute'),
    tainted('soft', 'PreferNoSchedule'),
    node('bare'),
  ]
  const bench = benchOf(taintToleration, { nodes })
  const rejected = '!node(s) had untolerated taint(s)'
  assert.deepEqual(briefly(bench.filter(pod('p'))), { none: rejected, out: rejected, soft: 'ok', bare: 'ok' })
  const forNoSchedule = tolerant({ key: 'k', operator: 'Equal', value: 'v', effect: 'NoSchedule' })
  assert.deepEqual(briefly(bench.filter(forNoSchedule)), {
    none: 'ok',
    out: rejected,
    soft: 'ok',
    bare: 'ok',
  })
  assert.equal(briefly(bench.filter(tolerant({ operator: 'Exists' }))).out, 'ok')
})

test('taintToleration scores nodes lower for each soft taint that is not tolerated', () => {
  const two = node('two', {
    spec: { taints: ['a', 'b'].map((key) => ({ key, effect: 'PreferNoSchedule' as const })) },
  })
  const bench = benchOf(taintToleration, {
    nodes: [two, tainted('one', 'PreferNoSchedule', 'a'), node('bare')],
  })
  assert.deepEqual(bench.score(pod('p')), { two: 0, one: 50, bare: 100 })
  assert.deepEqual(bench.score(tolerant({ key: 'a', operator: 'Exists' })), { two: 0, one: 100, bare: 100 })
})

test('taintToleration wakes when a taint that kept the pod off is gone', () => {
  const waiting = pod('p')
  const before = tainted('a', 'NoSchedule')
  assert.equal(
    wakes(taintToleration, 'Node/UpdateTaint', { pod: waiting, old: before, next: node('a') }),
    true,
  )
  assert.equal(wakes(taintToleration, 'Node/UpdateTaint', { pod: waiting, old: before, next: before }), false)
  assert.equal(wakes(taintToleration, 'Node/Add', { pod: waiting, next: before }), false)
})
