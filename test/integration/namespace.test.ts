import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Deployment } from '../../src/api/apps/deployment/deployment.kind.ts'
import { Job } from '../../src/api/batch/job/job.kind.ts'
import { ConfigMap } from '../../src/api/core/config-map/config-map.kind.ts'
import { Namespace } from '../../src/api/core/namespace/namespace.kind.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { Secret } from '../../src/api/core/secret/secret.kind.ts'
import { Service } from '../../src/api/core/service/service.kind.ts'
import { ServiceAccount } from '../../src/api/core/service-account/service-account.kind.ts'
import { kinds } from '../../src/api/kinds.ts'
import { Role } from '../../src/api/rbac/role/role.kind.ts'
import { isForbidden, isNotFound } from '../../src/machinery/status-error.ts'
import { type Cluster, createCluster } from '../../src/testing/create-cluster.ts'
import { createMap, createWeb, names, readyPods } from './cluster-objects.ts'

const name = 'shop'
const make = (cluster: Cluster) =>
  cluster.client.create(Namespace, { metadata: { name }, spec: {} }, { signal: cluster.signal })
const remove = (cluster: Cluster) => cluster.client.delete(Namespace, { name }, { signal: cluster.signal })
const isGone = (cluster: Cluster) => async () => !(await names(cluster, Namespace)).includes(name)
const condition = async (cluster: Cluster, type: string) => {
  const { status } = await cluster.get(Namespace, name)
  const found = status?.conditions?.find((entry) => entry.type === type)
  return found && `${found.status} ${found.reason}: ${found.message}`
}

/** Everything that lies in the namespace, of whatever kind. */
async function content(cluster: Cluster): Promise<readonly string[]> {
  const found: string[] = []
  for (const kind of kinds) {
    if (kind.scope !== 'Namespaced' || kind.virtual === true || !(kind.verbs ?? ['list']).includes('list'))
      continue
    const { items } = await cluster.client.list(kind, { namespace: name, signal: cluster.signal })
    found.push(...items.map(({ metadata }) => `${kind.kind} ${metadata.name}`))
  }
  return found
}

test('namespace, serviceaccount, root-ca-certificate-publisher: a namespace gets what it needs, again when it is taken', async () => {
  await using cluster = await createCluster()
  const { client, signal } = cluster
  await make(cluster)
  const account = { namespace: name, name: 'default' }
  const map = { namespace: name, name: 'kube-root-ca.crt' }
  const complete = async () => {
    const accounts = await cluster.list(ServiceAccount, name)
    const maps = await cluster.list(ConfigMap, name)
    return accounts.length === 1 && maps[0]?.data?.['ca.crt'] === 'no certificates in here'
  }
  await cluster.until(complete)
  for (const namespace of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
    assert.equal((await cluster.list(ServiceAccount, namespace)).length, 1, namespace)
    assert.equal((await cluster.list(ConfigMap, namespace)).length, 1, namespace)
  }
  await client.delete(ServiceAccount, account, { signal })
  await client.delete(ConfigMap, map, { signal })
  await cluster.until(complete)
  await client.patch(ConfigMap, map, {
    type: 'merge',
    body: { data: { 'ca.crt': 'forged', more: 'x' } },
    signal,
  })
  await cluster.until(complete)
  assert.deepEqual(Object.keys((await cluster.get(ConfigMap, `${name}/kube-root-ca.crt`)).data ?? {}), [
    'ca.crt',
  ])
})

test('namespace is emptied of every kind and goes; what stands beside it stays', async () => {
  await using cluster = await createCluster({ nodes: 2 })
  const { client, signal } = cluster
  await make(cluster)
  await createWeb(cluster, 3, { namespace: name })
  await createWeb(cluster, 1)
  const metadata = { namespace: name, name: 'x' }
  await client.create(Secret, { metadata }, { signal })
  await client.create(Role, { metadata, rules: [] }, { signal })
  await client.create(
    Service,
    { metadata, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
    { signal },
  )
  const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } }
  await client.create(Job, { metadata, spec: { template } } as never, { signal })
  await cluster.until(async () => (await readyPods(cluster, name)).length >= 3)
  assert.ok((await content(cluster)).length >= 14)
  await remove(cluster)
  assert.equal((await cluster.get(Namespace, name)).status?.phase, 'Terminating')
  await cluster.until(isGone(cluster), { limitMs: 60_000 })
  assert.deepEqual(await content(cluster), [])
  await cluster.advance(60_000)
  assert.deepEqual(await content(cluster), [])
  assert.equal((await readyPods(cluster)).length, 1)
})

