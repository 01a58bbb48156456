import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Deployment } from '../../src/api/apps/deployment/deployment.kind.ts'
import { Endpoints } from '../../src/api/core/endpoints/endpoints.kind.ts'
import { isPodReady } from '../../src/api/core/pod/pod.conditions.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { Service } from '../../src/api/core/service/service.kind.ts'
import { EndpointSlice } from '../../src/api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import { type Cluster, createCluster } from '../../src/testing/create-cluster.ts'
import { createWeb, names, readyPods } from './cluster-objects.ts'

const ref = { namespace: 'default', name: 'web' }

function createService(cluster: Cluster, spec: Partial<Service['spec']> = {}): Promise<Service> {
  const full = { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec } as Service['spec']
  return cluster.client.create(Service, { metadata: ref, spec: full }, { signal: cluster.signal })
}

const slices = (cluster: Cluster) => cluster.list(EndpointSlice, 'default')
const ofService = async (cluster: Cluster) =>
  (await slices(cluster)).filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'web')

/** Addresses of endpoints by a condition, each once. */
async function addresses(
  cluster: Cluster,
  condition: 'ready' | 'serving' | 'terminating',
): Promise<readonly string[]> {
  const found = (await ofService(cluster))
    .flatMap(({ endpoints = [] }) => endpoints)
    .filter(({ conditions }) => conditions?.[condition] === true)
    .flatMap((endpoint) => endpoint.addresses)
  assert.equal(new Set(found).size, found.length, 'an address stands twice')
  return found.sort()
}

async function oldAddresses(cluster: Cluster): Promise<readonly string[]> {
  const all = await cluster.list(Endpoints, 'default')
  const { subsets = [] } = all.find(({ metadata }) => metadata.name === 'web') ?? {}
  return subsets
    .flatMap((subset) => subset.addresses ?? [])
    .map(({ ip }) => ip)
    .sort()
}

const readyAddresses = async (cluster: Cluster) =>
  (await readyPods(cluster)).map(({ status }) => status?.podIP ?? '').sort()

/** Slices and endpoints name the ready pods and no others. */
async function agree(cluster: Cluster): Promise<boolean> {
  const wanted = (await readyAddresses(cluster)).join()
  return (
    (await addresses(cluster, 'ready')).join() === wanted && (await oldAddresses(cluster)).join() === wanted
  )
}

test('endpointslice, endpoints follow the pods through scale and rollout, and one is always ready', async () => {
  await using cluster = await createCluster({ nodes: 3 })
  const { client, signal } = cluster
  await createService(cluster)
  await cluster.until(async () => (await ofService(cluster)).length === 1)
  assert.deepEqual(await addresses(cluster, 'serving'), [])
  await createWeb(cluster, 4)
  await cluster.until(async () => (await readyPods(cluster)).length === 4 && (await agree(cluster)))
  const first = await readyAddresses(cluster)
  const scale = (replicas: number) =>
    client.patch(Deployment, ref, { type: 'merge', body: { spec: { replicas } }, signal })
  await scale(7)
  await cluster.until(async () => (await readyPods(cluster)).length === 7 && (await agree(cluster)))
  await scale(3)
  await cluster.until(async () => (await readyPods(cluster)).length === 3 && (await agree(cluster)))
  const containers = [{ name: 'c', image: 'v2', ports: [{ containerPort: 80 }] }]
  const body = { spec: { template: { spec: { containers } } } }
  await client.patch(Deployment, ref, { type: 'merge', body, signal })
  await cluster.until(async () => {
    assert.ok((await addresses(cluster, 'ready')).length > 0, 'nobody answers')
    const ready = await readyPods(cluster)
    const isNew = ready.every(({ spec }) => spec.containers[0]?.image === 'v2')
    return isNew && ready.length === 3 && (await cluster.list(Pod)).length === 3 && (await agree(cluster))
  })
  assert.ok((await addresses(cluster, 'ready')).every((ip) => !first.includes(ip)))
  await scale(0)
  await cluster.until(async () => (await cluster.list(Pod)).length === 0 && (await agree(cluster)))
  assert.equal((await ofService(cluster)).length, 1)
})

