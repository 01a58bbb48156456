import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Deployment } from '../api/apps/deployment/deployment.kind.ts'
import { ConfigMap } from '../api/core/config-map/config-map.kind.ts'
import { Pod } from '../api/core/pod/pod.kind.ts'
import { ClusterRole } from '../api/rbac/cluster-role/cluster-role.kind.ts'
import { settle } from '../base/node/system-clock.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import type { HttpHandler, HttpRequest } from '../machinery/http.ts'
import { isConflict, isExpired, isTooManyRequests, StatusError } from '../machinery/status-error.ts'
import { createClient } from './typed-client.ts'

interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}

const { signal } = new AbortController()

/** A client whose server answers from the list, and what it was sent. */
function harness(...answers: readonly Answer[]) {
  const sent: HttpRequest[] = []
  const clock = new VirtualClock({ settle })
  const handler: HttpHandler = async (request) => {
    const { status = 200, headers = {}, body } = answers[Math.min(sent.length, answers.length - 1)] as Answer
    sent.push(request)
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    return {
      status,
      headers,
      body: (async function* () {
        yield new TextEncoder().encode(text)
      })(),
    }
  }
  return { client: createClient({ handler, clock, token: () => `t${sent.length}` }), sent, clock }
}

const line = (request: HttpRequest | undefined) => `${request?.method} ${request?.target}`
const bodyOf = (request: HttpRequest | undefined) => JSON.parse(String(request?.body))

test('createClient() turns each verb into its request', async () => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a', namespace: 'n' } }
  const { client, sent } = harness({ body: pod })
  const ref = { namespace: 'n', name: 'a' }
  await client.get(Pod, ref, { signal })
  await client.get(ClusterRole, { name: 'system:node/x' }, { signal })
  const created = await client.create(ConfigMap, { metadata: ref, data: {} }, { signal, dryRun: true })
  await client.update(ConfigMap, created, { signal, fieldManager: 'm' })
  await client.updateStatus(ConfigMap, created, { signal })
  await client.patch(Deployment, ref, {
    type: 'apply',
    body: { a: 1 },
    force: true,
    fieldManager: 'f',
    signal,
  })
  await client.delete(Pod, ref, { signal })
  await client.delete(Pod, ref, { signal, gracePeriodSeconds: 0, preconditions: { uid: 'u' } })
  await client.deleteCollection(Pod, { namespace: 'n', labelSelector: 'a=b', signal })
  await client.post(Pod, ref, { subresource: 'binding', body: { target: {} }, signal })
  assert.deepEqual(sent.map(line), [
    'GET /api/v1/namespaces/n/pods/a',
    'GET /apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode%2Fx',
    'POST /api/v1/namespaces/n/configmaps?dryRun=All',
    'PUT /api/v1/namespaces/n/configmaps/a?fieldManager=m',
    'PUT /api/v1/namespaces/n/configmaps/a/status',
    'PATCH /apis/apps/v1/namespaces/n/deployments/a?fieldManager=f&force=true',
    'DELETE /api/v1/namespaces/n/pods/a',
    'DELETE /api/v1/namespaces/n/pods/a',
    'DELETE /api/v1/namespaces/n/pods?labelSelector=a%3Db',
    'POST /api/v1/namespaces/n/pods/a/binding',
  ])
  assert.equal(bodyOf(sent[2]).kind, 'ConfigMap')
  assert.equal(sent[5]?.headers['content-type'], 'application/apply-patch+yaml')
  assert.equal(sent[6]?.body, undefined)
  assert.deepEqual(bodyOf(sent[7]), {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    gracePeriodSeconds: 0,
    preconditions: { uid: 'u' },
  })
  assert.equal(sent[1]?.headers.authorization, 'Bearer t1')
})

test('createClient() names the items of a list, which come without kind', async () => {
  const { client } = harness({
    body: { metadata: { resourceVersion: '7' }, items: [{ metadata: { name: 'a' } }] },
  })
  const { items, metadata } = await client.list(Deployment, { signal })
  assert.deepEqual([items[0]?.kind, items[0]?.apiVersion], ['Deployment', 'apps/v1'])
  assert.equal(metadata.resourceVersion, '7')
})

test('createClient() refuses to create without a namespace and throws what the server says', async () => {
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason: 'Conflict',
    code: 409,
  }
  const { client, sent } = harness({ status: 409, body: status }, { status: 502, body: 'bad gateway\n' })
  await assert.rejects(client.create(Pod, { metadata: { name: 'x' }, spec: { containers: [] } }, { signal }))
  assert.equal(sent.length, 0)
  const pod = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace: 'n' } } as ConfigMap
  await assert.rejects(client.update(ConfigMap, pod, { signal }), isConflict)
  await assert.rejects(client.get(Pod, { namespace: 'n', name: 'x' }, { signal }), (error) => {
    return error instanceof StatusError && error.code === 502 && error.message === 'bad gateway'
  })
})

test('createClient() waits as Retry-After says for reads, and never repeats a write', async () => {
  const busy = { status: 429, headers: { 'retry-after': '3' }, body: '' }
  const read = harness(busy, busy, { body: { metadata: { resourceVersion: '1' }, items: [] } })
  const listing = read.client.list(Pod, { signal })
  await read.clock.advance(5999)
  assert.equal(read.sent.length, 2)
  await read.clock.advance(1)
  await listing
  assert.equal(read.sent.length, 3)
  assert.equal(read.clock.pendingTimers, 0)
  const write = harness(busy)
  await assert.rejects(write.client.delete(Pod, { namespace: 'n', name: 'x' }, { signal }), (error) => {
    return isTooManyRequests(error) && (error as StatusError).status.details?.retryAfterSeconds === 3
  })
  assert.equal(write.sent.length, 1)
})

test('watch() yields events, throws an ERROR event, and ends its request when no longer read', async () => {
  const event = (type: string, object: unknown) => `${JSON.stringify({ type, object })}\n`
  const gone = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason: 'Expired',
    code: 410,
  }
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }
  const { client, sent } = harness({ body: event('ADDED', pod) + event('ERROR', gone) })
  const types: string[] = []
  const all = async () => {
    for await (const { type } of client.watch(Pod, { resourceVersion: '5', allowBookmarks: true, signal }))
      types.push(type)
  }
  await assert.rejects(all(), isExpired)
  assert.deepEqual(types, ['ADDED'])
  assert.equal(line(sent[0]), 'GET /api/v1/pods?watch=true&resourceVersion=5&allowWatchBookmarks=true')
  for await (const _ of client.watch(Pod, { signal })) break
  assert.equal(sent[1]?.signal.aborted, true)
})
