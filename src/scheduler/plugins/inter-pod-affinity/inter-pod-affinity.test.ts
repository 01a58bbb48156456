import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Namespace } from '../../../api/core/namespace/namespace.kind.ts'
import type { Affinity, PodAffinityTerm } from '../../../api/core/pod/pod-scheduling.schema.ts'
import { benchOf, briefly, node, type PodOptions, pod, type World, wakes } from '../../scheduler.contract.ts'
import { interPodAffinity } from './inter-pod-affinity.ts'

const zoned = (name: string, zone: string) => node(name, { labels: { zone } })
const nodes = [zoned('a1', 'a'), zoned('a2', 'a'), zoned('b1', 'b'), node('bare')]
const term = (app: string, more: Partial<PodAffinityTerm> = {}): PodAffinityTerm => ({
  labelSelector: { matchLabels: { app } },
  topologyKey: 'zone',
  ...more,
})
const near = (...terms: PodAffinityTerm[]): Affinity => ({
  podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms },
})
const away = (...terms: PodAffinityTerm[]): Affinity => ({
  podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms },
})
const made = (name: string, app: string, affinity?: Affinity, more: PodOptions = {}) =>
  pod(name, {
    labels: { app },
    ...more,
    spec: { ...(affinity && { affinity }), ...(more.nodeName !== undefined && { nodeName: more.nodeName }) },
  })
const notNear = "!node(s) didn't match pod affinity rules"
const tooNear = "node(s) didn't match pod anti-affinity rules"
const unwelcome = "node(s) didn't satisfy existing pods anti-affinity rules"

function check(world: World, incoming: ReturnType<typeof pod>, expected: Record<string, string>): void {
  assert.deepEqual(briefly(benchOf(interPodAffinity, world).filter(incoming)), expected)
}

test('interPodAffinity goes where the wanted pods are', () => {
  const world = { nodes, pods: [made('db', 'db', undefined, { nodeName: 'a1' })] }
  check(world, made('p', 'web', near(term('db'))), { a1: 'ok', a2: 'ok', b1: notNear, bare: notNear })
  check(world, made('p', 'web', near(term('nope'))), { a1: notNear, a2: notNear, b1: notNear, bare: notNear })
  check(world, made('p', 'web', near(term('db', { namespaces: ['x'] }))), {
    a1: notNear,
    a2: notNear,
    b1: notNear,
    bare: notNear,
  })
})

test('interPodAffinity lets in the first of pods that want to be near each other', () => {
  check({ nodes }, made('p', 'web', near(term('web'))), { a1: 'ok', a2: 'ok', b1: 'ok', bare: notNear })
})

test('interPodAffinity keeps away from pods, and lets pods keep others away', () => {
  const db = made('db', 'db', undefined, { nodeName: 'a1' })
  check({ nodes, pods: [db] }, made('p', 'web', away(term('db'))), {
    a1: tooNear,
    a2: tooNear,
    b1: 'ok',
    bare: 'ok',
  })
  const shy = made('shy', 'db', away(term('web')), { nodeName: 'a1' })
  check({ nodes, pods: [shy] }, made('p', 'web'), { a1: unwelcome, a2: unwelcome, b1: 'ok', bare: 'ok' })
  check({ nodes, pods: [shy] }, made('p', 'other'), { a1: 'ok', a2: 'ok', b1: 'ok', bare: 'ok' })
})

test('interPodAffinity matches namespaces by their labels', () => {
  const db = made('db', 'db', undefined, { nodeName: 'a1', namespace: 'data' })
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { ...pod('data').metadata, namespace: '', labels: { team: 'x' } },
    spec: {},
  }
  const world = { nodes, pods: [db], objects: [[Namespace, namespace]] } as unknown as World
  const wanting = (team: string) =>
    made('p', 'web', near(term('db', { namespaceSelector: { matchLabels: { team } } })))
  check(world, wanting('x'), { a1: 'ok', a2: 'ok', b1: notNear, bare: notNear })
  check(world, wanting('y'), { a1: notNear, a2: notNear, b1: notNear, bare: notNear })
})

test('interPodAffinity keeps its counts in step with what-ifs', () => {
  const bench = benchOf(interPodAffinity, { nodes, pods: [made('db', 'db', undefined, { nodeName: 'a1' })] })
  const state = bench.state(made('p', 'web', away(term('db'))))
  bench.framework.preFilter(state, state.podInfo.pod, bench.cache.nodes)
  const a2 = bench.cache.get('a2')
  const db = bench.infoOf('db')
  const a1 = bench.cache.get('a1')
  assert.ok(a1 !== undefined && a2 !== undefined && db !== undefined)
  const whatIf = state.clone()
  bench.framework.removePod(whatIf, db, a1)
  const filters = bench.framework.filters
  assert.equal(bench.framework.filter(whatIf, a2, filters).code, 'Success')
  assert.equal(bench.framework.filter(state, a2, filters).code, 'Unschedulable')
})

test('interPodAffinity scores preferred terms of both sides', () => {
  const preferring = (weight: number, app: string): Affinity => ({
    podAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight, podAffinityTerm: term(app) }],
    },
  })
  const bench = benchOf(interPodAffinity, {
    nodes,
    pods: [
      made('db', 'db', undefined, { nodeName: 'a1' }),
      made('fan', 'fan', preferring(5, 'web'), { nodeName: 'b1' }),
    ],
  })
  assert.deepEqual(bench.score(made('p', 'web', preferring(10, 'db'))), { a1: 100, a2: 100, b1: 50, bare: 0 })
})

test('interPodAffinity wakes for the pods and nodes that its terms speak of', () => {
  const waiting = made('p', 'web', near(term('db')))
  assert.equal(wakes(interPodAffinity, 'AssignedPod/Add', { pod: waiting, next: made('db', 'db') }), true)
  assert.equal(wakes(interPodAffinity, 'AssignedPod/Add', { pod: waiting, next: made('x', 'x') }), false)
  const shy = made('shy', 'x', away(term('web')))
  assert.equal(wakes(interPodAffinity, 'AssignedPod/Delete', { pod: waiting, old: shy }), true)
  assert.equal(wakes(interPodAffinity, 'Node/Add', { pod: waiting, next: zoned('n', 'z') }), true)
  assert.equal(wakes(interPodAffinity, 'Node/Add', { pod: waiting, next: node('n') }), false)
})
