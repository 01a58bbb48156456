import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Deployment } from '../../src/api/apps/deployment/deployment.kind.ts'
import { ReplicaSet } from '../../src/api/apps/replica-set/replica-set.kind.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { deployment } from '../../src/controllers/deployment/deployment.controller.ts'
import { replicaset } from '../../src/controllers/replicaset/replicaset.controller.ts'
import { type ControlPlane, startControlPlane } from './control-plane.ts'

const controllers = [deployment, replicaset]
const ref = { namespace: 'default', name: 'web' }
const labels = { app: 'web' }
const template = (image: string) => ({ metadata: { labels }, spec: { containers: [{ name: 'c', image }] } })

async function create(plane: ControlPlane, spec: Partial<Deployment['spec']> = {}): Promise<void> {
  const metadata = { ...ref, annotations: { note: 'x' } }
  const full = { replicas: 3, selector: { matchLabels: labels }, template: template('v1'), ...spec }
  await plane.client.create(Deployment, { metadata, spec: full }, { signal: plane.signal })
}

const patch = async (plane: ControlPlane, spec: unknown) => {
  await plane.client.patch(Deployment, ref, { type: 'merge', body: { spec }, signal: plane.signal })
}
const get = (plane: ControlPlane) => plane.client.get(Deployment, ref, { signal: plane.signal })
const progress = async (plane: ControlPlane) =>
  (await get(plane)).status?.conditions?.find(({ type }) => type === 'Progressing')?.reason

/** As `kubectl rollout status` sees it. */
async function complete(plane: ControlPlane): Promise<boolean> {
  const { metadata, spec, status = {} } = await get(plane)
  const want = spec.replicas ?? 1
  return (
    (status.observedGeneration ?? 0) >= (metadata.generation ?? 0) &&
    (status.updatedReplicas ?? 0) === want &&
    (status.replicas ?? 0) === want &&
    (status.availableReplicas ?? 0) === want
  )
}

const images = async (plane: ControlPlane) =>
  (await plane.list(Pod)).map(({ spec }) => spec.containers[0]?.image ?? '').sort()
