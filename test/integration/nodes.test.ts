import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Deployment } from '../../src/api/apps/deployment/deployment.kind.ts'
import { Event } from '../../src/api/core/event/event.kind.ts'
import { getNodeCondition } from '../../src/api/core/node/node.conditions.ts'
import { Node } from '../../src/api/core/node/node.kind.ts'
import type { Taint } from '../../src/api/core/node/node.schema.ts'
import { getPodCondition } from '../../src/api/core/pod/pod.conditions.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { Service } from '../../src/api/core/service/service.kind.ts'
import { EndpointSlice } from '../../src/api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import type { Draft } from '../../src/machinery/kind.ts'
import { timeText } from '../../src/machinery/meta/time.ts'
import type { NodeFault } from '../../src/sim/fault.ts'
import { type Cluster, createCluster } from '../../src/testing/create-cluster.ts'
import { createWeb, names, readyPods } from './cluster-objects.ts'

const node = (cluster: Cluster, name = 'node-0') => cluster.get(Node, name)
const taintsOf = async (cluster: Cluster, name = 'node-0') =>
  ((await node(cluster, name)).spec.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).sort()
const readiness = async (cluster: Cluster, name = 'node-0') =>
  getNodeCondition((await node(cluster, name)).status, 'Ready')
const pod = (cluster: Cluster, name: string) => cluster.get(Pod, `default/${name}`)
const isGone = (cluster: Cluster, name: string) => async () => !(await names(cluster, Pod)).includes(name)

function bare(name: string, spec: Partial<Pod['spec']> = {}): Draft<Pod> {
  const containers = [{ name: 'c', image: 'i', ports: [{ containerPort: 80 }] }]
  const metadata = { name, namespace: 'default', labels: { app: 'web' } }
  return { metadata, spec: { containers, nodeName: 'node-0', ...spec } } as Draft<Pod>
}

const start = async (cluster: Cluster, ...drafts: readonly Draft<Pod>[]) => {
  for (const draft of drafts) await cluster.client.create(Pod, draft, cluster)
  await cluster.until(async () => (await readyPods(cluster)).length === drafts.length)
}

async function taint(cluster: Cluster, taints: readonly Taint[], name = 'node-0'): Promise<void> {
  await cluster.client.patch(
    Node,
    { name },
    { type: 'merge', body: { spec: { taints } }, signal: cluster.signal },
  )
}

const silence = (afterMs: number, forMs?: number): NodeFault[] => [
  { kind: 'silent', nodes: ['node-0'], afterMs, ...(forMs !== undefined && { forMs }) },
]