test('endpointslice shows a pod that ends as serving and terminating; endpoints leave it out', async () => {
  const stages = [{ name: 'slow', on: 'stop' as const, delay: { ms: 20_000 } }]
  await using cluster = await createCluster({ stages })
  await createService(cluster)
  await createWeb(cluster, 2)
  await cluster.until(async () => (await readyPods(cluster)).length === 2 && (await agree(cluster)))
  const [leaving] = await readyPods(cluster)
  const ip = leaving?.status?.podIP ?? ''
  await cluster.client.delete(Pod, { namespace: 'default', name: leaving?.metadata.name ?? '' }, cluster)
  await cluster.until(async () => (await addresses(cluster, 'terminating')).join() === ip)
  assert.ok((await addresses(cluster, 'serving')).includes(ip))
  assert.ok(!(await addresses(cluster, 'ready')).includes(ip))
  await cluster.until(async () => !(await oldAddresses(cluster)).includes(ip), { limitMs: 5000 })
  await cluster.until(async () => (await addresses(cluster, 'terminating')).length === 0)
  await cluster.until(async () => (await readyPods(cluster)).length === 2 && (await agree(cluster)))
})

test('endpointslice, endpoints: publishNotReadyAddresses, and a pod that is not ready', async () => {
  const probe = { httpGet: { path: '/', port: 80 }, initialDelaySeconds: 60 }
  await using cluster = await createCluster()
  const { client, signal } = cluster
  await createService(cluster)
  const metadata = { name: 'p', namespace: 'default', labels: { app: 'web' } }
  const spec = { containers: [{ name: 'c', image: 'i', readinessProbe: probe }] }
  await client.create(Pod, { metadata, spec } as never, { signal })
  await cluster.until(async () => (await cluster.get(Pod, 'default/p')).status?.phase === 'Running')
  await cluster.advance(1000)
  assert.deepEqual(await addresses(cluster, 'ready'), [])
  const [slice] = await ofService(cluster)
  assert.equal(slice?.endpoints?.length, 1)
  assert.equal((await cluster.get(Endpoints, 'default/web')).subsets?.[0]?.notReadyAddresses?.length, 1)
  const body = { spec: { publishNotReadyAddresses: true } }
  await client.patch(Service, ref, { type: 'merge', body, signal })
  await cluster.until(async () => (await addresses(cluster, 'ready')).length === 1, { limitMs: 5000 })
  await cluster.until(async () => (await oldAddresses(cluster)).length === 1, { limitMs: 5000 })
})

test('endpointslice, endpoints: selector and port change, slices by port, service goes', async () => {
  await using cluster = await createCluster()
  const { client, signal } = cluster
  await createService(cluster)
  await createWeb(cluster, 2)
  await createWeb(cluster, 1, { name: 'other' })
  await cluster.until(async () => (await readyPods(cluster)).length === 3)
  await cluster.until(async () => (await addresses(cluster, 'ready')).length === 2)
  const patch = (spec: object) => client.patch(Service, ref, { type: 'merge', body: { spec }, signal })
  await patch({ selector: { app: 'other' } })
  await cluster.until(async () => (await addresses(cluster, 'ready')).length === 1)
  await patch({
    ports: [
      { name: 'a', port: 80, targetPort: 8080 },
      { name: 'b', port: 81, protocol: 'UDP' },
    ],
  })
  await cluster.until(async () => {
    const [slice] = await ofService(cluster)
    const ports = (slice?.ports ?? []).map(({ name, port, protocol }) => `${name} ${port} ${protocol}`).sort()
    return ports.join() === 'a 8080 TCP,b 81 UDP'
  })
  assert.equal((await ofService(cluster)).length, 1)
  const [made] = await ofService(cluster)
  const owner = made?.metadata.ownerReferences?.[0]
  assert.deepEqual([owner?.kind, owner?.controller], ['Service', true])
  // Whoever meddles with a slice, or takes it away, is put right.
  const meddled = { namespace: 'default', name: made?.metadata.name ?? '' }
  await client.patch(EndpointSlice, meddled, { type: 'merge', body: { endpoints: [] }, signal })
  await cluster.until(async () => (await addresses(cluster, 'ready')).length === 1)
  await client.delete(EndpointSlice, meddled, { signal })
  await client.delete(Endpoints, ref, { signal })
  await cluster.until(async () => (await addresses(cluster, 'ready')).length === 1)
  await cluster.until(async () => (await oldAddresses(cluster)).length === 1)
  await client.delete(Service, ref, { signal })
  await cluster.until(async () => (await ofService(cluster)).length === 0)
  await cluster.until(async () => !(await names(cluster, Endpoints)).includes('web'))
})

