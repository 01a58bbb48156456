// The proxy subresources of pods, services and nodes: what a backend sees of a request, what a caller sees of the answer,
// upgrades, and all the ways in which nothing may be reached.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { after, before, test } from 'node:test'
import { createHttp1Server } from '../../src/apiserver/http/http1.ts'
import { connectProxies } from '../../src/apiserver/streaming/proxy/connect-proxies.ts'
import type { ProxyTarget } from '../../src/apiserver/streaming/proxy/proxy-target.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Call, caller, patchTypes } from './api-calls.ts'

let server: TestServer
let call: Call
let apiPort: number
let backendPort: number
/** What the proxies meant to connect to. */
const targets: ProxyTarget[] = []
const seen: { readonly request: IncomingMessage; readonly body: string }[] = []
let onUpgrade: (request: IncomingMessage, socket: Duplex) => void = (_, socket) => socket.destroy()
let location = ''
const ending = new AbortController()
const authorization = 'Bearer secret'

const backend = createServer((incoming, response) => {
  let body = ''
  incoming.on('data', (part) => {
    body += String(part)
  })
  incoming.on('end', () => {
    seen.push({ request: incoming, body })
    const status = Number(new URL(incoming.url ?? '/', 'http://x').searchParams.get('status') ?? 200)
    response.writeHead(status, {
      'content-type': 'text/html',
      'x-app': 'yes',
      'set-cookie': 'a=b',
      ...(location !== '' && { location }),
    })
    response.end(`<p>${incoming.method}</p>`)
  })
})
backend.on('upgrade', (incoming, socket) => {
  socket.on('error', () => {})
  seen.push({ request: incoming, body: '' })
  onUpgrade(incoming, socket)
})

before(async () => {
  backend.listen(0, '127.0.0.1')
  await once(backend, 'listening')
  backendPort = (backend.address() as AddressInfo).port
  const connect = connectProxies({
    tls: { ca: '', cert: '', key: '' },
    allowLoopback: true,
    route(target) {
      targets.push(target)
      return { scheme: 'http', host: '127.0.0.1', port: target.port === 1 ? 1 : backendPort }
    },
  })
  const tokens = [
    { token: 'secret', user: 'root', groups: ['system:masters'] },
    { token: 'reader', user: 'reader', groups: [] },
  ]
  server = await startTestServer({ tokens, connect })
  call = caller(server.handler())
  const listener = createHttp1Server({
    pipeline: server.server.pipeline,
    transport: 'unix',
    signal: ending.signal,
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  apiPort = (listener.address() as AddressInfo).port
  ending.signal.addEventListener('abort', () => {
    listener.close()
    listener.closeAllConnections()
  })
  await makeObjects()
})
after(async () => {
  ending.abort(new Error('the test is over'))
  await server.stop()
  backend.close()
  backend.closeAllConnections()
})

async function makeObjects(): Promise<void> {
  const pods = '/api/v1/namespaces/default/pods'
  const made = await call('POST', pods, {
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'c', image: 'i', ports: [{ containerPort: 8080 }] }] },
  })
  assert.equal(made.status, 201, made.text)
  await setPodIP('10.1.2.3')
  await call('POST', '/api/v1/namespaces/default/services', {
    metadata: { name: 'svc' },
    spec: {
      ports: [
        { name: 'http', port: 80, targetPort: 8080 },
        { name: 'other', port: 81 },
      ],
      selector: { a: 'b' },
    },
  })
  await call('POST', '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', {
    metadata: { name: 'svc-1', labels: { 'kubernetes.io/service-name': 'svc' } },
    addressType: 'IPv4',
    ports: [{ name: 'http', port: 8080 }],
    endpoints: [{ addresses: ['10.1.2.4'] }, { addresses: ['10.1.2.5'], conditions: { ready: false } }],
  })
  await call('POST', '/api/v1/nodes', { metadata: { name: 'n1' } })
  const status = {
    addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
  }
  await call('PATCH', '/api/v1/nodes/n1/status', { status }, patchTypes.merge)
  await grantReader()
}

