import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lease } from '../../src/api/coordination/lease/lease.kind.ts'
import { getNodeCondition } from '../../src/api/core/node/node.conditions.ts'
import { Node } from '../../src/api/core/node/node.kind.ts'
import { isPodReady } from '../../src/api/core/pod/pod.conditions.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import type { Draft } from '../../src/machinery/kind.ts'
import { isNotFound } from '../../src/machinery/status-error.ts'
import { runForAnnotation } from '../../src/sim/default-stages.ts'
import { type Cluster, createCluster } from '../../src/testing/create-cluster.ts'

interface DraftOptions {
  readonly spec?: Partial<Pod['spec']>
  readonly annotations?: Readonly<Record<string, string>>
  readonly nodeName?: string
}

function draft(name: string, options: DraftOptions = {}): Draft<Pod> {
  const { spec, annotations, nodeName = 'node-0' } = options
  return {
    metadata: { name, namespace: 'default', ...(annotations && { annotations }) },
    spec: { containers: [{ name: 'c', image: 'i' }], nodeName, ...spec },
  }
}

const pod = (cluster: Cluster, name: string) => cluster.get(Pod, `default/${name}`)
const isReady = (cluster: Cluster, name: string) => async () => isPodReady(await pod(cluster, name))
const isGone = (cluster: Cluster, name: string) => async () => {
  const pods = await cluster.list(Pod, 'default')
  return pods.every(({ metadata }) => metadata.name !== name)
}

test('runSimulatedNodes registers nodes and keeps them alive', async () => {
  await using cluster = await createCluster({ nodes: 2, scheduler: false })
  const node = await cluster.get(Node, 'node-1')
  assert.deepEqual(node.spec.podCIDR, '10.244.1.0/24')
  assert.equal(node.metadata.labels?.['kubernetes.io/hostname'], 'node-1')
  assert.equal(node.status?.nodeInfo?.operatingSystem, 'linux')
  assert.deepEqual(
    node.status?.conditions?.map(({ type, status }) => `${type} ${status}`),
    ['MemoryPressure False', 'DiskPressure False', 'PIDPressure False', 'Ready True'],
  )
  const renewed = async () => (await cluster.get(Lease, 'kube-node-lease/node-1')).spec.renewTime
  const before = await renewed()
  await cluster.advance(11_000)
  assert.ok(Date.parse((await renewed()) ?? '') > Date.parse(before ?? ''))
  const lease = await cluster.get(Lease, 'kube-node-lease/node-1')
  assert.deepEqual(
    lease.metadata.ownerReferences?.map(({ uid }) => uid),
    [node.metadata.uid],
  )
  await cluster.advance(6 * 60_000)
  const ready = getNodeCondition((await cluster.get(Node, 'node-1')).status, 'Ready')
  assert.ok(Date.parse(ready?.lastHeartbeatTime ?? '') > Date.parse(ready?.lastTransitionTime ?? ''))
})

test('runSimulatedNodes runs pods and gives each an address of its node', async () => {
  await using cluster = await createCluster({ nodes: 1, scheduler: false })
  for (const name of ['a', 'b']) await cluster.client.create(Pod, draft(name), cluster)
  await cluster.until(async () => (await isReady(cluster, 'a')()) && (await isReady(cluster, 'b')()))
  const [a, b] = [await pod(cluster, 'a'), await pod(cluster, 'b')]
  assert.deepEqual([a.status?.podIP, b.status?.podIP].toSorted(), ['10.244.0.2', '10.244.0.3'])
  assert.equal(a.status?.hostIP, '172.20.0.1')
  assert.deepEqual(
    a.status?.conditions?.map(({ type }) => type),
    ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'],
  )
  assert.equal(a.status?.phase, 'Running')
})

test('runSimulatedNodes ends pods as their commands and annotations say', async () => {
  await using cluster = await createCluster({ nodes: 1, scheduler: false })
  const command = (...words: string[]) => [{ name: 'c', image: 'i', command: words }]
  const spec = { restartPolicy: 'Never' as const }
  await cluster.client.create(
    Pod,
    draft('sleeps', { spec: { ...spec, containers: command('sleep', '5') } }),
    cluster,
  )
  await cluster.client.create(
    Pod,
    draft('fails', { spec: { ...spec, containers: command('sh', '-c', 'exit 3') } }),
    cluster,
  )
  await cluster.client.create(
    Pod,
    draft('told', { spec, annotations: { [runForAnnotation]: '1m' } }),
    cluster,
  )
  const phase = async (name: string) => (await pod(cluster, name)).status?.phase
  await cluster.until(async () => (await phase('fails')) === 'Failed')
  assert.equal((await pod(cluster, 'fails')).status?.containerStatuses?.[0]?.state?.terminated?.exitCode, 3)
  await cluster.until(async () => (await phase('sleeps')) === 'Succeeded', { limitMs: 10_000 })
  assert.equal(await phase('told'), 'Running')
  await cluster.until(async () => (await phase('told')) === 'Succeeded', { limitMs: 60_000 })
})

