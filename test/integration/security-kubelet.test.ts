// Between the API server and kubelets: backends that answer what they should not, redirects, addresses of every spelling,
// readers that would open a shell, and the kubelet's own port. Rows 1, 2, 3, 5 and 13.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { after, test } from 'node:test'
import { connect } from 'node:tls'
import { kubeletPlace } from '../../src/apiserver/streaming/kubelet-connection.ts'
import { silentLogger } from '../../src/base/log.ts'
import { systemClock as clock } from '../../src/base/node/system-clock.ts'
import { createClient } from '../../src/client/typed-client.ts'
import { runKubeletServer } from '../../src/kubelet/server/kubelet-server.ts'
import { startTestServer } from '../../src/testing/cluster.ts'
import { draftPod, expect, grant, makeNamespaces } from './security-client.ts'
import { startTlsServer } from './security-tls.ts'

const token = (user: string) => ({ token: `token-${user}`, user, groups: [] })
const server = await startTlsServer({ tokens: ['reader', 'proxier', 'execer'].map(token) })
const admin = server.send()
const strays: unknown[] = []
const keep = (reason: unknown) => void strays.push(reason)
process.on('unhandledRejection', keep).on('uncaughtException', keep)

/** What the backend does with an upgrade and with a plain request, and what it saw. */
let onUpgrade: (request: IncomingMessage, socket: Duplex) => void = (_, socket) => socket.destroy()
let plainStatus = 200
const seen: IncomingMessage[] = []
const pair = await server.issue({
  commonName: 'system:node:n1',
  organizations: ['system:nodes'],
  usage: 'server',
  ips: ['127.0.0.1', '::1'],
})
const backend = createServer({ ...pair, ca: server.ca, requestCert: true }, (request, response) => {
  seen.push(request)
  response.writeHead(plainStatus, { location: elsewhere() }).end('plain')
})
backend.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
  seen.push(request)
  socket.on('error', () => {})
  onUpgrade(request, socket)
})
let followed = 0
const target = createServer(pair, (_, response) => {
  followed++
  response.end('secret')
})
for (const each of [backend, target]) {
  each.listen(0, '127.0.0.1')
  await once(each, 'listening')
}
const portOf = (each: typeof backend) => (each.address() as AddressInfo).port
const elsewhere = () => `https://127.0.0.1:${portOf(target)}/exec/a/p/c`

async function makeNode(name: string, address: string, port = portOf(backend)): Promise<void> {
  await expect(201, admin('POST', '/api/v1/nodes', { body: { metadata: { name } } }))
  const status = {
    addresses: [{ type: 'InternalIP', address }],
    daemonEndpoints: { kubeletEndpoint: { Port: port } },
  }
  await expect(
    200,
    admin('PATCH', `/api/v1/nodes/${name}/status`, {
      body: { status },
      type: 'application/merge-patch+json',
    }),
  )
  await expect(
    201,
    admin('POST', '/api/v1/namespaces/a/pods', { body: draftPod(`on-${name}`, { nodeName: name }) }),
  )
}