const revisions = async (plane: ControlPlane) =>
  (await plane.list(ReplicaSet))
    .map(({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision'])
    .sort()

test('deployment rolls out, says so, and rolls an update within its bounds', async () => {
  await using plane = await startControlPlane(controllers)
  await create(plane, {
    replicas: 4,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
    progressDeadlineSeconds: 600,
  })
  await plane.until(() => complete(plane))
  const [first] = await plane.list(ReplicaSet)
  assert.ok(first)
  const name = first.metadata.name
  assert.deepEqual(await plane.events('web'), [`ScalingReplicaSet Scaled up replica set ${name} from 0 to 4`])
  assert.equal(first.metadata.annotations?.note, 'x')
  assert.equal((await get(plane)).metadata.annotations?.['deployment.kubernetes.io/revision'], '1')
  assert.equal(await progress(plane), 'NewReplicaSetAvailable')

  await patch(plane, { template: template('v2') })
  await plane.until(async () => {
    const pods = await plane.list(Pod)
    const ready = pods.filter(
      (pod) => pod.status?.phase === 'Running' && pod.metadata.deletionTimestamp === undefined,
    )
    assert.ok(pods.length <= 5, `${pods.length} pods`)
    assert.ok(ready.length >= 3, `${ready.length} ready`)
    return await complete(plane)
  })
  assert.deepEqual(await images(plane), ['v2', 'v2', 'v2', 'v2'])
  assert.deepEqual(await revisions(plane), ['1', '2'])
  assert.equal((await get(plane)).metadata.annotations?.['deployment.kubernetes.io/revision'], '2')
  assert.equal(plane.counters.get('deployment')?.errors, 0)
})

test('deployment goes back to an old template with its old replica set and a new revision', async () => {
  await using plane = await startControlPlane(controllers)
  await create(plane, { revisionHistoryLimit: 1 })
  await plane.until(() => complete(plane))
  const [first] = await plane.list(ReplicaSet)
  await patch(plane, { template: template('v2') })
  await plane.until(() => complete(plane))
  await patch(plane, { template: template('v1') })
  await plane.until(() => complete(plane))
  assert.deepEqual(await revisions(plane), ['2', '3'])
  const again = (await plane.list(ReplicaSet)).find(({ metadata }) => metadata.uid === first?.metadata.uid)
  assert.equal(again?.metadata.annotations?.['deployment.kubernetes.io/revision-history'], '1')
  await patch(plane, { template: template('v3') })
  await plane.until(async () => (await complete(plane)) && (await plane.list(ReplicaSet)).length === 2)
  assert.deepEqual(await revisions(plane), ['3', '4'])
})

test('deployment recreates: no new pod while an old one is there', async () => {
  await using plane = await startControlPlane(controllers)
  await create(plane, { strategy: { type: 'Recreate' } })
  await plane.until(() => complete(plane))
  await patch(plane, { template: template('v2') })
  await plane.until(async () => {
    assert.ok(new Set(await images(plane)).size <= 1)
    return await complete(plane)
  })
  assert.deepEqual(await images(plane), ['v2', 'v2', 'v2'])
})

test('deployment scales in proportion in the middle of a rollout', async () => {
  await using plane = await startControlPlane(controllers)
  const rollingUpdate = { maxSurge: 2, maxUnavailable: 0 }
  await create(plane, { replicas: 10, strategy: { type: 'RollingUpdate', rollingUpdate } })
  await plane.until(() => complete(plane))
  const { play } = plane
  plane.play = (pod) => (pod.spec.containers[0]?.image === 'v1' ? play(pod) : undefined)
  await patch(plane, { template: template('v2') })
  await plane.until(async () => (await images(plane)).filter((image) => image === 'v2').length === 2)
  await patch(plane, { replicas: 20 })
  await plane.until(async () => (await plane.list(Pod)).length === 22)
  const seen = await images(plane)
  assert.deepEqual(
    [seen.filter((image) => image === 'v1').length, seen.filter((image) => image === 'v2').length],
    [18, 4],
  )
  plane.play = play
  await plane.until(() => complete(plane))
  assert.deepEqual(new Set(await images(plane)), new Set(['v2']))
})

test('deployment holds a paused rollout and goes on when resumed', async () => {
  await using plane = await startControlPlane(controllers)
  await create(plane, { progressDeadlineSeconds: 600 })
  await plane.until(() => complete(plane))
  await patch(plane, { paused: true, template: template('v2') })
  await plane.until(async () => (await progress(plane)) === 'DeploymentPaused')
  await patch(plane, { replicas: 5 })
  await plane.until(async () => (await plane.list(Pod)).length === 5)
  await plane.pass(30_000)
  assert.deepEqual(new Set(await images(plane)), new Set(['v1']))
  await patch(plane, { paused: false })
  await plane.until(() => complete(plane))
  assert.deepEqual(new Set(await images(plane)), new Set(['v2']))
})

test('deployment reports a rollout that does not move within its deadline, and goes on when it does', async () => {
  await using plane = await startControlPlane(controllers)
  const { play } = plane
  plane.play = () => undefined
  await create(plane, { progressDeadlineSeconds: 30 })
  await plane.pass(20_000)
  assert.equal(await progress(plane), 'ReplicaSetUpdated')
  await plane.until(async () => (await progress(plane)) === 'ProgressDeadlineExceeded', { limitMs: 40_000 })
  plane.play = play
  await plane.until(async () => (await progress(plane)) === 'NewReplicaSetAvailable')
})

test('deployment takes another name where its replica set name is taken', async () => {
  await using plane = await startControlPlane(controllers)
  await create(plane, { replicas: 1 })
  await plane.until(() => complete(plane))
  const [first] = await plane.list(ReplicaSet)
  assert.ok(first)
  const { client, signal } = plane
  await client.delete(Deployment, ref, { signal, propagationPolicy: 'Background' })
  await client.delete(ReplicaSet, first.metadata, { signal, propagationPolicy: 'Background' })
  await plane.until(async () => (await plane.list(ReplicaSet)).length === 0)
  const other = { matchLabels: { app: 'other' } }
  const squatter = {
    selector: other,
    template: { ...template('x'), metadata: { labels: other.matchLabels } },
  }
  const metadata = { name: first.metadata.name, namespace: 'default' }
  await client.create(ReplicaSet, { metadata, spec: { ...squatter, replicas: 0 } }, { signal })
  await create(plane, { replicas: 1 })
  await plane.until(() => complete(plane))
  assert.equal((await get(plane)).status?.collisionCount, 1)
})
