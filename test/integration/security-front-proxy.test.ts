// Front proxies say in headers for whom they speak; nobody else may (one CA for both was an audit's finding, NCC 2022).
import assert from 'node:assert/strict'
import { connect } from 'node:http2'
import { type RequestOptions, request } from 'node:https'
import { after, before, test } from 'node:test'
import { listenTls } from '../../src/apiserver/http/listeners.ts'
import { silentLogger } from '../../src/base/log.ts'
import { systemClock as clock } from '../../src/base/node/system-clock.ts'
import { systemRng as rng } from '../../src/base/node/system-rng.ts'
import { createAuthority, issue, type KeyPair } from '../../src/cluster/pki/authority.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'

const ending = new AbortController()
let server: TestServer
let clientCa: KeyPair
let proxyCa: KeyPair
let port: number
let closed: Promise<void>

const certificate = (ca: KeyPair, commonName: string) =>
  issue(ca, { commonName, usage: 'client', days: 1 }, { clock, rng })

before(async () => {
  server = await startTestServer()
  // Of one name, so that only signatures tell them apart.
  clientCa = await createAuthority('ca', { clock, rng })
  proxyCa = await createAuthority('ca', { clock, rng })
  const served = { commonName: 'api', usage: 'server', ips: ['127.0.0.1'], days: 1 } as const
  const tls = {
    ...(await issue(clientCa, served, { clock, rng })),
    clientCa: clientCa.cert,
    requestHeaderCa: proxyCa.cert,
  }
  const { pipeline } = server.server
  const common = { pipeline, log: silentLogger, signal: ending.signal }
  ;({ port, closed } = await listenTls({ ...common, address: '127.0.0.1', port: 0, tls }))
})

after(async () => {
  ending.abort(new Error('the test is over'))
  await closed
  await server.stop()
})

interface Told {
  readonly status: number
  readonly user?: { readonly username: string; readonly groups: string[]; readonly extra?: object }
}

const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
const body = '{"kind":"SelfSubjectReview","apiVersion":"authentication.k8s.io/v1"}'

async function whoAmI(pair: KeyPair, headers: Record<string, string | string[]>): Promise<Told> {
  const { promise, resolve, reject } = Promise.withResolvers<Told>()
  const options: RequestOptions = {
    host: '127.0.0.1',
    port,
    path,
    method: 'POST',
    agent: false,
    ca: clientCa.cert,
    ...pair,
    headers: { 'content-type': 'application/json', ...headers },
  }
  const sent = request(options, async (response) => {
    let text = ''
    for await (const chunk of response) text += chunk
    resolve({ status: response.statusCode ?? 0, user: JSON.parse(text).status?.userInfo })
  })
  sent.on('error', reject)
  // Bytes: Node would write headers before a text as UTF-8 themselves.
  sent.end(Buffer.from(body))
  return await promise
}

const asAdmin = { 'x-remote-user': 'root', 'x-remote-group': ['system:masters'] }

test('requestHeaderUser() takes whom the front proxy names, in UTF-8, with groups that may have commas', async () => {
  const proxy = await certificate(proxyCa, 'front-proxy-client')
  const { user } = await whoAmI(proxy, {
    'x-remote-user': Buffer.from('Jürg').toString('latin1'),
    'x-remote-uid': '42',
    'x-remote-group': ['devs', 'a,system:masters'],
    'x-remote-extra-example.com%2Fproject': ['p1', 'p2'],
  })
  assert.deepEqual(user, {
    username: 'Jürg',
    uid: '42',
    groups: ['devs', 'a,system:masters', 'system:authenticated'],
    extra: { 'example.com/project': ['p1', 'p2'] },
  })
})

test('requestHeaderUser() takes them over HTTP/2 as well', async () => {
  const proxy = await certificate(proxyCa, 'front-proxy-client')
  const session = connect(`https://127.0.0.1:${port}`, { ca: clientCa.cert, ...proxy })
  const stream = session.request({
    ':path': path,
    ':method': 'POST',
    'content-type': 'application/json',
    'x-remote-user': 'jane',
    'x-remote-group': ['devs', 'a,system:masters'] as unknown as string,
  })
  stream.end(body)
  let text = ''
  for await (const chunk of stream) text += chunk
  session.close()
  assert.deepEqual(JSON.parse(text).status.userInfo.groups, [
    'devs',
    'a,system:masters',
    'system:authenticated',
  ])
})

test('a client certificate cannot speak for others through the proxy headers', async () => {
  for (const name of ['alice', 'front-proxy-client']) {
    const { user } = await whoAmI(await certificate(clientCa, name), asAdmin)
    assert.equal(user?.username, name)
    assert.deepEqual(user?.groups, ['system:authenticated'])
  }
})

test('a certificate of the proxy authority is no client certificate, whatever its name', async () => {
  assert.equal((await whoAmI(await certificate(proxyCa, 'front-proxy-client'), {})).status, 401)
  assert.equal((await whoAmI(await certificate(proxyCa, 'system:admin'), {})).status, 401)
  assert.equal((await whoAmI(await certificate(proxyCa, 'someone-else'), asAdmin)).status, 401)
})

test('a stranger of the same name as the proxy authority is believed nothing', async () => {
  const other = await createAuthority('ca', { clock, rng })
  assert.equal((await whoAmI(await certificate(other, 'front-proxy-client'), asAdmin)).status, 401)
})
