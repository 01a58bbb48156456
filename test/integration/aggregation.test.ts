// API aggregation: a real HTTPS server on loopback behind an API service, as metrics-server is.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { listenUnix } from '../../src/apiserver/http/listeners.ts'
import { silentLogger } from '../../src/base/log.ts'
import { systemClock as clock, settle } from '../../src/base/node/system-clock.ts'
import { systemRng as rng } from '../../src/base/node/system-rng.ts'
import { createAuthority, issue, type KeyPair } from '../../src/cluster/pki/authority.ts'
import { createMemoryStore } from '../../src/store/memory/memory-store.ts'
import { adminToken, startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Answer, type Call, caller, watch } from './api-calls.ts'
import {
  type BackendServer,
  type ReceivedRequest,
  type Answer as Reply,
  sendJson,
  startBackend,
} from './webhook-server.ts'

let server: TestServer
let backend: BackendServer
let call: Call
let proxyCa: KeyPair
let reply: Reply = (_request, response) => void response.end()
let upgradeAnswer = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n'
let afterUpgrade = ''

const resourceList = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: 'metrics.k8s.io/v1beta1',
  resources: [
    { name: 'nodes', singularName: '', namespaced: false, kind: 'NodeMetrics', verbs: ['get', 'list'] },
    { name: 'pods', singularName: '', namespaced: true, kind: 'PodMetrics', verbs: ['get', 'list'] },
  ],
}

const objectMeta = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'
const nodeMetrics = 'io.k8s.metrics.v1beta1.NodeMetrics'

/** What the other server says of itself, beside paths that are none of its business. */
const openApi2 = {
  etag: '"one"',
  document: {
    swagger: '2.0',
    info: { title: 'metrics-server', version: 'v1' },
    paths: {
      '/apis/metrics.k8s.io/v1beta1/nodes': {
        get: { responses: { 200: { description: 'OK', schema: { $ref: `#/definitions/${nodeMetrics}` } } } },
      },
      '/apis/apps/v1/deployments': { get: { responses: { 200: { description: 'mine' } } } },
    },
    definitions: {
      [nodeMetrics]: {
        type: 'object',
        properties: { metadata: { $ref: `#/definitions/${objectMeta}` } },
        'x-kubernetes-group-version-kind': [
          { group: 'metrics.k8s.io', kind: 'NodeMetrics', version: 'v1beta1' },
        ],
      },
      [objectMeta]: { description: 'Another one.', type: 'object' },
    },
  },
}

let hasOpenApi3 = true

const groupVersion = '/apis/metrics.k8s.io/v1beta1'
const services = '/apis/apiregistration.k8s.io/v1/apiservices'

before(async () => {
  proxyCa = await createAuthority('front-proxy-ca', { clock, rng })
  const client = { commonName: 'front-proxy-client', usage: 'client', days: 1 } as const
  const pair = await issue(proxyCa, client, { clock, rng })
  backend = await startBackend(
    async (seen, response) => {
      if (seen.url === groupVersion) return sendJson(response, resourceList)
      if (seen.url === '/openapi/v3') {
        if (!hasOpenApi3) return void response.writeHead(404).end()
        const path = 'apis/metrics.k8s.io/v1beta1'
        return sendJson(response, {
          paths: { [path]: { serverRelativeURL: `/openapi/v3/${path}?hash=ABC` } },
        })
      }
      if (seen.url === '/openapi/v2') {
        response.setHeader('etag', openApi2.etag)
        if (seen.headers['if-none-match'] === openApi2.etag) return void response.writeHead(304).end()
        return sendJson(response, openApi2.document)
      }
      await reply(seen, response)
    },
    {
      dnsNames: ['metrics-server.kube-system.svc'],
      clientCa: proxyCa.cert,
      onUpgrade(_request, socket, head) {
        socket.on('error', () => {})
        socket.write(upgradeAnswer)
        if (head.length > 0) afterUpgrade += head.toString()
        socket.on('data', (data) => {
          afterUpgrade += data.toString()
          socket.write(`echo:${data.toString()}`)
        })
        socket.on('end', () => socket.end())
      },
    },
  )
  server = await startTestServer({
    route: () => ({ host: '127.0.0.1', port: backend.port }),
    clientCA: 'the CA of clients',
    frontProxy: { ca: proxyCa.cert, ...pair },
    tokens: [{ token: 'jane', user: 'jane', groups: ['devs', 'ops'] }],
  })
  call = caller(server.handler())
  await install()
})