test('endpoints go with a service that was deleted while the controllers were down; a namesake is served', async () => {
  await using cluster = await createCluster()
  const { client, signal } = cluster
  await createService(cluster)
  await createWeb(cluster, 2)
  await cluster.until(async () => (await readyPods(cluster)).length === 2 && (await agree(cluster)))
  await cluster.stopPart('controllers')
  await client.delete(Service, ref, { signal })
  await cluster.advance(1000)
  cluster.startPart('controllers')
  await cluster.until(async () => (await ofService(cluster)).length === 0)
  await cluster.until(async () => !(await names(cluster, Endpoints)).includes('web'))
  await cluster.stopPart('controllers')
  const again = await createService(cluster)
  await client.delete(Service, ref, { signal })
  const other = await createService(cluster, { selector: { app: 'nobody' } })
  assert.notEqual(again.metadata.uid, other.metadata.uid)
  cluster.startPart('controllers')
  await cluster.until(async () => (await ofService(cluster)).length === 1)
  await cluster.advance(30_000)
  const [slice] = await ofService(cluster)
  assert.equal(slice?.metadata.ownerReferences?.[0]?.uid, other.metadata.uid)
  assert.deepEqual(slice?.endpoints ?? [], [])
})

test('endpointslice spreads 250 pods over three slices and changes few of them', async () => {
  await using cluster = await createCluster({ nodes: 4 })
  await createService(cluster)
  await createWeb(cluster, 250)
  const pods = cluster.informers.of(Pod)
  const found = cluster.informers.of(EndpointSlice)
  const listed = () =>
    found.list('default').flatMap(({ metadata, endpoints = [] }) => {
      const ours = metadata.labels?.['kubernetes.io/service-name'] === 'web'
      return ours ? endpoints.filter(({ conditions }) => conditions?.ready === true) : []
    })
  const full = () => pods.list('default').filter(isPodReady).length === 250 && listed().length === 250
  await cluster.until(full)
  const sizes = async () => (await ofService(cluster)).map(({ endpoints = [] }) => endpoints.length)
  assert.ok(
    (await sizes()).every((size) => size <= 100),
    `${await sizes()}`,
  )
  await cluster.advance(5000)
  const before = new Map(
    (await ofService(cluster)).map(({ metadata }) => [metadata.name, metadata.resourceVersion]),
  )
  const [leaving] = await readyPods(cluster)
  const name = leaving?.metadata.name ?? ''
  await cluster.client.delete(
    Pod,
    { namespace: 'default', name },
    { gracePeriodSeconds: 0, signal: cluster.signal },
  )
  await cluster.until(() => full() && pods.get(`default/${name}`) === undefined)
  assert.ok(await agree(cluster))
  const after = await ofService(cluster)
  const changed = after.filter(({ metadata }) => before.get(metadata.name) !== metadata.resourceVersion)
  assert.ok(changed.length >= 1 && changed.length <= 2, `${changed.length} slices of ${after.length} changed`)
})
