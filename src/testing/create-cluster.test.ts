import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Node } from '../api/core/node/node.kind.ts'
import { Pod } from '../api/core/pod/pod.kind.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import type { Draft } from '../machinery/kind.ts'
import { createCluster } from './create-cluster.ts'

const web: Draft<Pod> = {
  metadata: { name: 'web', namespace: 'default' },
  spec: { containers: [{ name: 'c', image: 'i' }] },
}

test('createCluster gives a cluster that runs pods, in virtual time', async () => {
  await using cluster = await createCluster({ nodes: 3, seed: 7 })
  assert.equal((await cluster.list(Node)).length, 3)
  await cluster.client.create(Pod, web, cluster)
  const before = cluster.clock.now()
  await cluster.until(async () => (await cluster.get(Pod, 'default/web')).status?.phase === 'Running')
  assert.ok(cluster.clock.now() - before < 1000)
})

test('createCluster gives a cluster in real time', async () => {
  await using cluster = await createCluster({ time: 'real' })
  await cluster.client.create(Pod, web, cluster)
  const phase = async () => (await cluster.get(Pod, 'default/web')).status?.phase
  await cluster.until(async () => (await phase()) === 'Running', { limitMs: 10_000 })
})

test('createCluster says when what is waited for does not come', async () => {
  await using cluster = await createCluster()
  await assert.rejects(
    cluster.until(() => false, { limitMs: 1000 }),
    /condition not met within 1000 ms/,
  )
})

test('createCluster leaves nothing behind when it stops', async () => {
  const cluster = await createCluster({ nodes: 2 })
  await cluster.client.create(Pod, web, cluster)
  await cluster.advance(5)
  await cluster.stop()
  assert.ok(cluster.clock instanceof VirtualClock)
  assert.equal(cluster.clock.pendingTimers, 0)
})
