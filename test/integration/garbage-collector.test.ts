import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Deployment } from '../../src/api/apps/deployment/deployment.kind.ts'
import { ReplicaSet } from '../../src/api/apps/replica-set/replica-set.kind.ts'
import { ConfigMap } from '../../src/api/core/config-map/config-map.kind.ts'
import { Event } from '../../src/api/core/event/event.kind.ts'
import { Namespace } from '../../src/api/core/namespace/namespace.kind.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { ClusterRole } from '../../src/api/rbac/cluster-role/cluster-role.kind.ts'
import { type Cluster, createCluster } from '../../src/testing/create-cluster.ts'
import { createMap, createWeb, names, ownedBy, readyPods } from './cluster-objects.ts'

type Propagation = 'Background' | 'Foreground' | 'Orphan'

const remove = (cluster: Cluster, name: string, propagationPolicy: Propagation = 'Background') =>
  cluster.client.delete(
    ConfigMap,
    { namespace: 'default', name },
    { propagationPolicy, signal: cluster.signal },
  )
const owner = (map: ConfigMap, more: { blockOwnerDeletion?: boolean } = {}) => ownedBy(ConfigMap, map, more)
const map = (cluster: Cluster, name: string) => cluster.get(ConfigMap, `default/${name}`)
const ownersOf = async (cluster: Cluster, name: string) =>
  (await map(cluster, name)).metadata.ownerReferences?.map((reference) => reference.name) ?? []
const leaves = (cluster: Cluster, left: readonly string[]) => async () =>
  JSON.stringify(await names(cluster, ConfigMap)) === JSON.stringify(left)

test('garbage-collector deletes a deployment with all that it made', async () => {
  await using cluster = await createCluster()
  await createWeb(cluster, 3)
  await cluster.until(async () => (await readyPods(cluster)).length === 3)
  const ref = { namespace: 'default', name: 'web' }
  await cluster.client.delete(Deployment, ref, { propagationPolicy: 'Background', signal: cluster.signal })
  assert.deepEqual(await names(cluster, Deployment), [])
  await cluster.until(async () => (await names(cluster, Pod)).length === 0)
  assert.deepEqual(await names(cluster, ReplicaSet), [])
})

test('garbage-collector, foreground: the owner goes last, its dependents from the leaves up', async () => {
  await using cluster = await createCluster()
  await createWeb(cluster, 3)
  await cluster.until(async () => (await readyPods(cluster)).length === 3)
  const gone: string[] = []
  for (const kind of [Deployment, ReplicaSet, Pod] as const)
    cluster.informers.of(kind as typeof Pod).addHandler({ onDelete: () => gone.push(kind.kind) })
  await cluster.informers.synced(cluster)
  const ref = { namespace: 'default', name: 'web' }
  await cluster.client.delete(Deployment, ref, { propagationPolicy: 'Foreground', signal: cluster.signal })
  await cluster.until(async () => (await names(cluster, Deployment)).length === 0)
  await cluster.until(() => gone.length === 5)
  assert.deepEqual(gone, ['Pod', 'Pod', 'Pod', 'ReplicaSet', 'Deployment'])
})

test('garbage-collector, foreground: only dependents that block hold the owner', async () => {
  await using cluster = await createCluster()
  const root = await createMap(cluster, 'root')
  const finalizers = ['example.com/hold']
  await createMap(cluster, 'blocks', { owners: [owner(root, { blockOwnerDeletion: true })], finalizers })
  await createMap(cluster, 'free', { owners: [owner(root)], finalizers })
  await remove(cluster, 'root', 'Foreground')
  await cluster.advance(30_000)
  const held = await map(cluster, 'root')
  assert.deepEqual(held.metadata.finalizers, ['foregroundDeletion'])
  assert.notEqual((await map(cluster, 'blocks')).metadata.deletionTimestamp, undefined)
  assert.notEqual((await map(cluster, 'free')).metadata.deletionTimestamp, undefined)
  const body = { metadata: { finalizers: null } }
  const letGo = (name: string) =>
    cluster.client.patch(
      ConfigMap,
      { namespace: 'default', name },
      { type: 'merge', body, signal: cluster.signal },
    )
  await letGo('blocks')
  await cluster.until(leaves(cluster, ['free']))
  await letGo('free')
  await cluster.until(leaves(cluster, []))
})

test('garbage-collector, orphan: dependents stay, without the reference', async () => {
  await using cluster = await createCluster()
  const [a, b] = [await createMap(cluster, 'a'), await createMap(cluster, 'b')]
  await createMap(cluster, 'child', { owners: [owner(a)] })
  await createMap(cluster, 'shared', { owners: [owner(a), owner(b)] })
  await remove(cluster, 'a', 'Orphan')
  await cluster.until(leaves(cluster, ['b', 'child', 'shared']))
  await cluster.advance(60_000)
  assert.deepEqual(await names(cluster, ConfigMap), ['b', 'child', 'shared'])
  assert.deepEqual(await ownersOf(cluster, 'child'), [])
  assert.deepEqual(await ownersOf(cluster, 'shared'), ['b'])
})

test('garbage-collector keeps what has another owner, and takes the reference out', async () => {
  await using cluster = await createCluster()
  const [a, b] = [await createMap(cluster, 'a'), await createMap(cluster, 'b')]
  await createMap(cluster, 'child', { owners: [owner(a), owner(b)] })
  await remove(cluster, 'a')
  await cluster.until(async () => (await ownersOf(cluster, 'child')).join() === 'b')
  await remove(cluster, 'b')
  await cluster.until(leaves(cluster, []))
})