async function setPodIP(ip: string): Promise<void> {
  const status = { podIP: ip, podIPs: [{ ip }] }
  const { status: code, text } = await call(
    'PATCH',
    '/api/v1/namespaces/default/pods/web/status',
    { status },
    patchTypes.merge,
  )
  assert.equal(code, 200, text)
}

async function grantReader(): Promise<void> {
  const rbac = '/apis/rbac.authorization.k8s.io/v1'
  const rules = [{ apiGroups: [''], resources: ['nodes/proxy', 'pods/proxy'], verbs: ['get'] }]
  await call('POST', `${rbac}/clusterroles`, { metadata: { name: 'reader' }, rules })
  await call('POST', `${rbac}/clusterrolebindings`, {
    metadata: { name: 'reader' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'reader' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'reader' }],
  })
}

const pod = '/api/v1/namespaces/default/pods/web'
const service = (id: string) => `/api/v1/namespaces/default/services/${id}/proxy`

function last() {
  const found = seen.at(-1)
  assert.ok(found)
  return found
}

test('pods/proxy passes method, path, query and body on, without the caller’s credentials', async () => {
  const answer = await call('POST', `${pod}/proxy/a%20b/c?x=1&y=%2F`, 'hello', {
    accept: 'text/html',
    'content-type': 'text/plain',
    'x-own': 'kept',
    'x-remote-user': 'me',
    cookie: 'a=1',
  })
  assert.deepEqual([answer.status, answer.text, answer.headers['x-app']], [200, '<p>POST</p>', 'yes'])
  assert.equal(answer.headers['set-cookie'], undefined)
  const { request: got, body } = last()
  assert.deepEqual([got.method, got.url, body], ['POST', '/a%20b/c?x=1&y=%2F', 'hello'])
  assert.equal(got.headers['x-own'], 'kept')
  assert.equal(got.headers['x-forwarded-uri'], `${pod}/proxy`)
  for (const name of ['authorization', 'x-remote-user', 'impersonate-user'])
    assert.equal(got.headers[name], undefined)
  assert.deepEqual(targets.at(-1), { scheme: 'http', host: '10.1.2.3', port: 8080 })
})

test('a port and a scheme may be named', async () => {
  await call('GET', '/api/v1/namespaces/default/pods/https:web:9443/proxy/')
  assert.deepEqual(targets.at(-1), { scheme: 'https', host: '10.1.2.3', port: 9443 })
  await call('GET', '/api/v1/nodes/n1:9100/proxy/metrics')
  assert.deepEqual(targets.at(-1), { scheme: 'http', host: '10.0.0.1', port: 9100 })
  await call('GET', '/api/v1/nodes/n1/proxy/healthz')
  assert.deepEqual(targets.at(-1), { scheme: 'https', host: '10.0.0.1', port: 10250 })
  assert.equal(last().request.url, '/healthz')
  for (const id of ['ftp:web:1', 'a:b:c:d', 'http::80']) {
    const { status, body } = await call('GET', `/api/v1/namespaces/default/pods/${id}/proxy/`)
    assert.deepEqual([status, body.message], [400, `invalid pod request ${JSON.stringify(id)}`])
  }
})

test('services/proxy takes a ready endpoint of the port', async () => {
  for (const id of ['svc:http', 'svc:80', 'http:svc:http']) {
    assert.equal((await call('GET', `${service(id)}/`)).status, 200, id)
    assert.deepEqual(targets.at(-1), { scheme: 'http', host: '10.1.2.4', port: 8080 }, id)
  }
  const refused = async (id: string) => {
    const { status, body } = await call('GET', `${service(id)}/`)
    return [status, body.message]
  }
  assert.deepEqual(await refused('svc:other'), [503, 'no endpoints available for service "svc"'])
  assert.deepEqual(await refused('svc:99'), [503, 'no service port 99 found for service "svc"'])
  assert.deepEqual(await refused('none'), [404, 'services "none" not found'])
})

test('the address has to be one of the pod network: no loopback, no link-local (CVE-2020-8555)', async () => {
  const before = seen.length
  for (const ip of ['127.0.0.1', '169.254.169.254', '0.0.0.0', '::1', 'fe80::1']) {
    await setPodIP(ip)
    const { status, body } = await call('GET', `${pod}/proxy/`)
    assert.deepEqual([status, body.message], [400, 'address not allowed'], ip)
  }
  await setPodIP('10.1.2.3')
  assert.equal(seen.length, before)
})