after(async () => {
  await server.stop()
  await backend[Symbol.asyncDispose]()
})

beforeEach(() => {
  ;(backend.received as ReceivedRequest[]).length = 0
})

interface Condition {
  readonly type: string
  readonly status: string
  readonly reason: string
  readonly message: string
}

interface ServiceShape {
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string> }
  readonly spec: { readonly groupPriorityMinimum: number; readonly versionPriority: number }
  readonly status: { readonly conditions?: readonly Condition[] }
}

/** Waits for a condition by a watch. */
async function until(name: string, reason: string): Promise<Condition> {
  const path = `${services}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&fieldSelector=metadata.name=${name}`
  await using events = await watch(server.handler(), path)
  for (;;) {
    const event = await events.next()
    const [condition] = (event?.object as ServiceShape | undefined)?.status?.conditions ?? []
    if (condition?.reason === reason) return condition
    assert.notEqual(event, undefined, 'the watch ended')
  }
}

const name = 'v1beta1.metrics.k8s.io'
const namespace = '/api/v1/namespaces/kube-system'
const slices = '/apis/discovery.k8s.io/v1/namespaces/kube-system/endpointslices'

/** As the manifests of metrics-server do it, each step seen in the status. */
async function install(): Promise<void> {
  const service = { name: 'metrics-server', namespace: 'kube-system' }
  const { caBundle } = backend
  const spec = {
    group: 'metrics.k8s.io',
    version: 'v1beta1',
    groupPriorityMinimum: 100,
    versionPriority: 100,
    service,
    caBundle,
  }
  const made = await call('POST', services, { metadata: { name }, spec })
  assert.equal(made.status, 201, made.text)
  assert.equal(
    (await until(name, 'ServiceNotFound')).message,
    'service/metrics-server in "kube-system" is not present',
  )
  const early = await call('GET', `${groupVersion}/nodes`)
  assert.deepEqual([early.status, early.text], [503, 'service unavailable\n'])
  const ports = [{ name: 'https', port: 443, targetPort: 8443 }]
  await call('POST', `${namespace}/services`, { metadata: { name: 'metrics-server' }, spec: { ports } })
  const { message } = await until(name, 'EndpointsNotFound')
  assert.equal(message, 'cannot find endpointslices for service/metrics-server in "kube-system"')
  const slice = await call('POST', slices, {
    metadata: { name: 'metrics-server-1', labels: { 'kubernetes.io/service-name': 'metrics-server' } },
    addressType: 'IPv4',
    ports: [{ name: 'https', port: 8443 }],
    endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true } }],
  })
  assert.equal(slice.status, 201, slice.text)
  assert.equal((await until(name, 'Passed')).message, 'all checks passed')
  await openApi2Until(({ paths }) => `${groupVersion}/nodes` in paths)
}