test('namespace waits for finalizers of its content, says so, and takes nothing new', async () => {
  await using cluster = await createCluster()
  await make(cluster)
  await createMap(cluster, 'held', { namespace: name, finalizers: ['example.com/hold'] })
  await createMap(cluster, 'plain', { namespace: name })
  await remove(cluster)
  await cluster.advance(30_000)
  assert.deepEqual(await content(cluster), ['ConfigMap held'])
  assert.equal(
    await condition(cluster, 'NamespaceContentRemaining'),
    'True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances',
  )
  assert.equal(
    await condition(cluster, 'NamespaceFinalizersRemaining'),
    'True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
  )
  await assert.rejects(createMap(cluster, 'late', { namespace: name }), (error) => {
    return isForbidden(error) && /because it is being terminated/.test(String(error))
  })
  const ref = { namespace: name, name: 'held' }
  const body = { metadata: { finalizers: null } }
  await cluster.client.patch(ConfigMap, ref, { type: 'merge', body, signal: cluster.signal })
  await cluster.until(isGone(cluster), { limitMs: 30_000 })
})

test('namespace waits for pods that end slowly, and for finalizers of its own', async () => {
  const stages = [{ name: 'slow', on: 'stop' as const, delay: { ms: 120_000 } }]
  await using cluster = await createCluster({ stages })
  const { client, signal } = cluster
  const metadata = { name, finalizers: ['example.com/audit'] }
  await client.create(Namespace, { metadata, spec: {} }, { signal })
  const spec = { containers: [{ name: 'c', image: 'i' }], terminationGracePeriodSeconds: 60 }
  await client.create(Pod, { metadata: { namespace: name, name: 'p' }, spec }, { signal })
  await cluster.until(async () => (await readyPods(cluster, name)).length === 1)
  await createMap(cluster, 'needed', { namespace: name })
  await remove(cluster)
  await cluster.advance(50_000)
  assert.ok((await content(cluster)).includes('Pod p'))
  assert.equal((await cluster.get(ConfigMap, `${name}/needed`)).metadata.deletionTimestamp, undefined)
  assert.equal(
    await condition(cluster, 'NamespaceContentRemaining'),
    'True SomeResourcesRemain: Some resources are remaining: pods. has 1 resource instances',
  )
  await cluster.advance(30_000)
  assert.deepEqual(await content(cluster), [])
  const left = await cluster.get(Namespace, name)
  assert.deepEqual([left.spec.finalizers ?? [], left.metadata.finalizers], [[], ['example.com/audit']])
  assert.equal(
    await condition(cluster, 'NamespaceContentRemaining'),
    'False ContentRemoved: All content successfully removed',
  )
  await client.patch(Namespace, { name }, { type: 'merge', body: { metadata: { finalizers: null } }, signal })
  await assert.rejects(cluster.get(Namespace, name), isNotFound)
})

test('namespace of the same name made anew is another one, and lives', async () => {
  await using cluster = await createCluster()
  await make(cluster)
  await createWeb(cluster, 2, { namespace: name })
  await cluster.until(async () => (await readyPods(cluster, name)).length === 2)
  await remove(cluster)
  await cluster.until(isGone(cluster))
  const second = await make(cluster)
  await createWeb(cluster, 1, { namespace: name })
  await cluster.until(async () => (await readyPods(cluster, name)).length === 1)
  await cluster.advance(120_000)
  assert.equal((await cluster.get(Namespace, name)).metadata.uid, second.metadata.uid)
  assert.equal((await readyPods(cluster, name)).length, 1)
  assert.deepEqual(
    (await cluster.list(ServiceAccount, name)).map(({ metadata }) => metadata.name),
    ['default'],
  )
})

test('namespace deleted while the controllers were down, and twenty at once', async () => {
  await using cluster = await createCluster()
  const { client, signal } = cluster
  const all = Array.from({ length: 20 }, (_, i) => `many-${i}`)
  for (const entry of all) {
    await client.create(Namespace, { metadata: { name: entry }, spec: {} }, { signal })
    await createWeb(cluster, 1, { namespace: entry })
  }
  await cluster.until(async () => (await cluster.list(Pod)).length === 20)
  await cluster.stopPart('controllers')
  for (const entry of all) await client.delete(Namespace, { name: entry }, { signal })
  await cluster.advance(60_000)
  assert.equal((await cluster.list(Deployment)).length, 20)
  cluster.startPart('controllers')
  await cluster.until(
    async () => !(await names(cluster, Namespace)).some((entry) => entry.startsWith('many')),
  )
  assert.deepEqual(await cluster.list(Pod), [])
  assert.deepEqual(await cluster.list(Deployment), [])
})