test('a path without an end is led to its slash, and HEAD has no body', async () => {
  const { status, headers } = await call('GET', `${pod}/proxy?x=1`)
  assert.deepEqual([status, headers.location], [301, `${pod}/proxy/?x=1`])
  const head = await call('HEAD', `${pod}/proxy/`)
  assert.deepEqual([head.status, head.text], [200, ''])
})

test('a redirect of the backend stays within the proxy, or is refused (CVE-2018-1002102, CVE-2020-8559)', async () => {
  const before = seen.length
  location = '/elsewhere?q=1'
  const inside = await call('GET', `${pod}/proxy/a?status=302`)
  assert.deepEqual([inside.status, inside.headers.location], [302, `${pod}/proxy/elsewhere?q=1`])
  location = 'http://169.254.169.254/latest'
  for (const code of [301, 302, 303, 307, 308]) {
    const outside = await call('GET', `${pod}/proxy/a?status=${code}`)
    assert.deepEqual([outside.status, outside.headers.location], [502, undefined])
  }
  location = ''
  assert.equal(seen.length, before + 6)
})

test('a backend that does not answer is 503, as text', async () => {
  const { status, text, headers } = await call('GET', '/api/v1/namespaces/default/pods/web:1/proxy/')
  assert.equal(status, 503)
  assert.match(headers['content-type'] ?? '', /^text\/plain/)
  assert.match(text, /^error trying to reach service: /)
})

interface Upgrade {
  readonly status: number
  readonly socket?: Duplex
  /** What came with the 101. */
  readonly head?: Buffer
}

function upgrade(path: string, token = authorization): Promise<Upgrade> {
  const { promise, resolve, reject } = Promise.withResolvers<Upgrade>()
  const headers = { authorization: token, connection: 'Upgrade', upgrade: 'echo' }
  const asked = request({ host: '127.0.0.1', port: apiPort, path, headers, agent: false })
  asked.on('upgrade', (response, socket, head) => resolve({ status: response.statusCode ?? 0, socket, head }))
  asked.on('response', (response) => {
    response.resume()
    resolve({ status: response.statusCode ?? 0 })
  })
  asked.on('error', reject)
  asked.end()
  return promise
}

test('an upgrade is joined after the backend’s 101, and carries both ways', async () => {
  onUpgrade = (_, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: echo\r\n\r\nready')
    socket.pipe(socket)
  }
  const { status, socket, head } = await upgrade(`${pod}/proxy/ws?a=1`)
  assert.equal(status, 101)
  assert.ok(socket)
  assert.equal(last().request.url, '/ws?a=1')
  assert.equal(last().request.headers.authorization, undefined)
  let got = String(head)
  socket.on('data', (part) => {
    got += String(part)
  })
  socket.write('ping')
  while (got !== 'readyping') await once(socket, 'data')
  socket.destroy()
})

test('an upgrade that the backend answers otherwise carries nothing (CVE-2018-1002105)', async () => {
  for (const status of [200, 302, 403, 500]) {
    onUpgrade = (_, socket) => {
      socket.write(`HTTP/1.1 ${status} No\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n`)
      socket.pipe(socket)
    }
    const answer = await upgrade(`${pod}/proxy/ws`)
    assert.deepEqual([answer.status, answer.socket], [status === 302 ? 502 : status, undefined])
  }
})

test('an upgrade through a node needs create, since kubelets open shells for them (k/k#119640)', async () => {
  const before = seen.length
  const reader = 'Bearer reader'
  const get = caller(server.handler('reader'))
  assert.equal((await get('GET', '/api/v1/nodes/n1/proxy/pods')).status, 200)
  assert.equal((await upgrade('/api/v1/nodes/n1/proxy/exec/default/web/c?command=sh', reader)).status, 403)
  assert.equal((await get('POST', '/api/v1/nodes/n1/proxy/run/default/web/c')).status, 403)
  assert.equal((await get('GET', `${service('svc')}/`)).status, 403)
  assert.equal(seen.length, before + 1)
})
