// Custom resources in a whole cluster, as the author of an operator tests it: owners, namespaces, controllers.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigMap } from '../../src/api/core/config-map/config-map.kind.ts'
import { Namespace } from '../../src/api/core/namespace/namespace.kind.ts'
import { type Cluster, createCluster } from '../../src/testing/create-cluster.ts'
import { type Call, caller } from './api-calls.ts'
import { cronTabs, definition } from './custom-definitions.ts'

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const group = 'stable.example.com'

async function clusterWithCronTabs(): Promise<{ cluster: Cluster; call: Call }> {
  const cluster = await createCluster()
  const call = caller(cluster.handler())
  assert.equal((await call('POST', definitions, definition(group, [cronTabs]))).status, 201)
  return { cluster, call }
}

const cronTab = (name: string) => ({ metadata: { name }, spec: { cronSpec: 'x' } })

test('garbage collector deletes what a custom resource owns, and custom resources whose owner goes', async () => {
  const { cluster, call } = await clusterWithCronTabs()
  await using _ = cluster
  const path = `/apis/${group}/v1/namespaces/default/crontabs`
  const { body: owner } = await call('POST', path, cronTab('owner'))
  const { name, uid } = owner.metadata
  const ownerReferences = [{ apiVersion: `${group}/v1`, kind: 'CronTab', name, uid }]
  const metadata = { namespace: 'default', name: 'owned', ownerReferences }
  await cluster.client.create(ConfigMap, { metadata }, cluster)
  await call('POST', path, { ...cronTab('child'), metadata: { name: 'child', ownerReferences } })
  await cluster.advance(1000)
  assert.equal(
    (await cluster.list(ConfigMap, 'default')).some((map) => map.metadata.name === 'owned'),
    true,
  )
  await call('DELETE', `${path}/owner`)
  await cluster.until(async () => (await call('GET', `${path}/child`)).status === 404)
  await cluster.until(
    async () => !(await cluster.list(ConfigMap, 'default')).some((map) => map.metadata.name === 'owned'),
  )
})

test('garbage collector finds an owner gone whose kind it did not know when it looked first', async () => {
  await using cluster = await createCluster()
  const call = caller(cluster.handler())
  const ownerReferences = [{ apiVersion: `${group}/v1`, kind: 'CronTab', name: 'never', uid: 'never' }]
  const metadata = { namespace: 'default', name: 'owned', ownerReferences }
  await cluster.client.create(ConfigMap, { metadata }, cluster)
  await cluster.advance(60_000)
  assert.ok(await cluster.get(ConfigMap, 'default/owned'))
  await call('POST', definitions, definition(group, [cronTabs]))
  const gone = async () =>
    !(await cluster.list(ConfigMap, 'default')).some((map) => map.metadata.name === 'owned')
  await cluster.until(gone)
})

test('namespace controller empties a namespace of custom resources', async () => {
  const { cluster, call } = await clusterWithCronTabs()
  await using _ = cluster
  await cluster.client.create(Namespace, { metadata: { name: 'team' }, spec: {} }, cluster)
  const path = `/apis/${group}/v1/namespaces/team/crontabs`
  assert.equal((await call('POST', path, cronTab('a'))).status, 201)
  await cluster.client.delete(Namespace, { name: 'team' }, cluster)
  await cluster.until(async () => (await call('GET', '/api/v1/namespaces/team')).status === 404)
  assert.deepEqual((await call('GET', path)).body.items, [])
})

test('a definition that goes takes its objects with it, and controllers go on', async () => {
  const { cluster, call } = await clusterWithCronTabs()
  await using _ = cluster
  await call('POST', `/apis/${group}/v1/namespaces/default/crontabs`, cronTab('a'))
  await cluster.advance(1000)
  await call('DELETE', `${definitions}/crontabs.${group}`)
  await cluster.until(async () => (await call('GET', `${definitions}/crontabs.${group}`)).status === 404)
  await cluster.client.create(Namespace, { metadata: { name: 'team' }, spec: {} }, cluster)
  await cluster.client.delete(Namespace, { name: 'team' }, cluster)
  await cluster.until(async () => (await call('GET', '/api/v1/namespaces/team')).status === 404)
  const again = await call('POST', definitions, definition(group, [cronTabs]))
  assert.equal(again.status, 201)
  assert.deepEqual((await call('GET', `/apis/${group}/v1/crontabs`)).body.items, [])
})
