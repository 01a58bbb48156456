// What does the API server cost over a bare node:https handler that sends the same bytes? GET, LIST of 500 and of 10,000,
// POST and WATCH over TLS, with client certificates, RBAC, flow control, admission, validation and managed fields on, the store on
// disk. The bare handler's POST parses, stamps and commits an object of the same size to LMDB. Ratios within one run, the best of
// two rounds, throughput and the server's CPU time a request.
//
//   node bench/apiserver.ts [CONNECTIONS]     HTTP/1.1 connections that ask at a time, 16 unless told otherwise
import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open } from 'lmdb'
import { kinds } from '../src/api/kinds.ts'
import { listenTls } from '../src/apiserver/http/listeners.ts'
import { createApiServer } from '../src/apiserver/server.ts'
import { createLogger } from '../src/base/log.ts'
import { settle, systemClock } from '../src/base/node/system-clock.ts'
import { systemRng } from '../src/base/node/system-rng.ts'
import { uuid } from '../src/base/rng.ts'
import { createAuthority, issue } from '../src/cluster/pki/authority.ts'
import type { HttpHandler } from '../src/machinery/http.ts'
import { openLmdbStore } from '../src/store/lmdb/lmdb-store.ts'
import type { Job, Report } from './apiserver-load.ts'

const rounds = 2
const connections = Number(process.argv[2] ?? 16)
const listed = 500
const listedInAll = 10_000
const watchers = 50
const watchedWrites = 1000
const seconds = 2
const adminToken = uuid(systemRng)
const sources = { clock: systemClock, rng: systemRng }

const authority = await createAuthority('bench', sources)
const served = await issue(
  authority,
  { commonName: 'server', usage: 'server', ips: ['127.0.0.1'], days: 1 },
  sources,
)
const client = await issue(
  authority,
  { commonName: 'bench', organizations: ['benchers'], usage: 'client', days: 1 },
  sources,
)

const pod = (name: string, labels: Readonly<Record<string, string>> = { app: 'bench', tier: 'web' }) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels, annotations: { note: 'x'.repeat(200) } },
  spec: {
    serviceAccountName: 'default',
    containers: [
      {
        name: 'web',
        image: 'registry.example/web:1.2.3',
        ports: [{ name: 'http', containerPort: 8080 }],
        env: Array.from({ length: 10 }, (_, i) => ({ name: `VARIABLE_${i}`, value: `value ${i}` })),
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '256Mi' } },
        readinessProbe: { httpGet: { path: '/ready', port: 'http' }, periodSeconds: 5 },
      },
    ],
  },
})

const dir = await mkdtemp(join(tmpdir(), 'bench-apiserver-'))
const ending = new AbortController()
const log = createLogger({ level: 'warn', write: (record) => console.error(record.message, record.fields) })
const store = await openLmdbStore({ dir: join(dir, 'store'), clock: systemClock })
const server = createApiServer({
  store,
  kinds,
  log,
  ...sources,
  tokens: [{ token: adminToken, user: 'admin', groups: ['system:masters'] }],
})
const running = server.run(ending.signal)
await server.ready
const ours = await listenTls({
  pipeline: server.pipeline,
  log,
  signal: ending.signal,
  address: '127.0.0.1',
  port: 0,
  tls: { ...served, clientCa: authority.cert },
})

const handler: HttpHandler = server.handle()
async function admin(method: string, target: string, body?: object): Promise<string> {
  const response = await handler({
    method,
    target,
    headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
    signal: ending.signal,
  })
  const parts: Uint8Array[] = []
  for await (const part of response.body) parts.push(part)
  const text = Buffer.concat(parts).toString()
  if (response.status >= 300) throw new Error(`${method} ${target}: ${response.status} ${text}`)
  return text
}

const pods = '/api/v1/namespaces/default/pods'
await admin('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } })
await admin('POST', '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', {
  metadata: { name: 'bench' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'benchers' }],
})
await Promise.all(Array.from({ length: listed }, (_, i) => admin('POST', pods, pod(`pod-${i}`))))
const oneBody = Buffer.from(await admin('GET', `${pods}/pod-7`))
const listBody = Buffer.from(await admin('GET', `${pods}?limit=${listed}`))

const complete = JSON.parse(oneBody.toString())

const many = '/api/v1/namespaces/many/pods'
await admin('POST', '/api/v1/namespaces', { metadata: { name: 'many' } })
await admin('POST', '/api/v1/namespaces/many/serviceaccounts', { metadata: { name: 'default' } })
await admin('POST', '/apis/rbac.authorization.k8s.io/v1/namespaces/many/rolebindings', {
  metadata: { name: 'bench' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'benchers' }],
})
for (let from = 0; from < listedInAll; from += listed) {
  await Promise.all(Array.from({ length: listed }, (_, i) => admin('POST', many, pod(`pod-${from + i}`))))
}
const allBody = Buffer.from(await admin('GET', many))

