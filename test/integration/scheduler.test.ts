import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Event } from '../../src/api/core/event/event.kind.ts'
import { Node } from '../../src/api/core/node/node.kind.ts'
import { getPodCondition } from '../../src/api/core/pod/pod.conditions.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import type { Draft } from '../../src/machinery/kind.ts'
import { isNotFound } from '../../src/machinery/status-error.ts'
import { simulatedNodes } from '../../src/sim/node-spec.ts'
import { runSimulatedNodes } from '../../src/sim/simulated-nodes.ts'
import { type Cluster, createCluster } from '../../src/testing/create-cluster.ts'

const small = (count: number, prefix = 'node-') => simulatedNodes(count, { prefix, capacity: { cpu: '2' } })

function draft(name: string, cpu: string, spec: Partial<Pod['spec']> = {}): Draft<Pod> {
  const containers = [{ name: 'c', image: 'i', resources: { requests: { cpu } } }]
  return { metadata: { name, namespace: 'default' }, spec: { containers, ...spec } }
}

async function eventsOf(cluster: Cluster, name: string): Promise<string[]> {
  const events = await cluster.list(Event, 'default')
  return events
    .filter(({ involvedObject }) => involvedObject.name === name)
    .map(({ type, reason, message }) => `${type} ${reason} ${message}`)
}

const isRunning = (cluster: Cluster, name: string) => async () =>
  (await cluster.get(Pod, `default/${name}`)).status?.phase === 'Running'

test('runScheduler binds pods to the nodes that suit them', async () => {
  await using cluster = await createCluster({ nodes: small(2) })
  for (const name of ['a', 'b']) await cluster.client.create(Pod, draft(name, '1500m'), cluster)
  await cluster.until(async () => (await isRunning(cluster, 'a')()) && (await isRunning(cluster, 'b')()))
  const pods = await cluster.list(Pod, 'default')
  assert.deepEqual(pods.map((pod) => pod.spec.nodeName).toSorted(), ['node-0', 'node-1'])
  for (const pod of pods) {
    assert.equal(getPodCondition(pod.status, 'PodScheduled')?.status, 'True')
    const message = `Normal Scheduled Successfully assigned default/${pod.metadata.name} to ${pod.spec.nodeName}`
    assert.ok((await eventsOf(cluster, pod.metadata.name)).includes(message))
  }
})

test('runScheduler says why a pod has no node, and gives it one when a node comes', async () => {
  await using cluster = await createCluster({ nodes: small(2) })
  await cluster.client.create(Pod, draft('big', '3'), cluster)
  const condition = async () =>
    getPodCondition((await cluster.get(Pod, 'default/big')).status, 'PodScheduled')
  await cluster.until(async () => (await condition())?.status === 'False')
  const message =
    '0/2 nodes are available: 2 Insufficient cpu. ' +
    'preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.'
  assert.equal((await condition())?.reason, 'Unschedulable')
  assert.equal((await condition())?.message, message)
  await cluster.advance(1000)
  assert.deepEqual(await eventsOf(cluster, 'big'), [`Warning FailedScheduling ${message}`])
  const nodes = simulatedNodes(1, { prefix: 'large-', capacity: { cpu: '8' } })
  const running = runSimulatedNodes({ ...cluster, log: cluster.log, nodes })
  await cluster.until(isRunning(cluster, 'big'))
  assert.equal((await cluster.get(Pod, 'default/big')).spec.nodeName, 'large-0')
  await cluster.stop()
  await running
})

test('runScheduler preempts pods of lower priority and waits for their room', async () => {
  await using cluster = await createCluster({ nodes: small(1) })
  await cluster.client.create(Pod, draft('low', '2', { terminationGracePeriodSeconds: 5 }), cluster)
  await cluster.until(isRunning(cluster, 'low'))
  await cluster.client.create(Pod, draft('high', '1', { priority: 1000 }), cluster)
  await cluster.until(isRunning(cluster, 'high'))
  await assert.rejects(cluster.get(Pod, 'default/low'), isNotFound)
  const { uid } = (await cluster.get(Pod, 'default/high')).metadata
  await cluster.advance(1000)
  assert.ok(
    (await eventsOf(cluster, 'low')).includes(`Normal Preempted Preempted by pod ${uid} on node node-0`),
  )
  assert.equal(cluster.schedulerMetrics.preemptionVictims, 1)
})

test('runScheduler leaves gated pods and those of other schedulers alone', async () => {
  await using cluster = await createCluster()
  await cluster.client.create(
    Pod,
    draft('gated', '1', { schedulingGates: [{ name: 'example.com/wait' }] }),
    cluster,
  )
  await cluster.client.create(Pod, draft('other', '1', { schedulerName: 'mine' }), cluster)
  await cluster.advance(60_000)
  for (const pod of await cluster.list(Pod, 'default')) assert.equal(pod.spec.nodeName, undefined)
  const body = { spec: { schedulingGates: null } }
  const ref = { namespace: 'default', name: 'gated' }
  await cluster.client.patch(Pod, ref, { type: 'merge', body, signal: cluster.signal })
  await cluster.until(isRunning(cluster, 'gated'))
})

test('runScheduler tries again after a node was uncordoned', async () => {
  await using cluster = await createCluster()
  const cordon = (unschedulable: boolean) =>
    cluster.client.patch(
      Node,
      { name: 'node-0' },
      { type: 'merge', body: { spec: { unschedulable } }, signal: cluster.signal },
    )
  await cordon(true)
  await cluster.client.create(Pod, draft('p', '1'), cluster)
  await cluster.advance(30_000)
  assert.equal((await cluster.get(Pod, 'default/p')).spec.nodeName, undefined)
  await cordon(false)
  await cluster.until(isRunning(cluster, 'p'), { limitMs: 15_000 })
})