await makeNamespaces(admin, ['a'])
await makeNode('n1', '127.0.0.1')
await makeNode('n2', '127.0.0.1')
await grant(admin, 'reader', {
  namespace: 'a',
  rules: [
    {
      verbs: ['get', 'list', 'watch'],
      resources: ['pods', 'pods/exec', 'pods/attach', 'pods/portforward', 'pods/log'],
    },
  ],
})
await grant(admin, 'execer', {
  namespace: 'a',
  rules: [
    { verbs: ['create', 'get'], resources: ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/log'] },
  ],
})

after(async () => {
  for (const each of [backend, target]) {
    each.close()
    each.closeAllConnections()
  }
  await server[Symbol.asyncDispose]()
  process.off('unhandledRejection', keep).off('uncaughtException', keep)
  assert.deepEqual(strays, [])
})

type Way = 'exec' | 'attach' | 'portforward'
const queries = { exec: 'command=id&stdout=1&stdin=1', attach: 'stdout=1', portforward: 'ports=80' }
const webSocket = (way: Way) =>
  `connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-protocol: ${way === 'portforward' ? 'SPDY/3.1+portforward.k8s.io' : 'v5.channel.k8s.io'}\r\n`
const spdy = () =>
  'connection: upgrade\r\nupgrade: SPDY/3.1\r\nx-stream-protocol-version: v4.channel.k8s.io\r\n'
const protocols = { webSocket, spdy }

async function ask(
  way: Way,
  options: {
    readonly user?: string
    readonly upgrade?: string
    readonly pod?: string
    readonly method?: string
  } = {},
) {
  const { user = 'execer', upgrade = spdy(), pod = 'on-n1', method = 'POST' } = options
  const raw = await server.open()
  raw.write(
    `${method} /api/v1/namespaces/a/pods/${pod}/${way}?${queries[way]} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer token-${user}\r\ncookie: c=planted\r\n${upgrade}\r\n`,
  )
  return raw
}

const followUp = 'GET /api/v1/nodes HTTP/1.1\r\nhost: kubelet\r\n\r\n'

test('CVE-2018-1002105: a backend that answers an upgrade with anything but 101 leaves no tunnel', async () => {
  const answers = [
    '200 OK',
    '204 No Content',
    '302 Found',
    '400 Bad',
    '401 Unauthorized',
    '403 Forbidden',
    '404 Not Found',
    '426 Upgrade Required',
    '500 Oops',
    '999 Odd',
    '100 Continue',
    '102 Processing',
  ]
  for (const [name, upgrade] of Object.entries(protocols)) {
    for (const way of ['exec', 'attach', 'portforward'] as const) {
      for (const line of answers) {
        let leaked = ''
        onUpgrade = (_, socket) => {
          socket.on('data', (chunk) => {
            leaked += String(chunk)
          })
          socket.write(
            `HTTP/1.1 ${line}\r\nconnection: Upgrade\r\nupgrade: SPDY/3.1\r\nlocation: ${elsewhere()}\r\ncontent-length: 0\r\n\r\n`,
          )
          if (line.startsWith('1')) socket.end()
        }
        const raw = await ask(way, { upgrade: upgrade(way) })
        raw.write(followUp)
        await raw.until(/HTTP\/1.1 \d{3}/)
        raw.write(followUp)
        await raw.closed
        const what = `${name} ${way} ${line}: ${raw.received()}`
        assert.match(raw.received(), /^HTTP\/1.1 [45]\d\d/, what)
        assert.equal(raw.received().split('HTTP/1.1').length, 2, what)
        assert.doesNotMatch(leaked, /api\/v1\/nodes/, what)
      }
    }
  }
  assert.equal(followed, 0)
})

test('CVE-2018-1002105: credentials of the caller go no further than the API server', async () => {
  seen.length = 0
  onUpgrade = (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n')
  for (const upgrade of Object.values(protocols))
    for (const way of ['exec', 'attach', 'portforward'] as const)
      await (await ask(way, { upgrade: upgrade(way) })).closed
  await server.send('token-execer')('GET', '/api/v1/namespaces/a/pods/on-n1/log', {
    headers: { cookie: 'c=planted' },
  })
  assert.equal(seen.length, 7)
  for (const { headers } of seen) {
    assert.equal(headers.authorization, undefined)
    assert.equal(headers.cookie, undefined)
    assert.doesNotMatch(JSON.stringify(headers), /token-|planted|impersonate/)
  }
})

test('CVE-2018-1002102, CVE-2020-8559: redirects 301 to 308 of a kubelet are never followed', async () => {
  for (let status = 300; status <= 308; status++) {
    plainStatus = status
    onUpgrade = (_, socket) =>
      socket.end(`HTTP/1.1 ${status} Moved\r\nlocation: ${elsewhere()}\r\ncontent-length: 0\r\n\r\n`)
    const { code, text } = await server.send('token-execer')('GET', '/api/v1/namespaces/a/pods/on-n1/log')
    assert.ok(code >= 500, `${status} ${code}`)
    assert.ok(!text.includes(elsewhere()))
    for (const upgrade of Object.values(protocols))
      for (const way of ['exec', 'attach', 'portforward'] as const) {
        const raw = await ask(way, { upgrade: upgrade(way) })
        await raw.closed
        assert.match(raw.received(), /^HTTP\/1.1 5\d\d/)
        assert.ok(!raw.received().toLowerCase().includes('location'))
      }
  }
  plainStatus = 200
  assert.equal(followed, 0)
})

test('a stray rejection: kubelets and clients that break a stream anywhere leave the process alive', async () => {
  const switching =
    'HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: SPDY/3.1\r\nx-stream-protocol-version: v4.channel.k8s.io\r\n\r\n'
  const endings: ((socket: Duplex) => void)[] = [
    (socket) => socket.destroy(),
    (socket) => socket.end('HTTP/1.1'),
    (socket) => socket.end(switching),
    (socket) => void socket.write(switching, () => socket.destroy()),
    (socket) => socket.end(`${switching}${'\xff'.repeat(1000)}`),
    (socket) =>
      socket.end(Buffer.concat([Buffer.from(switching), Buffer.from([0x80, 3, 0, 2, 0, 0xff, 0xff, 0xff])])),
  ]
  for (const end of endings) {
    onUpgrade = (_, socket) => end(socket)
    for (const upgrade of Object.values(protocols)) {
      const raw = await ask('exec', { upgrade: upgrade('exec') })
      raw.write(Buffer.from([0x82, 0x85, 0, 0, 0, 0, 0, 1, 2, 3, 4]))
      await raw.until(/HTTP/)
      raw.socket.destroy()
      await raw.closed
    }
  }
  onUpgrade = (_, socket) => void socket.write(switching)
  for (const upgrade of Object.values(protocols)) {
    const raw = await ask('exec', { upgrade: upgrade('exec') })
    await raw.until(/101/)
    raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff]))
    raw.socket.destroy()
    await raw.closed
  }
})