test('runSimulatedNodes removes deleted pods within their grace', async () => {
  await using cluster = await createCluster({
    nodes: 1,
    scheduler: false,
    stages: [{ name: 'slow', on: 'stop', selects: { labels: { slow: 'yes' } }, delay: { ms: 60_000 } }],
  })
  await cluster.client.create(Pod, draft('quick'), cluster)
  const slow = draft('slow', { spec: { terminationGracePeriodSeconds: 10 } })
  await cluster.client.create(
    Pod,
    { ...slow, metadata: { ...slow.metadata, labels: { slow: 'yes' } } },
    cluster,
  )
  await cluster.until(async () => (await isReady(cluster, 'quick')()) && (await isReady(cluster, 'slow')()))
  for (const name of ['quick', 'slow'])
    await cluster.client.delete(Pod, { namespace: 'default', name }, cluster)
  await cluster.advance(1000)
  await assert.rejects(pod(cluster, 'quick'), isNotFound)
  assert.notEqual((await pod(cluster, 'slow')).metadata.deletionTimestamp, undefined)
  await cluster.until(isGone(cluster, 'slow'), { limitMs: 10_000 })
})

test('runSimulatedNodes heeds readiness gates and restarts what crashes', async () => {
  await using cluster = await createCluster({ nodes: 1, scheduler: false })
  const conditionType = 'example.com/lb'
  await cluster.client.create(Pod, draft('gated', { spec: { readinessGates: [{ conditionType }] } }), cluster)
  const crashing = [{ name: 'c', image: 'i', command: ['false'] }]
  await cluster.client.create(Pod, draft('crashes', { spec: { containers: crashing } }), cluster)
  await cluster.advance(60_000)
  assert.equal(await isReady(cluster, 'gated')(), false)
  const [status] = (await pod(cluster, 'crashes')).status?.containerStatuses ?? []
  assert.equal(status?.restartCount, 3)
  assert.equal(status?.state?.waiting?.reason, 'CrashLoopBackOff')
  const body = { status: { conditions: [{ type: conditionType, status: 'True' }] } }
  const ref = { namespace: 'default', name: 'gated' }
  const options = { type: 'strategic', subresource: 'status', body, signal: cluster.signal } as const
  await cluster.client.patch(Pod, ref, options)
  await cluster.until(isReady(cluster, 'gated'))
})

test('runSimulatedNodes lets nodes fall silent and come back', async () => {
  const faults = [{ kind: 'silent' as const, nodes: ['node-0'], afterMs: 30_000, forMs: 120_000 }]
  await using cluster = await createCluster({ nodes: 2, scheduler: false, faults })
  const renewed = async (name: string) =>
    Date.parse((await cluster.get(Lease, `kube-node-lease/${name}`)).spec.renewTime ?? '')
  await cluster.advance(100_000)
  assert.ok(cluster.clock.now() - (await renewed('node-0')) > 60_000)
  assert.ok(cluster.clock.now() - (await renewed('node-1')) <= 10_000)
  await cluster.client.create(Pod, draft('p'), cluster)
  await cluster.advance(10_000)
  assert.equal((await pod(cluster, 'p')).status?.startTime, undefined)
  await cluster.until(isReady(cluster, 'p'), { limitMs: 60_000 })
  assert.ok(cluster.clock.now() - (await renewed('node-0')) <= 10_000)
})

test('runSimulatedNodes repeats a run exactly from its seed', async () => {
  const history = async (seed: number) => {
    await using cluster = await createCluster({ nodes: 3, seed, scheduler: false })
    const seen: string[] = []
    const note = ({ metadata, status }: Pod) =>
      seen.push(`${cluster.clock.now()} ${metadata.name} ${status?.phase} ${metadata.resourceVersion}`)
    using _ = cluster.informers.of(Pod).addHandler({ onAdd: note, onUpdate: note })
    for (let i = 0; i < 12; i++) {
      await cluster.client.create(Pod, draft(`p${i}`, { nodeName: `node-${i % 3}` }), cluster)
    }
    await cluster.advance(20_000)
    return seen
  }
  const first = await history(5)
  assert.deepEqual(await history(5), first)
  assert.notDeepEqual(await history(6), first)
})