test('aggregation: the server keeps API services of its own groups', async () => {
  const { body } = await call('GET', services)
  const local = (body.items as ServiceShape[]).find(({ metadata }) => metadata.name === 'v1.apps')
  assert.deepEqual(local?.metadata.labels, { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' })
  assert.equal(local?.spec.groupPriorityMinimum, 17_800)
  const [condition] = local?.status.conditions ?? []
  assert.equal(condition?.message, 'Local APIServices are always available')
  assert.ok((body.items as ServiceShape[]).some(({ metadata }) => metadata.name === 'v1.'))
})

test('aggregation: custom resources have API services as long as they are served', async () => {
  const store = createMemoryStore({ clock })
  const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
  const spec = {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  }
  const uidOf = async (ask: Call) => {
    const { body } = await ask('GET', `${services}/v1.example.com`)
    return (body as { metadata?: { uid?: string } }).metadata?.uid
  }
  let uid: string | undefined
  {
    await using first = await startTestServer({ store })
    const ask = caller(first.handler())
    await using events = await watch(
      first.handler(),
      `${services}?watch=true&fieldSelector=metadata.name=v1.example.com`,
    )
    await ask('POST', definitions, { metadata: { name: 'widgets.example.com' }, spec })
    const { object } = await events.next()
    uid = object.metadata.uid
    assert.deepEqual(object.metadata.labels, { 'kube-aggregator.kubernetes.io/automanaged': 'true' })
    assert.deepEqual(object.spec, {
      group: 'example.com',
      version: 'v1',
      groupPriorityMinimum: 1000,
      versionPriority: 100,
    })
  }
  {
    await using second = await startTestServer({ store })
    const ask = caller(second.handler())
    assert.equal(await uidOf(ask), uid)
    await using events = await watch(
      second.handler(),
      `${services}?watch=true&fieldSelector=metadata.name=v1.example.com`,
    )
    await ask('DELETE', `${definitions}/widgets.example.com`)
    // The finalizer goes when the definition's objects have gone.
    let event = await events.next()
    while (event?.type !== 'DELETED') event = await events.next()
    assert.equal(await uidOf(ask), undefined)
  }
  await store.close()
})

test('aggregation: requests go to the service with who asks, and with none of his credentials', async () => {
  reply = (_request, response) => sendJson(response, { kind: 'NodeMetricsList', items: [] })
  const path = `${groupVersion}/nodes?labelSelector=a%3Db`
  await allowAll()
  const asJane = caller(server.handler('jane'))
  const headers = {
    cookie: 'a=b',
    'x-remote-group': 'system:masters',
    'x-remote-extra-a': 'b',
    'x-own': 'kept',
  }
  const answer = await asJane('GET', path, undefined, headers)
  assert.deepEqual([answer.status, answer.body], [200, { kind: 'NodeMetricsList', items: [] }])
  const [seen] = backend.received
  assert.equal(seen?.url, path)
  assert.equal(seen?.clientName, 'front-proxy-client')
  assert.equal(seen?.headers['x-remote-user'], 'jane')
  assert.equal(seen?.headers['x-remote-group'], 'devs, ops, system:authenticated')
  assert.equal(seen?.headers['x-remote-extra-a'], undefined)
  assert.equal(seen?.headers.authorization, undefined)
  assert.equal(seen?.headers.cookie, undefined)
  assert.equal(seen?.headers['x-own'], 'kept')
  assert.equal(seen?.headers.host, 'metrics-server.kube-system.svc:443')
})

async function allowAll(): Promise<void> {
  const rbac = '/apis/rbac.authorization.k8s.io/v1'
  const rules = [{ apiGroups: ['metrics.k8s.io'], resources: ['nodes'], verbs: ['get', 'list'] }]
  await call('POST', `${rbac}/clusterroles`, { metadata: { name: 'metrics' }, rules })
  await call('POST', `${rbac}/clusterrolebindings`, {
    metadata: { name: 'metrics' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'metrics' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }],
  })
}

test('aggregation: a request is authorised here before it goes on', async () => {
  const answer = await caller(server.handler('jane'))('GET', `${groupVersion}/namespaces/default/pods`)
  assert.equal(answer.status, 403)
  assert.equal(backend.received.length, 0)
})

test('aggregation: bodies, statuses and headers go both ways', async () => {
  reply = ({ body }, response) => {
    response.writeHead(201, { 'content-type': 'application/json', 'x-backend': 'yes', connection: 'close' })
    response.end(`{"got":${body}}`)
  }
  const answer = await call('POST', `${groupVersion}/nodes`, { a: 1 })
  assert.deepEqual([answer.status, answer.body], [201, { got: { a: 1 } }])
  assert.equal(answer.headers['x-backend'], 'yes')
  assert.equal(answer.headers.connection, undefined)
})

test('aggregation: answers without a body keep no connection waiting', async () => {
  reply = (request, response) => {
    response.writeHead(request.method === 'HEAD' ? 200 : 204, { 'x-backend': 'yes' })
    response.end()
  }
  for (const method of ['HEAD', 'DELETE', 'HEAD', 'DELETE']) {
    const answer = await call(method, `${groupVersion}/nodes/a`)
    assert.deepEqual([answer.headers['x-backend'], answer.text], ['yes', ''])
    await settle()
  }
  const ports = new Set(backend.received.map(({ remotePort }) => remotePort))
  assert.ok(ports.size < 4, 'connections are used again')
})

test('aggregation: a watch streams', async () => {
  reply = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"type":"ADDED","object":{"a":1}}\n')
  }
  await using events = await watch(server.handler(), `${groupVersion}/nodes?watch=true`)
  assert.deepEqual(await events.next(), { type: 'ADDED', object: { a: 1 } })
})

