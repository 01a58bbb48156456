// The API server behind its real listener: certificates, both versions of HTTP, and an unmodified kubectl.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:http2'
import { type Agent, request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { listenTls } from '../../src/apiserver/http/listeners.ts'
import { silentLogger } from '../../src/base/log.ts'
import { systemClock } from '../../src/base/node/system-clock.ts'
import { systemRng } from '../../src/base/node/system-rng.ts'
import { createAuthority, issue, type KeyPair } from '../../src/cluster/pki/authority.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'

const kubectl = '/usr/bin/kubectl'
const skip = existsSync(kubectl) ? false : 'no kubectl on this machine'
const sources = { clock: systemClock, rng: systemRng }
const run = promisify(execFile)

let server: TestServer
let authority: KeyPair
let admin: KeyPair
let dir: string
let port: number
let closed: Promise<void>
const ending = new AbortController()

const person = (ca: KeyPair, commonName: string, organizations: string[] = []) =>
  issue(ca, { commonName, organizations, usage: 'client', days: 1 }, sources)

before(async () => {
  server = await startTestServer()
  authority = await createAuthority('test', sources)
  admin = await person(authority, 'root', ['system:masters'])
  const served = await issue(
    authority,
    { commonName: 'api', usage: 'server', ips: ['127.0.0.1'], days: 1 },
    sources,
  )
  const { pipeline } = server.server
  const tls = { ...served, clientCa: authority.cert }
  const listening = await listenTls({
    pipeline,
    log: silentLogger,
    signal: ending.signal,
    address: '127.0.0.1',
    port: 0,
    tls,
  })
  port = listening.port
  closed = listening.closed
  dir = await mkdtemp(join(tmpdir(), 'apiserver-tls-'))
  await writeFile(join(dir, 'config'), kubeconfig(), { mode: 0o600 })
})
after(async () => {
  ending.abort(new Error('the test is over'))
  await closed
  await server.stop()
  await rm(dir, { recursive: true, force: true })
})

function kubeconfig(): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: 'c',
        cluster: {
          server: `https://127.0.0.1:${port}`,
          'certificate-authority-data': base64(authority.cert),
        },
      },
    ],
    users: [
      {
        name: 'u',
        user: { 'client-certificate-data': base64(admin.cert), 'client-key-data': base64(admin.key) },
      },
    ],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  })
}

/** One request over HTTP/1.1 on a connection of its own. */
function get(path: string, identity?: KeyPair): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
  const agent: Agent | false = false
  const sent = request(
    { host: '127.0.0.1', port, path, ca: authority.cert, agent, ...identity },
    (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    },
  )
  sent.on('error', reject)
  sent.end()
  return promise
}

test('the listener takes client certificates of its CA for what they say, and others for nothing', async () => {
  assert.equal((await get('/api/v1/pods', admin)).status, 200)
  const refused = await get('/api/v1/pods', await person(authority, 'alice', ['devs']))
  assert.match(refused.text, /User \\"alice\\" cannot list resource \\"pods\\"/)
  const stranger = await person(await createAuthority('other', sources), 'root', ['system:masters'])
  assert.equal((await get('/api/v1/pods', stranger)).status, 401)
  assert.equal((await get('/version', stranger)).status, 401)
  assert.equal((await get('/api/v1/pods')).status, 401)
  assert.equal((await get('/version')).status, 200)
})

test('the listener speaks HTTP/2, many streams on a connection', async () => {
  const session = connect(`https://127.0.0.1:${port}`, { ca: authority.cert, ...admin })
  const paths = Array.from({ length: 50 }, (_, i) =>
    i % 2 === 0 ? '/api/v1/namespaces/default' : '/api/v1/namespaces',
  )
  const kinds = await Promise.all(
    paths.map(async (path) => {
      const stream = session.request({ ':path': path })
      const parts: Buffer[] = []
      for await (const part of stream) parts.push(part as Buffer)
      return JSON.parse(Buffer.concat(parts).toString()).kind
    }),
  )
  assert.deepEqual([...new Set(kinds)].sort(), ['Namespace', 'NamespaceList'])
  session.close()
})

async function ctl(...args: string[]): Promise<string> {
  const env = { ...process.env, KUBECONFIG: join(dir, 'config'), HOME: dir }
  const { stdout } = await run(kubectl, args, { env, timeout: 20_000 })
  return stdout
}

test('kubectl applies, gets, explains and asks what there is', { skip }, async () => {
  const manifest = join(dir, 'manifest.yaml')
  await writeFile(manifest, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: applied\ndata:\n  a: "1"\n')
  assert.equal(await ctl('apply', '-f', manifest), 'configmap/applied created\n')
  assert.equal(await ctl('apply', '-f', manifest), 'configmap/applied unchanged\n')
  assert.equal(
    await ctl('apply', '--server-side', '--force-conflicts', '-f', manifest),
    'configmap/applied serverside-applied\n',
  )
  assert.match(await ctl('get', 'configmaps'), /^NAME\s+DATA\s+AGE\napplied\s+1\s+\d+s\n$/)
  assert.equal(await ctl('get', 'cm', 'applied', '-o', 'jsonpath={.data.a}'), '1')
  assert.match(await ctl('explain', 'pods.spec.containers.image'), /FIELD: image <string>/)
  assert.match(
    await ctl('api-resources', '--api-group=apps'),
    /^deployments\s+deploy\s+apps\/v1\s+true\s+Deployment$/m,
  )
  await writeFile(manifest, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: applied\ncolor: red\n')
  await assert.rejects(ctl('apply', '-f', manifest), /strict decoding error: unknown field "color"/)
  assert.equal(await ctl('auth', 'can-i', 'delete', 'nodes'), 'yes\n')
  assert.equal(await ctl('delete', 'cm', 'applied'), 'configmap "applied" deleted\n')
})