test('a WebSocket handshake that cannot succeed opens nothing at the kubelet', async () => {
  seen.length = 0
  for (const bad of [
    'sec-websocket-key: x\r\nsec-websocket-version: 13\r\n',
    'sec-websocket-version: 13\r\n',
    'sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-version: 7\r\n',
  ]) {
    const raw = await ask('exec', {
      upgrade: `connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-protocol: v5.channel.k8s.io\r\n${bad}`,
    })
    await raw.closed
    assert.match(raw.received(), /^HTTP\/1.1 400/)
  }
  assert.equal(seen.length, 0)
})

test('k/k#78741, KEP-2862: a reader of pods opens nothing by WebSocket or SPDY, by GET or POST', async () => {
  seen.length = 0
  for (const upgrade of Object.values(protocols))
    for (const way of ['exec', 'attach', 'portforward'] as const)
      for (const method of ['GET', 'POST']) {
        const raw = await ask(way, { user: 'reader', upgrade: upgrade(way), method })
        raw.write(followUp)
        await raw.closed
        assert.match(raw.received(), /^HTTP\/1.1 403/, `${way} ${method}`)
      }
  for (const upgrade of Object.values(protocols)) {
    const raw = await ask('exec', { user: 'nobody', upgrade: upgrade('exec') })
    await raw.closed
    assert.match(raw.received(), /^HTTP\/1.1 401/)
  }
  assert.equal(seen.length, 0)
})

const nodeAt = (...addresses: string[]) =>
  ({
    metadata: { name: 'n' },
    status: {
      addresses: addresses.map((address) => ({ type: 'InternalIP', address })),
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
    },
  }) as never