test('aggregation: redirects are refused (CVE-2022-3172)', async () => {
  await using target = await startBackend((_request, response) => sendJson(response, 'secret'))
  for (const status of [301, 302, 303, 307, 308]) {
    reply = (_request, response) => {
      response.writeHead(status, { location: `${target.url}/` })
      response.end()
    }
    const answer = await call('GET', `${groupVersion}/nodes`)
    assert.equal(answer.status, 503)
    assert.equal(answer.text, 'the backend attempted to redirect this request, which is not permitted\n')
  }
  assert.equal(target.received.length, 0)
})

const groupNames = ({ body }: Answer) => (body.groups as { name: string }[]).map((group) => group.name)

test('aggregation: discovery has the group at its priority, in all forms', async () => {
  assert.equal(groupNames(await call('GET', '/apis')).at(-1), 'metrics.k8s.io')
  const group = await call('GET', '/apis/metrics.k8s.io')
  const version = { groupVersion: 'metrics.k8s.io/v1beta1', version: 'v1beta1' }
  assert.deepEqual(group.body, {
    kind: 'APIGroup',
    apiVersion: 'v1',
    name: 'metrics.k8s.io',
    versions: [version],
    preferredVersion: version,
  })
  assert.deepEqual((await call('GET', groupVersion)).body, resourceList)
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
  const all = await call('GET', '/apis', undefined, { accept })
  const item = (all.body.items as { metadata: { name: string } }[]).at(-1)
  assert.deepEqual(item, {
    metadata: { name: 'metrics.k8s.io', creationTimestamp: null },
    versions: [
      {
        version: 'v1beta1',
        resources: [
          {
            resource: 'nodes',
            responseKind: { group: 'metrics.k8s.io', version: 'v1beta1', kind: 'NodeMetrics' },
            scope: 'Cluster',
            singularResource: '',
            verbs: ['get', 'list'],
          },
          {
            resource: 'pods',
            responseKind: { group: 'metrics.k8s.io', version: 'v1beta1', kind: 'PodMetrics' },
            scope: 'Namespaced',
            singularResource: '',
            verbs: ['get', 'list'],
          },
        ],
        freshness: 'Current',
      },
    ],
  })
  const { etag = '' } = all.headers
  assert.equal((await call('GET', '/apis', undefined, { accept, 'if-none-match': etag })).status, 304)
})

test('aggregation: OpenAPI documents are in the index and come from the service', async () => {
  const { body } = await call('GET', '/openapi/v3')
  const entry = body.paths['apis/metrics.k8s.io/v1beta1'] as { serverRelativeURL: string }
  assert.equal(entry.serverRelativeURL, '/openapi/v3/apis/metrics.k8s.io/v1beta1?hash=ABC')
  assert.ok('apis/apps/v1' in body.paths)
  reply = (_request, response) => sendJson(response, { openapi: '3.0.0' })
  assert.deepEqual((await call('GET', entry.serverRelativeURL)).body, { openapi: '3.0.0' })
})

interface OpenApi2 {
  readonly info: { readonly title: string }
  readonly paths: Record<string, Record<string, { readonly responses: object }>>
  readonly definitions: Record<string, object>
}

/** Asks until the document satisfies: it is fetched beside the checks. */
async function openApi2Until(satisfies: (document: OpenApi2) => boolean): Promise<Answer> {
  for (;;) {
    const answer = await call('GET', '/openapi/v2')
    assert.equal(answer.status, 200)
    if (satisfies(answer.body as unknown as OpenApi2)) return answer
    await settle()
  }
}

