import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ControllerRevision } from '../../src/api/apps/controller-revision/controller-revision.kind.ts'
import { StatefulSet } from '../../src/api/apps/stateful-set/stateful-set.kind.ts'
import { PersistentVolumeClaim } from '../../src/api/core/persistent-volume-claim/persistent-volume-claim.kind.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { statefulset } from '../../src/controllers/statefulset/statefulset.controller.ts'
import { type ControlPlane, startControlPlane } from './control-plane.ts'

const ref = { namespace: 'default', name: 'db' }
const labels = { app: 'db' }
const template = (image: string) => ({ metadata: { labels }, spec: { containers: [{ name: 'c', image }] } })
const volumeClaimTemplates = [
  {
    metadata: { name: 'data' },
    spec: { accessModes: ['ReadWriteOnce' as const], resources: { requests: { storage: '1Gi' } } },
  },
]

async function start(spec: Partial<StatefulSet['spec']> = {}): Promise<ControlPlane> {
  const plane = await startControlPlane([statefulset])
  const full = {
    replicas: 3,
    selector: { matchLabels: labels },
    serviceName: 'dbs',
    template: template('v1'),
    ...spec,
  }
  await plane.client.create(StatefulSet, { metadata: ref, spec: full }, { signal: plane.signal })
  return plane
}

const get = (plane: ControlPlane) => plane.client.get(StatefulSet, ref, { signal: plane.signal })
const patch = async (plane: ControlPlane, spec: unknown) => {
  await plane.client.patch(StatefulSet, ref, { type: 'merge', body: { spec }, signal: plane.signal })
}
const pods = async (plane: ControlPlane) =>
  (await plane.list(Pod)).map(({ metadata, spec }) => `${metadata.name}:${spec.containers[0]?.image}`).sort()

async function rolledOut(plane: ControlPlane, count: number): Promise<boolean> {
  const { metadata, status } = await get(plane)
  const counted =
    status?.readyReplicas === count && status.replicas === count && status.updatedReplicas === count
  return (
    counted &&
    status.observedGeneration === metadata.generation &&
    status.currentRevision === status.updateRevision
  )
}

test('statefulset makes its pods in order with claims of their own, and keeps those when it shrinks', async () => {
  await using plane = await start({ volumeClaimTemplates })
  const order: string[] = []
  await plane.until(async () => {
    for (const { metadata } of await plane.list(Pod))
      if (!order.includes(metadata.name)) order.push(metadata.name)
    return await rolledOut(plane, 3)
  })
  assert.deepEqual(order, ['db-0', 'db-1', 'db-2'])
  const claims = async () =>
    (await plane.list(PersistentVolumeClaim)).map(({ metadata }) => metadata.name).sort()
  assert.deepEqual(await claims(), ['data-db-0', 'data-db-1', 'data-db-2'])
  const [victim] = await plane.list(Pod)
  assert.ok(victim)
  await plane.client.delete(Pod, victim.metadata, { signal: plane.signal })
  await plane.until(async () =>
    (await plane.list(Pod)).every(({ metadata }) => metadata.uid !== victim.metadata.uid),
  )
  await plane.until(() => rolledOut(plane, 3))
  await patch(plane, { replicas: 1 })
  await plane.until(async () => (await pods(plane)).join() === 'db-0:v1')
  assert.equal((await claims()).length, 3)
  const events = await plane.events('db')
  assert.ok(events.includes('SuccessfulCreate create Pod db-0 in StatefulSet db successful'))
  assert.ok(events.includes('SuccessfulCreate create Claim data-db-0 Pod db-0 in StatefulSet db success'))
  assert.ok(events.includes('SuccessfulDelete delete Pod db-2 in StatefulSet db successful'))
  assert.equal(plane.counters.get('statefulset')?.errors, 0)
})

test('statefulset rolls an update from the top, at first down to the partition', async () => {
  await using plane = await start()
  await plane.until(() => rolledOut(plane, 3))
  const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 2 } }
  await patch(plane, { template: template('v2'), updateStrategy })
  await plane.until(async () => (await pods(plane)).includes('db-2:v2'))
  await plane.pass(10_000)
  assert.deepEqual(await pods(plane), ['db-0:v1', 'db-1:v1', 'db-2:v2'])
  const { status } = await get(plane)
  assert.deepEqual([status?.currentReplicas, status?.updatedReplicas], [2, 1])
  // Below the partition a pod comes back as it was.
  await plane.client.delete(Pod, { namespace: 'default', name: 'db-0' }, { signal: plane.signal })
  await plane.until(
    async () => (await get(plane)).status?.readyReplicas === 3 && (await pods(plane)).length === 3,
  )
  assert.equal((await pods(plane))[0], 'db-0:v1')
  await patch(plane, { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } })
  await plane.until(async () => {
    assert.ok((await plane.list(Pod)).length >= 2)
    return await rolledOut(plane, 3)
  })
  assert.deepEqual(await pods(plane), ['db-0:v2', 'db-1:v2', 'db-2:v2'])
  assert.equal((await plane.list(ControllerRevision)).length, 2)
})

test('statefulset under Parallel does not wait', async () => {
  await using plane = await start({ podManagementPolicy: 'Parallel' })
  plane.play = () => undefined
  await plane.until(async () => (await plane.list(Pod)).length === 3)
  await patch(plane, { replicas: 0 })
  await plane.until(async () => (await plane.list(Pod)).length === 0)
})
