import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplicaSet } from '../../src/api/apps/replica-set/replica-set.kind.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { replicaset } from '../../src/controllers/replicaset/replicaset.controller.ts'
import { controllerOf } from '../../src/machinery/meta/owners.ts'
import { type ControlPlane, startControlPlane } from './control-plane.ts'

const labels = { app: 'web' }
const spec = (replicas: number) => ({
  replicas,
  selector: { matchLabels: labels },
  template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } },
})

async function create(plane: ControlPlane, replicas: number, extra: object = {}): Promise<ReplicaSet> {
  const metadata = { name: 'web', namespace: 'default' }
  const draft = { metadata, spec: { ...spec(replicas), ...extra } }
  return await plane.client.create(ReplicaSet, draft, { signal: plane.signal })
}

const status = async (plane: ControlPlane) => (await plane.list(ReplicaSet))[0]?.status
const scale = async (plane: ControlPlane, replicas: number) => {
  const ref = { namespace: 'default', name: 'web' }
  await plane.client.patch(ReplicaSet, ref, {
    type: 'merge',
    body: { spec: { replicas } },
    signal: plane.signal,
  })
}

test('replicaset makes the pods, reports them, replaces what is deleted, and scales down', async () => {
  await using plane = await startControlPlane([replicaset])
  const owner = await create(plane, 3)
  await plane.until(async () => (await status(plane))?.availableReplicas === 3)
  const pods = await plane.list(Pod)
  assert.equal(pods.length, 3)
  for (const pod of pods) {
    assert.match(pod.metadata.name, /^web-[a-z0-9]{5}$/)
    assert.deepEqual(controllerOf(pod)?.uid, owner.metadata.uid)
    assert.deepEqual(pod.metadata.labels, labels)
  }
  assert.deepEqual(await status(plane), {
    replicas: 3,
    fullyLabeledReplicas: 3,
    readyReplicas: 3,
    availableReplicas: 3,
    terminatingReplicas: 0,
    observedGeneration: 1,
  })
  const [victim] = pods
  assert.ok(victim)
  await plane.client.delete(Pod, victim.metadata, { signal: plane.signal })
  await plane.until(
    async () => (await plane.list(Pod)).length === 3 && (await status(plane))?.readyReplicas === 3,
  )
  await scale(plane, 1)
  await plane.until(async () => (await status(plane))?.replicas === 1)
  assert.equal((await plane.list(Pod)).length, 1)
  const events = await plane.events('web')
  assert.equal(events.filter((text) => /^SuccessfulCreate Created pod: web-/.test(text)).length, 4)
  assert.equal(events.filter((text) => /^SuccessfulDelete Deleted pod: web-/.test(text)).length, 2)
  assert.equal(plane.counters.get('replicaset')?.errors, 0)
})

test('replicaset adopts pods that it selects, and lets go of those that change their labels', async () => {
  await using plane = await startControlPlane([replicaset])
  const { client, signal } = plane
  const bare = { metadata: { name: 'bare', namespace: 'default', labels }, spec: spec(1).template.spec }
  await client.create(Pod, bare, { signal })
  const owner = await create(plane, 2)
  await plane.until(async () => (await status(plane))?.readyReplicas === 2)
  const pods = await plane.list(Pod)
  assert.equal(pods.length, 2)
  assert.ok(pods.every((pod) => controllerOf(pod)?.uid === owner.metadata.uid))
  const ref = { namespace: 'default', name: 'bare' }
  await client.patch(Pod, ref, { type: 'merge', body: { metadata: { labels: { app: 'debug' } } }, signal })
  await plane.until(async () => (await plane.list(Pod)).length === 3)
  const released = (await plane.list(Pod)).find(({ metadata }) => metadata.name === 'bare')
  assert.ok(released)
  assert.equal(controllerOf(released), undefined)
})

test('replicaset counts a pod as available only after minReadySeconds', async () => {
  await using plane = await startControlPlane([replicaset])
  await create(plane, 2, { minReadySeconds: 60 })
  await plane.until(async () => (await status(plane))?.readyReplicas === 2)
  assert.equal((await status(plane))?.availableReplicas, undefined)
  await plane.pass(58_000)
  assert.equal((await status(plane))?.availableReplicas, undefined)
  await plane.pass(3000)
  assert.equal((await status(plane))?.availableReplicas, 2)
})

test('replicaset notes that pods are refused, and that they are not any more', async () => {
  await using plane = await startControlPlane([replicaset])
  const bad = {
    ...spec(1).template,
    spec: { containers: [{ name: 'c', image: 'i' }], priorityClassName: 'nope' },
  }
  await create(plane, 2, { template: { ...bad, metadata: { labels, finalizers: ['not a finalizer'] } } })
  await plane.until(async () => ((await status(plane))?.conditions ?? []).length > 0)
  const [condition] = (await status(plane))?.conditions ?? []
  assert.deepEqual(
    [condition?.type, condition?.status, condition?.reason],
    ['ReplicaFailure', 'True', 'FailedCreate'],
  )
  assert.ok((await plane.events('web')).some((text) => text.startsWith('FailedCreate Error creating: Pod ')))
  await scale(plane, 0)
  await plane.until(async () => ((await status(plane))?.conditions ?? []).length === 0)
})
