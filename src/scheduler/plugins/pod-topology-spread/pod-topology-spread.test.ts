import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TopologySpreadConstraint } from '../../../api/core/pod/pod-scheduling.schema.ts'
import { Service } from '../../../api/core/service/service.kind.ts'
import { benchOf, briefly, node, pod, type World, wakes } from '../../scheduler.contract.ts'
import { podTopologySpread } from './pod-topology-spread.ts'

const labels = { app: 'web' }
const zoned = (name: string, zone: string) =>
  node(name, { labels: { zone, 'topology.kubernetes.io/zone': zone } })
const nodes = [zoned('a1', 'a'), zoned('a2', 'a'), zoned('b1', 'b')]
const on = (nodeName: string, count: number) =>
  Array.from({ length: count }, (_, i) => pod(`${nodeName}-${i}`, { labels, nodeName }))
const spreading = (constraint: Partial<TopologySpreadConstraint>) =>
  pod('p', {
    labels,
    spec: {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'zone',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: labels },
          ...constraint,
        },
      ],
    },
  })
const skewed = "node(s) didn't match pod topology spread constraints"
const missing = "!node(s) didn't match pod topology spread constraints (missing required label)"

function check(
  world: World,
  constraint: Partial<TopologySpreadConstraint>,
  expected: Record<string, string>,
): void {
  assert.deepEqual(briefly(benchOf(podTopologySpread, world).filter(spreading(constraint))), expected)
}

test('podTopologySpread keeps the skew between domains', () => {
  check({ nodes }, {}, { a1: 'ok', a2: 'ok', b1: 'ok' })
  check({ nodes, pods: on('a1', 1) }, {}, { a1: skewed, a2: skewed, b1: 'ok' })
  check({ nodes, pods: on('a1', 1) }, { maxSkew: 2 }, { a1: 'ok', a2: 'ok', b1: 'ok' })
  check({ nodes, pods: [...on('a1', 1), ...on('b1', 1)] }, {}, { a1: 'ok', a2: 'ok', b1: 'ok' })
})

test('podTopologySpread counts only pods that match, live and of the namespace', () => {
  const pods = [
    pod('other-app', { labels: { app: 'db' }, nodeName: 'a1' }),
    pod('other-namespace', { labels, namespace: 'x', nodeName: 'a1' }),
    pod('leaving', { labels, nodeName: 'a1', meta: { deletionTimestamp: '2026-01-01T00:00:00Z' } }),
  ]
  check({ nodes, pods }, {}, { a1: 'ok', a2: 'ok', b1: 'ok' })
})

test('podTopologySpread turns down nodes without the label, and leaves them out of the count', () => {
  check(
    { nodes: [...nodes, node('bare')], pods: on('a1', 1) },
    {},
    { a1: skewed, a2: skewed, b1: 'ok', bare: missing },
  )
})

test('podTopologySpread takes the least as 0 where there are fewer domains than minDomains', () => {
  const pods = [...on('a1', 1), ...on('b1', 1)]
  check({ nodes, pods }, { minDomains: 3 }, { a1: skewed, a2: skewed, b1: skewed })
})

test('podTopologySpread honours node taints when asked to', () => {
  const tainted = node('t', {
    labels: { zone: 'c' },
    spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] },
  })
  const world = { nodes: [...nodes, tainted], pods: [...on('a1', 1), ...on('b1', 1)] }
  check(world, {}, { a1: skewed, a2: skewed, b1: skewed, t: 'ok' })
  check(world, { nodeTaintsPolicy: 'Honor' }, { a1: 'ok', a2: 'ok', b1: 'ok', t: 'ok' })
})

test('podTopologySpread narrows the selector by matchLabelKeys', () => {
  const pods = [pod('old', { labels: { ...labels, rev: '1' }, nodeName: 'a1' })]
  const bench = benchOf(podTopologySpread, { nodes, pods })
  const incoming = spreading({ matchLabelKeys: ['rev'] })
  const next = { ...incoming, metadata: { ...incoming.metadata, labels: { ...labels, rev: '2' } } }
  assert.deepEqual(briefly(bench.filter(next)), { a1: 'ok', a2: 'ok', b1: 'ok' })
})

test('podTopologySpread scores emptier domains higher', () => {
  const bench = benchOf(podTopologySpread, { nodes, pods: on('a1', 2) })
  assert.deepEqual(bench.score(spreading({ whenUnsatisfiable: 'ScheduleAnyway' })), { a1: 0, a2: 0, b1: 100 })
})

test('podTopologySpread spreads pods of a service by default', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...pod('web').metadata },
    spec: { selector: labels },
  } as unknown as Service
  const world = { nodes, pods: on('a1', 2), objects: [[Service, service]] } as unknown as World
  const scores = benchOf(podTopologySpread, world).score(pod('p', { labels }))
  assert.ok(
    (scores.b1 ?? 0) > (scores.a2 ?? 0) && (scores.a2 ?? 0) > (scores.a1 ?? 0),
    JSON.stringify(scores),
  )
  assert.deepEqual(benchOf(podTopologySpread, { nodes, pods: on('a1', 2) }).score(pod('p', { labels })), {
    a1: 0,
    a2: 0,
    b1: 0,
  })
})

test('podTopologySpread wakes for pods that count and for nodes that change domains', () => {
  const waiting = spreading({})
  const [counted] = on('a1', 1)
  assert.ok(counted !== undefined)
  assert.equal(wakes(podTopologySpread, 'AssignedPod/Add', { pod: waiting, next: counted }), true)
  assert.equal(
    wakes(podTopologySpread, 'AssignedPod/Add', { pod: waiting, next: pod('q', { nodeName: 'a1' }) }),
    false,
  )
  assert.equal(wakes(podTopologySpread, 'Node/Add', { pod: waiting, next: zoned('n', 'c') }), true)
  assert.equal(wakes(podTopologySpread, 'Node/Add', { pod: waiting, next: node('n') }), false)
  assert.equal(
    wakes(podTopologySpread, 'Node/UpdateLabel', {
      pod: waiting,
      old: zoned('n', 'c'),
      next: zoned('n', 'c'),
    }),
    false,
  )
})
