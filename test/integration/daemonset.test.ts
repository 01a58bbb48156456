import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ControllerRevision } from '../../src/api/apps/controller-revision/controller-revision.kind.ts'
import { DaemonSet } from '../../src/api/apps/daemon-set/daemon-set.kind.ts'
import { Node } from '../../src/api/core/node/node.kind.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { targetNode } from '../../src/controllers/daemonset/daemon-pod.ts'
import { daemonset } from '../../src/controllers/daemonset/daemonset.controller.ts'
import { type ControlPlane, readyStatus, startControlPlane } from './control-plane.ts'

const ref = { namespace: 'default', name: 'agent' }
const labels = { app: 'agent' }
const template = (image: string) => ({ metadata: { labels }, spec: { containers: [{ name: 'c', image }] } })

async function start(nodes: readonly string[], spec: Partial<DaemonSet['spec']> = {}): Promise<ControlPlane> {
  const plane = await startControlPlane([daemonset])
  const { client, signal } = plane
  for (const name of nodes) await client.create(Node, { metadata: { name }, spec: {} }, { signal })
  const full = { selector: { matchLabels: labels }, template: template('v1'), ...spec }
  await client.create(DaemonSet, { metadata: ref, spec: full }, { signal })
  return plane
}

const status = async (plane: ControlPlane) =>
  (await plane.client.get(DaemonSet, ref, { signal: plane.signal })).status
const patch = async (plane: ControlPlane, spec: unknown) => {
  await plane.client.patch(DaemonSet, ref, { type: 'merge', body: { spec }, signal: plane.signal })
}
const placed = async (plane: ControlPlane) => (await plane.list(Pod)).map((pod) => targetNode(pod)).sort()
const images = async (plane: ControlPlane) =>
  (await plane.list(Pod)).map(({ spec }) => spec.containers[0]?.image).sort()

async function rolledOut(plane: ControlPlane, count: number): Promise<boolean> {
  const { generation } = (await plane.client.get(DaemonSet, ref, { signal: plane.signal })).metadata
  const now = await status(plane)
  return (
    now?.observedGeneration === generation &&
    now?.updatedNumberScheduled === count &&
    now?.numberAvailable === count
  )
}

test('daemonset puts a pod on each node, also on new ones, and takes them from nodes that refuse', async () => {
  await using plane = await start(['a', 'b'])
  const { client, signal } = plane
  await plane.until(() => rolledOut(plane, 2))
  assert.deepEqual(await placed(plane), ['a', 'b'])
  await client.create(Node, { metadata: { name: 'c' }, spec: {} }, { signal })
  await plane.until(() => rolledOut(plane, 3))
  const taints = [{ key: 'gone', effect: 'NoExecute' }]
  await client.patch(Node, { name: 'a' }, { type: 'merge', body: { spec: { taints } }, signal })
  await plane.until(async () => (await placed(plane)).join() === 'b,c')
  await client.delete(Node, { name: 'b' }, { signal })
  await plane.until(async () => (await placed(plane)).join() === 'c')
  const events = await plane.events('agent')
  assert.equal(events.filter((text) => text.startsWith('SuccessfulCreate Created pod: agent-')).length, 3)
  assert.equal(plane.counters.get('daemonset')?.errors, 0)
})

test('daemonset rolls an update within maxUnavailable and keeps its revisions', async () => {
  await using plane = await start(['a', 'b', 'c', 'd'], { revisionHistoryLimit: 1 })
  await plane.until(() => rolledOut(plane, 4))
  const roll = async (image: string) => {
    await patch(plane, { template: template(image) })
    await plane.until(async () => {
      const ready = (await plane.list(Pod)).filter((pod) => pod.status?.phase === 'Running')
      assert.ok(ready.length >= 3, `${ready.length} ready`)
      return await rolledOut(plane, 4)
    })
    assert.deepEqual(new Set(await images(plane)), new Set([image]))
  }
  await roll('v2')
  await roll('v3')
  await plane.until(async () => (await plane.list(ControllerRevision)).length === 2)
  const revisions = await plane.list(ControllerRevision)
  assert.deepEqual(revisions.map(({ revision }) => revision).sort(), [2, 3])
  // As `kubectl rollout undo` does it.
  const body = revisions.find(({ revision }) => revision === 2)?.data
  await plane.client.patch(DaemonSet, ref, { type: 'strategic', body, signal: plane.signal })
  await plane.until(() => rolledOut(plane, 4))
  assert.deepEqual(new Set(await images(plane)), new Set(['v2']))
  assert.deepEqual((await plane.list(ControllerRevision)).map(({ revision }) => revision).sort(), [3, 4])
})

test('daemonset with a surge never leaves a node without a pod', async () => {
  const rollingUpdate = { maxSurge: 1, maxUnavailable: 0 }
  await using plane = await start(['a', 'b', 'c'], {
    updateStrategy: { type: 'RollingUpdate', rollingUpdate },
  })
  await plane.until(() => rolledOut(plane, 3))
  await patch(plane, { template: template('v2') })
  await plane.until(async () => {
    const ready = (await plane.list(Pod)).filter((pod) => pod.status?.phase === 'Running')
    assert.equal(new Set(ready.map((pod) => targetNode(pod))).size, 3)
    return await rolledOut(plane, 3)
  })
  assert.deepEqual(await images(plane), ['v2', 'v2', 'v2'])
})

test('daemonset with OnDelete replaces only what is deleted', async () => {
  await using plane = await start(['a', 'b'], { updateStrategy: { type: 'OnDelete' } })
  await plane.until(() => rolledOut(plane, 2))
  await patch(plane, { template: template('v2') })
  await plane.pass(10_000)
  assert.deepEqual(await images(plane), ['v1', 'v1'])
  const [first] = await plane.list(Pod)
  assert.ok(first)
  await plane.client.delete(Pod, first.metadata, { signal: plane.signal })
  await plane.until(async () => (await images(plane)).join() === 'v1,v2')
})

test('daemonset replaces a pod that failed, ever more slowly', async () => {
  await using plane = await start(['a'])
  const made = new Set<string>()
  const times: number[] = []
  plane.play = (pod) => {
    if (!made.has(pod.metadata.uid)) times.push(plane.clock.now())
    made.add(pod.metadata.uid)
    return pod.status?.phase === 'Failed' ? undefined : { ...readyStatus(plane.clock.now()), phase: 'Failed' }
  }
  await plane.until(() => made.size === 6)
  const gaps = times.slice(1).map((time, i) => Math.round((time - (times[i] ?? 0)) / 1000))
  assert.deepEqual(gaps.slice(1), [1, 2, 4, 8])
  const events = await plane.events('agent')
  assert.ok(
    events.some((text) => /^FailedDaemonPod Found failed daemon pod default\/agent-\w+ on node/.test(text)),
  )
})
