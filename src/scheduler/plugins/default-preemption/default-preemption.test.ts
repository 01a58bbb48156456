import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PodDisruptionBudget } from '../../../api/policy/pod-disruption-budget/pod-disruption-budget.kind.ts'
import { Bench, node, type PodOptions, pod, type World } from '../../scheduler.contract.ts'
import { findCandidates, pickCandidate } from './candidates.ts'
import { defaultPreemption } from './default-preemption.ts'
import { selectVictims } from './victims.ts'

const small = (name: string) => node(name, { allocatable: { cpu: '3' } })
const asking = (name: string, cpu: string, priority: number, more: PodOptions = {}) =>
  pod(name, { requests: { cpu }, priority, ...more })
const preemptor = asking('p', '2', 100)

function victimsOn(
  bench: Bench,
  name: string,
  budgets: readonly PodDisruptionBudget[] = [],
): string[] | string {
  const state = bench.state(preemptor)
  bench.framework.preFilter(state, preemptor, bench.cache.nodes)
  const info = bench.cache.get(name)
  assert.ok(info !== undefined)
  const found = selectVictims(bench.handle, state, { node: info, budgets })
  return 'code' in found ? (found.reasons ?? []).join() : found.pods.map((each) => each.pod.metadata.name)
}

test('selectVictims evicts no more than it must, the least important first', () => {
  const pods = [
    asking('low', '1', 1, { nodeName: 'a' }),
    asking('mid', '1', 5, { nodeName: 'a' }),
    asking('high', '1', 200, { nodeName: 'a' }),
  ]
  assert.deepEqual(victimsOn(new Bench({ nodes: [small('a')], pods }), 'a'), ['mid', 'low'])
  const one = [asking('low', '1', 1, { nodeName: 'a' }), asking('mid', '1', 5, { nodeName: 'a' })]
  assert.deepEqual(victimsOn(new Bench({ nodes: [small('a')], pods: one }), 'a'), ['low'])
})

test('selectVictims spares the longer running of equals', () => {
  const started = (name: string, startTime: string) =>
    asking(name, '1', 1, { nodeName: 'a', status: { phase: 'Running', startTime } })
  const pods = [started('new', '2026-01-02T00:00:00Z'), started('old', '2026-01-01T00:00:00Z')]
  assert.deepEqual(victimsOn(new Bench({ nodes: [small('a')], pods }), 'a'), ['new'])
})

test('selectVictims says why a node does not help', () => {
  const pods = [asking('high', '2', 200, { nodeName: 'a' })]
  const bench = new Bench({ nodes: [small('a')], pods })
  assert.equal(victimsOn(bench, 'a'), 'No preemption victims found for incoming pod')
  const mixed = new Bench({ nodes: [small('a')], pods: [...pods, asking('low', '1', 1, { nodeName: 'a' })] })
  assert.equal(victimsOn(mixed, 'a'), 'Insufficient cpu')
})

test('selectVictims spares pods whose disruption budget is used up', () => {
  const budget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: pod('budget').metadata,
    spec: { selector: { matchLabels: { app: 'kept' } } },
    status: { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
  } as PodDisruptionBudget
  const pods = [
    asking('kept', '1', 1, { nodeName: 'a', labels: { app: 'kept' } }),
    asking('other', '1', 5, { nodeName: 'a', labels: { app: 'other' } }),
  ]
  assert.deepEqual(victimsOn(new Bench({ nodes: [small('a')], pods }), 'a', [budget]), ['other'])
})