test('aggregation: /openapi/v2 has their paths, and definitions under another name where they clash', async () => {
  const path = '/apis/metrics.k8s.io/v1beta1/nodes'
  const answer = await openApi2Until(({ paths }) => path in paths)
  const { info, paths, definitions } = answer.body as unknown as OpenApi2
  assert.equal(info.title, 'Kubernetes')
  assert.notDeepEqual(paths['/apis/apps/v1/deployments']?.get?.responses, { 200: { description: 'mine' } })
  assert.deepEqual(definitions[`${objectMeta}_v2`], { description: 'Another one.', type: 'object' })
  assert.deepEqual((definitions[nodeMetrics] as { properties?: object }).properties, {
    metadata: { $ref: `#/definitions/${objectMeta}_v2` },
  })
  const { etag = '' } = answer.headers
  assert.equal((await call('GET', '/openapi/v2', undefined, { 'if-none-match': etag })).status, 304)
  const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf'
  const binary = await call('GET', '/openapi/v2', undefined, { accept })
  assert.match(binary.text, /NodeMetrics/)
  assert.equal(binary.headers.etag, etag)
})

test('aggregation: a server without /openapi/v3 has its document of version 2 converted', async () => {
  hasOpenApi3 = false
  await call('PATCH', `${services}/${name}`, { spec: { versionPriority: 102 } }, merge)
  let url = 'hash=ABC'
  while (url.endsWith('hash=ABC')) {
    await settle()
    url = ((await call('GET', '/openapi/v3')).body.paths[groupVersion.slice(1)] ?? { serverRelativeURL: '' })
      .serverRelativeURL
  }
  const { body, headers } = await call('GET', url)
  assert.equal(headers['cache-control'], 'public, immutable')
  assert.deepEqual(body.components.schemas[nodeMetrics].properties, {
    metadata: { $ref: `#/components/schemas/${objectMeta}` },
  })
  assert.equal((await call('GET', url, undefined, { 'if-none-match': headers.etag ?? '' })).status, 304)
  assert.equal((await call('GET', url.replace(/=.*/, '=old'))).headers.location, url)
  hasOpenApi3 = true
})

test('aggregation: /openapi/v2 is asked for again when the API service changes, and keeps what it has', async () => {
  const path = `${groupVersion}/pods`
  Object.assign(openApi2, {
    etag: '"two"',
    document: { ...openApi2.document, paths: { ...openApi2.document.paths, [path]: {} } },
  })
  await call('PATCH', `${services}/${name}`, { spec: { versionPriority: 101 } }, merge)
  const { headers } = await openApi2Until(({ paths }) => path in paths)
  Object.assign(openApi2, { etag: '"three"', document: 'no document' })
  await call('PATCH', `${services}/${name}`, { spec: { versionPriority: 100 } }, merge)
  while (!backend.received.some(({ url }) => url === '/openapi/v2')) await settle()
  assert.equal((await call('GET', '/openapi/v2')).headers.etag, headers.etag)
})

test('aggregation: extension servers are told whom to trust', async () => {
  const { body } = await call('GET', `${namespace}/configmaps/extension-apiserver-authentication`)
  assert.deepEqual(body.data, {
    'client-ca-file': 'the CA of clients',
    'requestheader-allowed-names': '["front-proxy-client"]',
    'requestheader-client-ca-file': proxyCa.cert,
    'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
    'requestheader-group-headers': '["X-Remote-Group"]',
    'requestheader-uid-headers': '["X-Remote-Uid"]',
    'requestheader-username-headers': '["X-Remote-User"]',
  })
})