test('garbage-collector, foreground: a shared dependent stays and lets the owner go', async () => {
  await using cluster = await createCluster()
  const [a, b] = [await createMap(cluster, 'a'), await createMap(cluster, 'b')]
  const blockOwnerDeletion = true
  await createMap(cluster, 'child', { owners: [owner(a, { blockOwnerDeletion }), owner(b)] })
  await remove(cluster, 'a', 'Foreground')
  await cluster.until(leaves(cluster, ['b', 'child']))
  assert.deepEqual(await ownersOf(cluster, 'child'), ['b'])
})

test('garbage-collector breaks a circle of owners that wait for one another', async () => {
  await using cluster = await createCluster()
  const blockOwnerDeletion = true
  const a = await createMap(cluster, 'a')
  const b = await createMap(cluster, 'b', { owners: [owner(a, { blockOwnerDeletion })] })
  const body = { metadata: { ownerReferences: [owner(b, { blockOwnerDeletion })] } }
  const ref = { namespace: 'default', name: 'a' }
  await cluster.client.patch(ConfigMap, ref, { type: 'merge', body, signal: cluster.signal })
  await cluster.advance(1000)
  await remove(cluster, 'a', 'Foreground')
  await cluster.until(leaves(cluster, []), { limitMs: 60_000 })
})

test('garbage-collector finds what lost its owner while it was down', async () => {
  await using cluster = await createCluster()
  const root = await createMap(cluster, 'root')
  const child = await createMap(cluster, 'child', { owners: [owner(root)] })
  await createMap(cluster, 'grandchild', { owners: [owner(child)] })
  const waits = await createMap(cluster, 'waits')
  await createMap(cluster, 'awaited', { owners: [owner(waits, { blockOwnerDeletion: true })] })
  const leaving = await createMap(cluster, 'leaving')
  await createMap(cluster, 'left', { owners: [owner(leaving)] })
  await cluster.advance(1000)
  await cluster.stopPart('controllers')
  await remove(cluster, 'root')
  await remove(cluster, 'waits', 'Foreground')
  await remove(cluster, 'leaving', 'Orphan')
  await cluster.advance(600_000)
  const still = ['awaited', 'child', 'grandchild', 'leaving', 'left', 'waits']
  assert.deepEqual(await names(cluster, ConfigMap), still)
  cluster.startPart('controllers')
  await cluster.until(leaves(cluster, ['left']))
  assert.deepEqual(await ownersOf(cluster, 'left'), [])
})

test('garbage-collector takes a namesake with another UID for a stranger', async () => {
  await using cluster = await createCluster()
  const first = await createMap(cluster, 'root')
  await cluster.stopPart('controllers')
  await remove(cluster, 'root')
  await createMap(cluster, 'root')
  await createMap(cluster, 'child', { owners: [owner(first)] })
  cluster.startPart('controllers')
  await cluster.until(leaves(cluster, ['root']))
})

test('garbage-collector: a dependent made after its owner went is deleted at once', async () => {
  await using cluster = await createCluster()
  const root = await createMap(cluster, 'root')
  await remove(cluster, 'root')
  await cluster.advance(10_000)
  await createMap(cluster, 'late', { owners: [owner(root)] })
  await cluster.until(leaves(cluster, []), { limitMs: 5000 })
})

test('garbage-collector: owners of the whole cluster own in all namespaces, never the other way', async () => {
  await using cluster = await createCluster()
  const { client, signal } = cluster
  const role = await client.create(ClusterRole, { metadata: { name: 'root' }, rules: [] }, { signal })
  await client.create(Namespace, { metadata: { name: 'other' }, spec: {} }, { signal })
  const owners = [ownedBy(ClusterRole, role)]
  await createMap(cluster, 'here', { owners })
  await createMap(cluster, 'there', { owners, namespace: 'other' })
  const namespaced = await createMap(cluster, 'namespaced')
  const wrong = { metadata: { name: 'child', ownerReferences: [owner(namespaced)] }, rules: [] }
  await client.create(ClusterRole, wrong, { signal })
  // The same reference from another namespace: there the owner is not found.
  await createMap(cluster, 'astray', { owners: [owner(namespaced)], namespace: 'other' })
  await client.delete(ClusterRole, { name: 'root' }, { signal })
  await cluster.until(leaves(cluster, ['namespaced']))
  await cluster.until(async () => (await names(cluster, ConfigMap, 'other')).length === 0)
  await cluster.advance(60_000)
  assert.ok((await names(cluster, ClusterRole)).includes('child'))
  const events = (await cluster.list(Event)).filter(({ reason }) => reason === 'OwnerRefInvalidNamespace')
  assert.deepEqual(
    new Set(events.map(({ involvedObject, type }) => `${type} ${involvedObject.name}`)),
    new Set(['Warning child', 'Warning astray']),
  )
})

test('garbage-collector deletes nothing that has an owner when it starts among objects that it never saw', async () => {
  await using cluster = await createCluster({ controllers: false })
  for (let i = 0; i < 40; i++) {
    const root = await createMap(cluster, `root-${i}`)
    for (let j = 0; j < 5; j++) await createMap(cluster, `child-${i}-${j}`, { owners: [owner(root)] })
  }
  let deleted = 0
  cluster.informers.of(ConfigMap).addHandler({ onDelete: () => deleted++ })
  cluster.startPart('controllers')
  await cluster.advance(60_000)
  assert.equal(deleted, 0)
  assert.equal((await names(cluster, ConfigMap)).length, 240)
})