test('pickCandidate weighs violations, priorities, number and start', () => {
  const info = (name: string, priority: number, startTime = '2026-01-01T00:00:00Z') => {
    const bench = new Bench({
      nodes: [small('x')],
      pods: [pod(name, { priority, nodeName: 'x', status: { startTime } })],
    })
    const found = bench.infoOf(name)
    assert.ok(found !== undefined)
    return found
  }
  const candidate = (nodeName: string, pods: ReturnType<typeof info>[], violations = 0) => ({
    nodeName,
    pods,
    violations,
  })
  const best = (...candidates: ReturnType<typeof candidate>[]) => pickCandidate(candidates)?.nodeName
  assert.equal(best(candidate('a', [info('x', 1)], 1), candidate('b', [info('y', 9)])), 'b')
  assert.equal(best(candidate('a', [info('x', 9)]), candidate('b', [info('y', 1), info('z', 1)])), 'b')
  assert.equal(
    best(candidate('a', [info('x', 5), info('y', 4)]), candidate('b', [info('z', 5), info('w', 1)])),
    'b',
  )
  assert.equal(best(candidate('a', [info('x', -5), info('y', -5)]), candidate('b', [info('z', -5)])), 'b')
  assert.equal(
    best(
      candidate('a', [info('x', 1, '2026-01-01T00:00:00Z')]),
      candidate('b', [info('y', 1, '2026-01-02T00:00:00Z')]),
    ),
    'b',
  )
  assert.equal(best(), undefined)
})

function preempt(world: World, incoming = preemptor): ReturnType<Bench['framework']['postFilter']> & object {
  const bench = new Bench({ ...world, pods: [...(world.pods ?? [])] })
  const state = bench.state(incoming)
  const fit = bench.finder.find(state)
  assert.equal(fit.feasible.length, 0)
  const result = bench.framework.postFilter(state, incoming, fit.rejections)
  assert.ok(result !== undefined)
  return result
}

test('defaultPreemption nominates the node that loses least', () => {
  const pods = [asking('mid', '2', 5, { nodeName: 'a' }), asking('low', '2', 1, { nodeName: 'b' })]
  assert.equal(preempt({ nodes: [small('a'), small('b')], pods }).nominatedNodeName, 'b')
})

test('defaultPreemption says why it cannot help', () => {
  const pods = [asking('high', '2', 200, { nodeName: 'a' })]
  const tainted = node('t', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } })
  const { verdict, nominatedNodeName } = preempt({ nodes: [small('a'), tainted], pods })
  assert.deepEqual(verdict.reasons, [
    'preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.',
  ])
  assert.equal(nominatedNodeName, '')
})

test('defaultPreemption respects preemptionPolicy and victims that are still leaving', () => {
  const pods = [asking('low', '2', 1, { nodeName: 'a' })]
  const never = pod('p', {
    requests: { cpu: '2' },
    priority: 100,
    spec: { preemptionPolicy: 'Never', priority: 100 },
  })
  assert.deepEqual(preempt({ nodes: [small('a')], pods }, never).verdict.reasons, [
    'preemption: not eligible due to preemptionPolicy=Never.',
  ])
  const leaving = asking('low', '2', 1, {
    nodeName: 'a',
    meta: { deletionTimestamp: '2026-01-01T00:00:00Z' },
    status: { conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler' }] },
  })
  const nominated = { ...preemptor, status: { nominatedNodeName: 'a' } }
  assert.deepEqual(preempt({ nodes: [small('a')], pods: [leaving] }, nominated).verdict.reasons, [
    'preemption: not eligible due to a terminating pod on the nominated node.',
  ])
})

test('findCandidates prefers nodes where no budget is violated', () => {
  const bench = new Bench({
    nodes: [small('a'), small('b')],
    pods: [asking('x', '2', 1, { nodeName: 'a' }), asking('y', '2', 1, { nodeName: 'b' })],
  })
  const state = bench.state(preemptor)
  bench.framework.preFilter(state, preemptor, bench.cache.nodes)
  const { candidates } = findCandidates(bench.handle, state, { nodes: bench.cache.nodes, budgets: [] })
  assert.deepEqual(candidates.map(({ nodeName }) => nodeName).toSorted(), ['a', 'b'])
  assert.equal(defaultPreemption.name, 'DefaultPreemption')
})