/** Sends an upgrade over a socket, and more behind it; everything that came back when it ended. */
async function upgrade(more: string): Promise<string> {
  const dir = mkdtempSync(join(tmpdir(), 'aggregation-'))
  const ending = new AbortController()
  const path = join(dir, 'api.sock')
  const { pipeline } = server.server
  const listening = await listenUnix({ pipeline, log: silentLogger, signal: ending.signal, path })
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const authorization = `Bearer ${adminToken}`
  const headers = { connection: 'Upgrade', upgrade: 'echo', authorization }
  const sent = request({ socketPath: path, path: `${groupVersion}/nodes/a/exec`, headers, agent: false })
  sent.on('error', reject)
  sent.on('upgrade', (_response, socket, head) => {
    let text = head.toString()
    socket.on('data', (data: Buffer) => {
      text += data.toString()
      if (text.includes(more)) socket.end()
    })
    socket.on('close', () => resolve(`101 ${text}`))
    socket.write(more)
  })
  sent.on('response', async (response) => {
    let text = ''
    response.socket.write(more)
    try {
      for await (const chunk of response) text += chunk
    } catch {}
    resolve(`${response.statusCode} ${text}`)
  })
  sent.end()
  try {
    return await promise
  } finally {
    ending.abort(new Error('the test is over'))
    await listening.closed
    rmSync(dir, { recursive: true })
  }
}

test('aggregation: connections are joined after a 101', async () => {
  afterUpgrade = ''
  assert.equal(await upgrade('hello'), '101 echo:hello')
  assert.equal(afterUpgrade, 'hello')
})

test('aggregation: connections are joined after nothing but a 101 (CVE-2018-1002105)', async () => {
  const before = upgradeAnswer
  afterUpgrade = ''
  upgradeAnswer = 'HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nno'
  const smuggled = `GET ${groupVersion}/nodes HTTP/1.1\r\nHost: a\r\nX-Remote-User: root\r\n\r\n`
  assert.equal(await upgrade(smuggled), '403 no')
  assert.equal(afterUpgrade, '')
  upgradeAnswer = before
})

test('aggregation: a server that is gone is told as such, and its group stays listed', async () => {
  const slice = `${slices}/metrics-server-1`
  await call(
    'PATCH',
    slice,
    { endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: false } }] },
    merge,
  )
  const { message } = await until(name, 'MissingEndpoints')
  const metrics = await server.server.metrics.metrics()
  assert.match(metrics, /^aggregator_unavailable_apiservice\{name="v1beta1.metrics.k8s.io"\} 1$/m)
  assert.match(metrics, /^aggregator_unavailable_apiservice_total\{.*reason="MissingEndpoints"\} 1$/m)
  assert.equal(
    message,
    'endpointslices for service/metrics-server in "kube-system" have no addresses with port name "https"',
  )
  assert.deepEqual((await call('GET', `${groupVersion}/nodes`)).text, 'service unavailable\n')
  assert.equal(groupNames(await call('GET', '/apis')).at(-1), 'metrics.k8s.io')
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
  const all = await call('GET', '/apis', undefined, { accept })
  const [version] = (all.body.items as { versions: { freshness: string }[] }[]).at(-1)?.versions ?? []
  assert.equal(version?.freshness, 'Stale')
  await call('PATCH', slice, { endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true } }] }, merge)
  await until(name, 'Passed')
})

const merge = { 'content-type': 'application/merge-patch+json' }

test('aggregation: a certificate that the bundle does not sign is not spoken to', async () => {
  const stranger = await createAuthority('stranger', { clock, rng })
  const caBundle = Buffer.from(stranger.cert).toString('base64')
  await call('PATCH', `${services}/${name}`, { spec: { caBundle } }, merge)
  const { message } = await until(name, 'FailedDiscoveryCheck')
  assert.match(
    message,
    /^failing or missing response from https:\/\/10\.1\.2\.3:8443\/apis\/metrics\.k8s\.io\/v1beta1: Get .*signed by unknown authority$/,
  )
  await call('PATCH', `${services}/${name}`, { spec: { caBundle: null, insecureSkipTLSVerify: true } }, merge)
  await until(name, 'Passed')
})

test('aggregation: an API service that goes takes its group with it', async () => {
  assert.equal((await call('DELETE', `${services}/${name}`)).status, 200)
  assert.ok(!groupNames(await call('GET', '/apis')).includes('metrics.k8s.io'))
  assert.equal((await call('GET', groupVersion)).status, 404)
})
