import assert from 'node:assert/strict'
import { test } from 'node:test'
import { feasibleNodesToFind } from './find-nodes.ts'
import { fitMessage } from './framework/rejections.ts'
import { Bench, node, pod } from './scheduler.contract.ts'

test('feasibleNodesToFind falls from all nodes to a twentieth', () => {
  const table = [
    [1, 1],
    [99, 99],
    [100, 100],
    [150, 100],
    [1000, 420],
    [5000, 500],
    [6000, 300],
    [20_000, 1000],
  ]
  for (const [nodes = 0, expected] of table) assert.equal(feasibleNodesToFind(nodes), expected, String(nodes))
})

test('NodeFinder goes on where the last search stopped', () => {
  const bench = new Bench({ nodes: Array.from({ length: 150 }, (_, i) => node(`n${i}`)) })
  const found = () => bench.finder.find(bench.state(pod('p'))).feasible.map(({ name }) => name)
  const first = found()
  const second = found()
  assert.equal(first.length, 100)
  assert.equal(second[0], 'n100')
  assert.equal(new Set([...first, ...second]).size, 150)
})

test('NodeFinder tries the nominated node first', () => {
  const bench = new Bench({ nodes: [node('a'), node('b')] })
  const nominated = pod('p', { status: { nominatedNodeName: 'b' } })
  assert.deepEqual(
    bench.finder.find(bench.state(nominated)).feasible.map(({ name }) => name),
    ['b'],
  )
})

test('NodeFinder keeps the room of nominated pods for them', () => {
  const nodes = [node('a', { allocatable: { cpu: '1' } })]
  const waiting = pod('w', { requests: { cpu: '1' }, priority: 5 })
  const bench = new Bench({ nodes, nominated: [[waiting, 'a']] })
  const feasible = (priority: number) =>
    bench.finder.find(bench.state(pod('p', { requests: { cpu: '1' }, priority }))).feasible.length
  assert.equal(feasible(5), 0)
  assert.equal(feasible(6), 1)
  assert.equal(bench.finder.find(bench.state(waiting)).feasible.length, 1)
})

test('fitMessage reads as upstream writes it', () => {
  const taints = [{ key: 'k', value: 'v', effect: 'NoSchedule' as const }]
  const small = (name: string) => node(name, { allocatable: { cpu: '1' } })
  const bench = new Bench({ nodes: [node('t', { spec: { taints } }), small('a'), small('b')] })
  const state = bench.state(pod('p', { requests: { cpu: '2' } }))
  const { rejections } = bench.finder.find(state)
  assert.deepEqual([...rejections.unschedulablePlugins].toSorted(), ['NodeResourcesFit', 'TaintToleration'])
  const result = bench.framework.postFilter(state, state.podInfo.pod, rejections)
  rejections.postFilterMessage = result?.verdict.reasons?.join(', ') ?? ''
  assert.equal(
    fitMessage(rejections, 3),
    '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. ' +
      'preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
  )
})

test('fitMessage gives only the word of a preFilter plugin that rejected the pod', () => {
  const bench = new Bench({ nodes: [node('a')] })
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'c' } }]
  const { rejections } = bench.finder.find(bench.state(pod('p', { spec: { volumes } })))
  assert.equal(fitMessage(rejections, 1), '0/1 nodes are available: persistentvolumeclaim "c" not found.')
})

test('fitMessage counts nodes that a plugin ruled out beforehand', () => {
  const bench = new Bench({ nodes: [node('a', { spec: { unschedulable: true } }), node('b')] })
  const nodeSelectorTerms = [
    { matchFields: [{ key: 'metadata.name', operator: 'In' as const, values: ['a'] }] },
  ]
  const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } }
  const { rejections } = bench.finder.find(bench.state(pod('p', { spec: { affinity } })))
  assert.equal(
    fitMessage(rejections, 2),
    "0/2 nodes are available: 1 node(s) didn't satisfy plugin(s) [NodeAffinity], 1 node(s) were unschedulable.",
  )
})