test('CVE-2020-8555, CVE-2022-3294: addresses of the control plane are refused in every spelling', () => {
  const refused = [
    ...[
      '127.0.0.1',
      '127.1.2.3',
      '::1',
      '0:0:0:0:0:0:0:1',
      '::ffff:127.0.0.1',
      '::ffff:7f00:1',
      '::127.0.0.1',
    ],
    ...[
      '127.1',
      '2130706433',
      '0x7f000001',
      '0177.0.0.1',
      '127.0.0.1.',
      ' 127.0.0.1',
      '127.0.0.1%',
      '[::1]',
      'localhost',
      '127.0.0.1:10250',
    ],
    ...[
      '169.254.169.254',
      '::ffff:169.254.169.254',
      '::ffff:a9fe:a9fe',
      '0:0:0:0:0:ffff:a9fe:a9fe',
      '64:ff9b::a9fe:a9fe',
      '2002:a9fe:a9fe::',
      'fd00:ec2::254',
      '2852039166',
      'metadata.google.internal',
    ],
    ...[
      'fe80::1',
      'FE80::1',
      'febf::1',
      'fe80::1%lo',
      '::1%lo',
      'fec0::1',
      '0.0.0.0',
      '0.1.2.3',
      '::',
      '0::0',
      '224.0.0.1',
      '255.255.255.255',
      'ff02::1',
      '',
    ],
  ]
  for (const address of refused)
    assert.throws(
      () => kubeletPlace(nodeAt(address), { allowLoopback: false }),
      /no preferred addresses/,
      address,
    )
  for (const address of ['10.0.0.5', '192.168.1.1', '2001:db8::5', 'fd00::5', '100.64.0.1'])
    assert.ok(kubeletPlace(nodeAt(address), { allowLoopback: false }).origin.includes(address))
  const { origin } = kubeletPlace(nodeAt('127.0.0.1'), { allowLoopback: true })
  assert.equal(origin, 'https://127.0.0.1:10250')
  for (const address of refused.slice(7))
    assert.throws(
      () => kubeletPlace(nodeAt(address), { allowLoopback: true }),
      /no preferred addresses/,
      address,
    )
})

test('CVE-2020-8555: a kubelet whose certificate is not of that node, authority or address gets nothing', async () => {
  seen.length = 0
  const refusal = async (pod: string, why: RegExp) => {
    const { code, text } = await server.send('token-execer')('GET', `/api/v1/namespaces/a/pods/${pod}/log`)
    assert.ok(code >= 500, text)
    assert.match(text, why)
    const raw = await ask('exec', { pod })
    await raw.closed
    assert.match(raw.received(), /^HTTP\/1.1 500/)
  }
  // n2 claims the address of n1.
  await refusal('on-n2', /is not that of/)
  const stranger = await startTlsServer()
  const serve = async (
    name: string,
    certificate: { readonly cert: string; readonly key: string },
    usage = '127.0.0.1',
  ) => {
    const fake = createServer(certificate, (request, response) => {
      seen.push(request)
      response.end('x')
    })
    fake.listen(0, '127.0.0.1')
    await once(fake, 'listening')
    await makeNode(name, usage, portOf(fake))
    return fake
  }
  const node = (name: string) => ({
    commonName: `system:node:${name}`,
    usage: 'server' as const,
    ips: ['127.0.0.1'],
  })
  const fakes = [
    await serve('n3', await stranger.issue(node('n3'))),
    await serve('n4', await server.issue({ ...node('n4'), ips: ['10.0.0.1'] })),
    await serve('n5', await server.issue({ ...node('n5'), usage: 'client' })),
  ]
  await refusal('on-n3', /certificate|self|issuer/i)
  await refusal('on-n4', /not in the cert/)
  await refusal('on-n5', /purpose|certificate/i)
  for (const fake of fakes) {
    fake.close()
    fake.closeAllConnections()
  }
  await stranger[Symbol.asyncDispose]()
  assert.equal(seen.length, 0)
})

