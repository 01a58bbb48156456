// Controllers that die in the middle of work and come back without a memory, and others who write at the same time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DaemonSet } from '../../src/api/apps/daemon-set/daemon-set.kind.ts'
import { Deployment } from '../../src/api/apps/deployment/deployment.kind.ts'
import { ReplicaSet } from '../../src/api/apps/replica-set/replica-set.kind.ts'
import { Job } from '../../src/api/batch/job/job.kind.ts'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { Service } from '../../src/api/core/service/service.kind.ts'
import { EndpointSlice } from '../../src/api/discovery/endpoint-slice/endpoint-slice.kind.ts'
import { randomInt, seededRng } from '../../src/base/rng.ts'
import type { HttpHandler, HttpResponse } from '../../src/machinery/http.ts'
import { controllerOf } from '../../src/machinery/meta/owners.ts'
import { type Cluster, createCluster } from '../../src/testing/create-cluster.ts'
import { createWeb, readyPods, watchedCluster } from './cluster-objects.ts'

const ref = { namespace: 'default', name: 'web' }

/** Ends the controllers after some milliseconds of work, again and again, then lets them be. */
async function harass(cluster: Cluster, times: number): Promise<void> {
  const rng = seededRng(11)
  for (let i = 0; i < times; i++) {
    await cluster.advance(randomInt(rng, 60))
    await cluster.stopPart('controllers')
    if (i % 3 === 0) await cluster.advance(randomInt(rng, 2000))
    cluster.startPart('controllers')
  }
}

/** Counts pods made for each owner, over the whole life of the cluster. */
function countPods(cluster: Cluster): ReadonlyMap<string, number> {
  const made = new Map<string, number>()
  cluster.informers.of(Pod).addHandler({
    onAdd: (pod) => {
      const owner = controllerOf(pod)
      const key = `${owner?.kind} ${owner?.name}`
      made.set(key, (made.get(key) ?? 0) + 1)
    },
  })
  return made
}

test('createControllers: restarts lose nothing and do nothing twice: deployment, daemon set, job, service', async () => {
  await using cluster = await createCluster({ nodes: 4 })
  const { client, signal } = cluster
  const made = countPods(cluster)
  await createWeb(cluster, 8)
  const labels = { app: 'agent' }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } }
  const metadata = { namespace: 'default', name: 'agent' }
  await client.create(
    DaemonSet,
    { metadata, spec: { selector: { matchLabels: labels }, template } } as never,
    { signal },
  )
  const once = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } }
  const spec = { completions: 12, parallelism: 5, template: once }
  await client.create(Job, { metadata: { namespace: 'default', name: 'work' }, spec } as never, { signal })
  await client.create(
    Service,
    { metadata: ref, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
    { signal },
  )
  await harass(cluster, 12)
  const jobDone = async () => (await cluster.get(Job, 'default/work')).status?.succeeded === 12
  await cluster.until(async () => (await readyPods(cluster)).length === 12 && (await jobDone()))
  await cluster.until(async () => {
    const slices = await cluster.list(EndpointSlice, 'default')
    const ours = slices.filter(
      ({ metadata: { labels: own } }) => own?.['kubernetes.io/service-name'] === 'web',
    )
    return ours.length === 1 && ours[0]?.endpoints?.length === 8
  })
  assert.equal((await cluster.list(ReplicaSet)).length, 1)
  assert.deepEqual(
    [...made.values()].sort((a, b) => a - b),
    [4, 8, 12],
  )
})