test('node-lifecycle: a silent node turns Unknown after 40 s, its pods are not ready, and leave after 300 s', async () => {
  await using cluster = await createCluster({ faults: silence(60_000) })
  const { client, signal } = cluster
  const metadata = { name: 'web', namespace: 'default' }
  await client.create(
    Service,
    { metadata, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
    { signal },
  )
  await start(cluster, bare('waits'), bare('stays', { tolerations: [{ operator: 'Exists' }] }))
  const begin = cluster.clock.now()
  await cluster.until(async () => (await readiness(cluster))?.status === 'Unknown', { limitMs: 200_000 })
  // Heard of last at some time in the 10 s before it fell silent; looked at every 5 s.
  const silentFor = cluster.clock.now() - begin - 60_000
  assert.ok(silentFor >= 29_000 && silentFor <= 46_000, `${silentFor} ms`)
  const turned = cluster.clock.now()
  await cluster.until(async () => (await readyPods(cluster)).length === 0, { limitMs: 2000 })
  assert.deepEqual(await taintsOf(cluster), [
    'node.kubernetes.io/unreachable:NoExecute',
    'node.kubernetes.io/unreachable:NoSchedule',
  ])
  const ready = getPodCondition((await pod(cluster, 'waits')).status, 'Ready')
  assert.deepEqual([ready?.status, ready?.reason], ['False', undefined])
  await cluster.until(async () => {
    const [slice] = await cluster.list(EndpointSlice)
    return slice?.endpoints?.every(({ conditions }) => conditions?.ready === false) === true
  })
  const deleted = async () => (await pod(cluster, 'waits')).metadata.deletionTimestamp !== undefined
  await cluster.until(deleted, { limitMs: 310_000 })
  const waited = cluster.clock.now() - turned
  assert.ok(waited >= 299_000 && waited <= 302_000, `${waited} ms`)
  const why = getPodCondition((await pod(cluster, 'waits')).status, 'DisruptionTarget')
  assert.equal(why?.reason, 'DeletionByTaintManager')
  await cluster.advance(600_000)
  assert.deepEqual(await names(cluster, Pod), ['stays', 'waits'])
  assert.equal((await pod(cluster, 'stays')).metadata.deletionTimestamp, undefined)
})

test('node-lifecycle: a node that comes back in time keeps its pods', async () => {
  await using cluster = await createCluster({ faults: silence(30_000, 200_000) })
  await start(cluster, bare('p'))
  const { uid } = (await pod(cluster, 'p')).metadata
  await cluster.until(async () => (await readiness(cluster))?.status === 'Unknown')
  await cluster.until(async () => (await readiness(cluster))?.status === 'True')
  await cluster.until(async () => (await taintsOf(cluster)).length === 0, { limitMs: 10_000 })
  await cluster.until(async () => (await readyPods(cluster)).length === 1, { limitMs: 30_000 })
  await cluster.advance(600_000)
  assert.equal((await pod(cluster, 'p')).metadata.uid, uid)
  assert.equal((await readyPods(cluster)).length, 1)
})

test('node-lifecycle: a deployment moves away from a node that stays silent', async () => {
  await using cluster = await createCluster({ nodes: 3, faults: silence(30_000) })
  await createWeb(cluster, 6)
  await cluster.until(async () => (await readyPods(cluster)).length === 6)
  assert.ok((await readyPods(cluster)).some(({ spec }) => spec.nodeName === 'node-0'))
  await cluster.until(
    async () => {
      const ready = await readyPods(cluster)
      return ready.length === 6 && ready.every(({ spec }) => spec.nodeName !== 'node-0')
    },
    { limitMs: 500_000 },
  )
  assert.equal((await cluster.get(Deployment, 'default/web')).status?.readyReplicas, 6)
})

test('node-lifecycle: a node that says it is not ready is tainted so, and a cordoned one unschedulable', async () => {
  const faults: NodeFault[] = [{ kind: 'notReady', nodes: ['node-0'], afterMs: 10_000, forMs: 60_000 }]
  await using cluster = await createCluster({ faults })
  await start(cluster, bare('p'))
  await cluster.advance(20_000)
  assert.deepEqual(await taintsOf(cluster), [
    'node.kubernetes.io/not-ready:NoExecute',
    'node.kubernetes.io/not-ready:NoSchedule',
  ])
  assert.equal((await readyPods(cluster)).length, 0)
  await cluster.advance(60_000)
  assert.deepEqual(await taintsOf(cluster), [])
  const cordon = (unschedulable: boolean) =>
    cluster.client.patch(
      Node,
      { name: 'node-0' },
      { type: 'merge', body: { spec: { unschedulable } }, signal: cluster.signal },
    )
  await cordon(true)
  await cluster.until(
    async () => (await taintsOf(cluster)).join() === 'node.kubernetes.io/unschedulable:NoSchedule',
  )
  await cordon(false)
  await cluster.until(async () => (await taintsOf(cluster)).length === 0)
})

test('node-lifecycle: a node that nobody ever heard of, and one after a restart of the controllers', async () => {
  await using cluster = await createCluster({ faults: silence(120_000, 300_000) })
  const { client, signal } = cluster
  await client.create(Node, { metadata: { name: 'ghost' } } as Draft<Node>, { signal })
  await cluster.until(async () => (await readiness(cluster, 'ghost'))?.status === 'Unknown')
  assert.equal((await readiness(cluster, 'ghost'))?.reason, 'NodeStatusNeverUpdated')
  await cluster.until(async () => (await readiness(cluster))?.status === 'Unknown')
  const since = (await readiness(cluster))?.lastTransitionTime
  await cluster.stopPart('controllers')
  await cluster.advance(30_000)
  cluster.startPart('controllers')
  await cluster.advance(60_000)
  assert.equal((await readiness(cluster))?.lastTransitionTime, since)
  assert.deepEqual(await readiness(cluster, 'ghost').then((ready) => ready?.status), 'Unknown')
})

test('taint-eviction: at once, after the time that is tolerated, never, and not when the taint goes in time', async () => {
  await using cluster = await createCluster()
  const key = 'example.com/broken'
  const tolerating = (tolerationSeconds?: number) => [
    {
      key,
      operator: 'Exists' as const,
      effect: 'NoExecute' as const,
      ...(tolerationSeconds !== undefined && { tolerationSeconds }),
    },
  ]
  await start(
    cluster,
    bare('never'),
    bare('minute', { tolerations: tolerating(60) }),
    bare('quarter', { tolerations: tolerating(900) }),
    bare('always', { tolerations: tolerating() }),
  )
  await taint(cluster, [{ key, effect: 'NoExecute' }])
  await cluster.until(isGone(cluster, 'never'), { limitMs: 2000 })
  await cluster.advance(55_000)
  assert.deepEqual(await names(cluster, Pod), ['always', 'minute', 'quarter'])
  await cluster.until(isGone(cluster, 'minute'), { limitMs: 10_000 })
  await cluster.advance(600_000)
  await taint(cluster, [])
  await cluster.advance(900_000)
  assert.deepEqual(await names(cluster, Pod), ['always', 'quarter'])
  const events = (await cluster.list(Event)).filter(({ reason }) => reason === 'TaintManagerEviction')
  const told = new Set(events.map(({ message }) => message))
  assert.ok(told.has('Marking for deletion Pod default/never'))
  assert.ok(told.has('Cancelling deletion of Pod default/quarter'))
})

test('taint-eviction: a time that began before the controllers were restarted goes on', async () => {
  await using cluster = await createCluster()
  const key = 'example.com/broken'
  const tolerations = [
    { key, operator: 'Exists' as const, effect: 'NoExecute' as const, tolerationSeconds: 120 },
  ]
  const timeAdded = timeText(cluster.clock.now())
  await start(cluster, bare('p', { tolerations }))
  await taint(cluster, [{ key, effect: 'NoExecute', timeAdded }])
  await cluster.advance(60_000)
  await cluster.stopPart('controllers')
  await cluster.advance(30_000)
  cluster.startPart('controllers')
  await cluster.advance(20_000)
  assert.deepEqual(await names(cluster, Pod), ['p'])
  await cluster.until(isGone(cluster, 'p'), { limitMs: 15_000 })
})

test('pod-garbage-collector removes pods of nodes that are gone, and those that nobody will end', async () => {
  await using cluster = await createCluster({ nodes: 2, faults: silence(20_000) })
  const { client, signal } = cluster
  await start(cluster, bare('lost'), bare('kept', { nodeName: 'node-1' }))
  const waiting = bare('waiting', { nodeSelector: { nowhere: 'x' } })
  const { nodeName: _, ...spec } = waiting.spec
  const finalizers = ['example.com/hold']
  await client.create(Pod, { metadata: { ...waiting.metadata, finalizers }, spec } as Draft<Pod>, { signal })
  await cluster.advance(30_000)
  await client.delete(Node, { name: 'node-0' }, { signal })
  await client.patch(
    Pod,
    { namespace: 'default', name: 'waiting' },
    { type: 'merge', body: { metadata: { finalizers: null } }, signal },
  )
  await client.delete(Pod, { namespace: 'default', name: 'waiting' }, { signal })
  await cluster.advance(30_000)
  assert.deepEqual(await names(cluster, Pod), ['kept', 'lost'])
  await cluster.until(isGone(cluster, 'lost'), { limitMs: 60_000 })
  await cluster.advance(120_000)
  assert.deepEqual(await names(cluster, Pod), ['kept'])
})

test('node-ipam gives 300 nodes ranges that do not overlap, and a range that was freed again', async () => {
  await using cluster = await createCluster({ nodes: 1 })
  const { client, signal } = cluster
  const add = (i: number) =>
    client.create(Node, { metadata: { name: `bare-${i}` } } as Draft<Node>, { signal })
  await Promise.all(Array.from({ length: 150 }, (_, i) => add(i)))
  await cluster.advance(5)
  await cluster.stopPart('controllers')
  await Promise.all(Array.from({ length: 150 }, (_, i) => add(150 + i)))
  cluster.startPart('controllers')
  const ranges = async () => (await cluster.list(Node)).map(({ spec }) => spec.podCIDR ?? '')
  await cluster.until(async () => (await ranges()).every((range) => range !== ''))
  const given = await ranges()
  assert.equal(given.length, 301)
  assert.equal(new Set(given).size, 301)
  for (const { spec } of await cluster.list(Node)) assert.deepEqual(spec.podCIDRs, [spec.podCIDR])
  const freed = (await node(cluster, 'bare-7')).spec.podCIDR
  await client.delete(Node, { name: 'bare-7' }, { signal })
  await cluster.advance(1000)
  await add(300)
  await cluster.until(async () => (await node(cluster, 'bare-300')).spec.podCIDR === freed)
})