test('kubelet port: nobody without credentials, no reader into containers, however the path is spelt (k/k#119640)', async () => {
  await using api = await startTestServer({ tokens: [token('reader'), token('stats')] })
  const { sender } = await import('./security-client.ts')
  const rights = sender(api)
  await grant(rights, 'reader', {
    rules: [{ verbs: ['get', 'list'], resources: ['nodes', 'nodes/proxy', 'pods'] }],
  })
  await grant(rights, 'stats', { rules: [{ verbs: ['get'], resources: ['nodes/stats'] }] })
  const stop = new AbortController()
  const { promise: listening, resolve } = Promise.withResolvers<number>()
  let touched = 0
  const touch = () => {
    touched++
    return undefined
  }
  const state = {
    pods: () => [],
    pod: touch,
    container: async () => touch(),
    sandbox: async () => touch(),
    statsSummary: async () => ({}),
    resourceMetrics: async () => '',
  }
  const running = runKubeletServer({
    state: state as never,
    cri: {} as never,
    client: createClient({ handler: api.handler(), clock }),
    clock,
    log: silentLogger,
    nodeName: 'n1',
    address: '127.0.0.1',
    port: 0,
    tls: { ...pair, clientCa: server.ca },
    signal: stop.signal,
    onListening: resolve,
  })
  const port = await listening
  const status = async (
    path: string,
    options: { readonly user?: string; readonly upgrade?: string; readonly method?: string } = {},
  ) => {
    const { user, upgrade = '', method = 'GET' } = options
    const socket = connect({ host: '127.0.0.1', port, ca: server.ca })
    let text = ''
    socket
      .on('error', () => {})
      .on('data', (chunk) => {
        text += String(chunk)
      })
    const close = upgrade === '' ? 'connection: close\r\n' : upgrade
    socket.write(
      `${method} ${path} HTTP/1.1\r\nhost: x\r\n${user === undefined ? '' : `authorization: Bearer token-${user}\r\n`}${close}\r\n`,
    )
    await once(socket, 'close')
    return Number(/^HTTP\/1.1 (\d+)/.exec(text)?.[1] ?? 0)
  }
  const paths = [
    '/healthz',
    '/pods',
    '/metrics',
    '/metrics/resource',
    '/stats/summary',
    '/containerLogs/a/p/c',
    '/logs/',
    '/debug/pprof',
    '/debug/flags/v',
    '/spec',
    '/runningpods',
    '/configz',
    '/run/a/p/c',
    '/',
  ]
  const ways = [
    '/exec/a/p/c?command=id&output=1',
    '/attach/a/p/c',
    '/portForward/a/p',
    '/%65xec/a/p/c?command=id&output=1',
    '/ex%65c/a/p/c',
    '/att%61ch/a/p/c',
    '/portForw%61rd/a/p',
  ]
  for (const path of [...paths, ...ways]) {
    for (const upgrade of ['', spdy(), webSocket('exec')]) {
      assert.equal(await status(path, { upgrade }), 401, path)
      if (upgrade === '') assert.equal(await status(path, { upgrade, user: 'unknown' }), 401, path)
    }
  }
  for (const path of ways)
    for (const method of ['GET', 'POST', 'PUT', 'HEAD'])
      for (const upgrade of [spdy(), webSocket('exec')])
        assert.equal(await status(path, { user: 'reader', upgrade, method }), 403, `${method} ${path}`)
  assert.equal(touched, 0)
  assert.equal(await status('/pods', { user: 'reader' }), 200)
  assert.equal(await status('/stats/summary', { user: 'stats' }), 200)
  for (const path of ['/pods', '/stats/..%2fpods', '/stats/../pods', '/containerLogs/a/p/c'])
    assert.notEqual(await status(path, { user: 'stats' }), 200, path)
  stop.abort(new Error('done'))
  await running
})