/** The comparison: no routing, no checks, the bytes ready. */
const raw = open<Buffer, string>({ path: join(dir, 'bare'), encoding: 'binary' })
function bodyFor(target: string): Buffer {
  if (target === many) return allBody
  return target.includes('limit=') ? listBody : oneBody
}
const streams = new Set<ServerResponse>()
let written = 0
const bareServer = createServer(
  { cert: served.cert, key: served.key, ca: authority.cert, requestCert: true, rejectUnauthorized: false },
  (request, response) => {
    const headers = { 'content-type': 'application/json' }
    if (request.method === 'POST') {
      const parts: Buffer[] = []
      request.on('data', (part) => parts.push(part))
      request.on('end', async () => {
        const { metadata } = JSON.parse(Buffer.concat(parts).toString())
        const stamp = {
          name: metadata.name,
          uid: uuid(systemRng),
          creationTimestamp: new Date(systemClock.now()).toISOString(),
        }
        // What the server adds is at hand: defaults, volumes, managed fields.
        const bytes = Buffer.from(
          JSON.stringify({ ...complete, metadata: { ...complete.metadata, ...stamp } }),
        )
        await raw.put(`/pods/${written++}`, bytes)
        response.writeHead(201, { ...headers, 'content-length': bytes.length }).end(bytes)
      })
      return
    }
    if (request.url?.includes('watch=')) {
      response.writeHead(200, headers)
      response.flushHeaders()
      streams.add(response)
      response.on('close', () => streams.delete(response))
      return
    }
    const body = bodyFor(request.url ?? '')
    response.writeHead(200, { ...headers, 'content-length': body.length }).end(body)
  },
)
await new Promise<void>((resolve) => bareServer.listen(0, '127.0.0.1', resolve))
const barePort = (bareServer.address() as AddressInfo).port

interface Measured {
  readonly perSecond: number
  readonly cpuMicros: number
}

const tls = { cert: client.cert, key: client.key, ca: authority.cert }

/** Runs the load in a process of its own; `during` works beside it and says when it is done. */
async function measure(job: Omit<Job, 'tls'>, during?: () => Promise<void>): Promise<Measured> {
  const child = fork(join(import.meta.dirname, 'apiserver-load.ts'))
  const next = () =>
    new Promise<Report>((resolve) => child.once('message', (message) => resolve(message as Report)))
  child.send({ ...job, tls } satisfies Job)
  await next()
  const before = process.cpuUsage()
  const startMs = systemClock.monotonic()
  const done = next()
  child.send('go')
  await during?.()
  const { count } = await done
  const cpu = process.cpuUsage(before)
  const ms = systemClock.monotonic() - startMs
  child.kill()
  return { perSecond: (count * 1000) / ms, cpuMicros: (cpu.user + cpu.system) / count }
}

async function compare(name: string, run: (port: number) => Promise<Measured>): Promise<void> {
  const best = { bare: [] as Measured[], ours: [] as Measured[] }
  for (let round = 0; round < rounds; round++) {
    best.bare.push(await run(barePort))
    best.ours.push(await run(ours.port))
  }
  const fastest = (list: readonly Measured[]) => list.reduce((a, b) => (a.perSecond > b.perSecond ? a : b))
  const cheapest = (list: readonly Measured[]) => Math.min(...list.map(({ cpuMicros }) => cpuMicros))
  const [bare, own] = [fastest(best.bare).perSecond, fastest(best.ours).perSecond]
  const [bareCpu, ownCpu] = [cheapest(best.bare), cheapest(best.ours)]
  console.log(
    `${name.padEnd(10)} ${own.toFixed(0).padStart(8)}/s of ${bare.toFixed(0).padStart(8)}/s  ratio ${(own / bare).toFixed(2)}` +
      `   CPU ${ownCpu.toFixed(0)} µs of ${bareCpu.toFixed(0)} µs  ratio ${(bareCpu / ownCpu).toFixed(2)}`,
  )
}

let posted = 0
const get =
  (target: string, askers = connections) =>
  (port: number) =>
    measure({ port, connections: askers, seconds, method: 'GET', target })
await compare('GET', get(`${pods}/pod-7`))
await compare(`LIST ${listed}`, get(`${pods}?limit=${listed}`))
await compare(`LIST ${listedInAll}`, get(many, Math.min(connections, 2)))
await compare('POST', (port) => {
  const base = `post-${posted++}`
  const body = JSON.stringify(pod('NAME', { app: 'posted' }))
  return measure({ port, connections, seconds, method: 'POST', target: pods, body, base })
})
await compare('WATCH', async (port) => {
  const name = `watched-${posted++}`
  const expected = watchers * watchedWrites
  const target = `/api/v1/namespaces/default/configmaps?watch=1&resourceVersion=${server.core.feed.revision}`
  const data = { text: 'x'.repeat(1500) }
  return measure(
    { port, connections: watchers, seconds, method: 'GET', target, lines: expected },
    async () => {
      const frame = Buffer.from(
        `${JSON.stringify({ type: 'ADDED', object: { metadata: { name }, data, pad: 'x'.repeat(420) } })}\n`,
      )
      for (let i = 0; i < watchedWrites; i++) {
        if (port === barePort) {
          await raw.put(`/configmaps/${name}-${i}`, frame)
          for (const stream of streams) stream.write(frame)
        } else {
          await admin('POST', '/api/v1/namespaces/default/configmaps', {
            metadata: { name: `${name}-${i}` },
            data,
          })
        }
        if (i % 50 === 0) await settle()
      }
    },
  )
})

ending.abort(new Error('done'))
await running
await ours.closed
bareServer.closeAllConnections()
bareServer.close()
await store.close()
await raw.close()
await rm(dir, { recursive: true, force: true })