test('createControllers: restarts in the middle of a rollout keep its bounds', async () => {
  await using cluster = await createCluster({ nodes: 2 })
  await createWeb(cluster, 6)
  await cluster.until(async () => (await readyPods(cluster)).length === 6)
  const made = countPods(cluster)
  await cluster.advance(10)
  const pods = () =>
    cluster.informers
      .of(Pod)
      .list()
      .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  let most = 0
  cluster.informers.of(Pod).addHandler({ onAdd: () => (most = Math.max(most, pods().length)) })
  const containers = [{ name: 'c', image: 'v2', ports: [{ containerPort: 80 }] }]
  const body = { spec: { template: { spec: { containers } } } }
  await cluster.client.patch(Deployment, ref, { type: 'merge', body, signal: cluster.signal })
  await harass(cluster, 10)
  const images = async () => new Set((await cluster.list(Pod)).map(({ spec }) => spec.containers[0]?.image))
  await cluster.until(
    async () => [...(await images())].join() === 'v2' && (await readyPods(cluster)).length === 6,
  )
  // A quarter more than 6, and no more.
  assert.ok(most <= 6 + 2, `${most} pods at once`)
  assert.equal(Math.max(...made.values()), 6)
  assert.equal((await cluster.list(ReplicaSet)).length, 2)
})

const conflict = {
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  reason: 'Conflict',
  code: 409,
  message: 'the object has been modified',
}
const busy = {
  kind: 'Status',
  apiVersion: 'v1',
  status: 'Failure',
  reason: 'InternalError',
  code: 500,
  message: 'injected',
}

function answer(status: typeof conflict): HttpResponse {
  const bytes = new TextEncoder().encode(JSON.stringify(status))
  return {
    status: status.code,
    headers: { 'content-type': 'application/json' },
    body: (async function* () {
      yield bytes
    })(),
  }
}

/** One write in three is refused, and of those carried out one in six is answered as if it had failed. */
function unreliable(handler: HttpHandler): HttpHandler {
  const rng = seededRng(5)
  return async (request) => {
    if (request.method === 'GET' || rng.next() < 0.5) return handler(request)
    const draw = rng.next()
    if (draw < 0.5) return answer(conflict)
    if (draw < 0.66) return answer(busy)
    const response = await handler(request)
    if (draw > 0.83) return response
    for await (const _ of response.body);
    return answer(busy)
  }
}

test('createControllers: conflicts and lost answers delay, and nothing is done twice', async () => {
  const transport = (handler: HttpHandler, part: string) =>
    part === 'controllers' ? unreliable(handler) : handler
  await using cluster = await watchedCluster({ nodes: 2, transport })
  const { client, signal } = cluster
  await createWeb(cluster, 5)
  await client.create(
    Service,
    { metadata: ref, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
    { signal },
  )
  await cluster.until(async () => (await cluster.get(Deployment, 'default/web')).status?.readyReplicas === 5)
  const slices = async () =>
    (await cluster.list(EndpointSlice, 'default')).filter(({ metadata }) => metadata.name.startsWith('web-'))
  const full = async () => (await slices()).flatMap(({ endpoints = [] }) => endpoints).length === 5
  await cluster.until(full)
  await cluster.advance(120_000)
  assert.equal((await readyPods(cluster)).length, 5)
  assert.equal((await cluster.list(Pod)).length, 5)
  assert.equal((await slices()).length, 1)
  assert.ok(cluster.warnings.some(({ message }) => message.startsWith('reconcile failed')))
  await client.delete(Deployment, ref, { propagationPolicy: 'Foreground', signal })
  await cluster.until(
    async () => (await cluster.list(Pod)).length === 0 && (await cluster.list(ReplicaSet)).length === 0,
  )
  await cluster.until(async () => (await cluster.list(Deployment)).length === 0)
})

test('createControllers: another who writes all the time does not stop a controller', async () => {
  await using cluster = await createCluster({ nodes: 2 })
  const { client, signal } = cluster
  await createWeb(cluster, 3)
  for (let i = 0; i < 200; i++) {
    const annotate = { metadata: { annotations: { turn: String(i) } } }
    await client.patch(Deployment, ref, { type: 'merge', body: annotate, signal })
    for (const { metadata } of await cluster.list(Pod)) {
      await client.patch(Pod, metadata, { type: 'merge', body: annotate, signal }).catch(() => {})
    }
    await cluster.advance(5)
  }
  await cluster.until(
    async () => (await cluster.get(Deployment, 'default/web')).status?.readyReplicas === 3,
    { limitMs: 5000 },
  )
  assert.equal((await cluster.list(Pod)).length, 3)
})
