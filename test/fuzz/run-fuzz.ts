// Random malformed requests against an API server, in process and over TLS with both versions of HTTP, for a bounded time. A
// fault is an answer of 500, a stray rejection, a grown Object.prototype, a server that no longer answers, or growing memory.
import { once } from 'node:events'
import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from 'node:http2'
import { seededRng } from '../../src/base/rng.ts'
import { adminToken } from '../../src/testing/cluster.ts'
import { draftPod, type Send } from '../integration/security-client.ts'
import { startTlsServer, type TlsServer } from '../integration/security-tls.ts'
import { type FuzzRequest, RequestFuzzer } from './requests.ts'

export interface FuzzResult {
  readonly requests: number
  /** How many answers there were of each status; 0 for connections that broke. */
  readonly statuses: ReadonlyMap<number, number>
  readonly faults: readonly string[]
}

const maxFaults = 20
const answerMs = 15_000
const hung = -1
const maxGrowth = 300 << 20
const template = {
  metadata: { labels: { a: 'b' } },
  spec: {
    containers: [
      {
        name: 'c',
        image: 'i',
        ports: [{ containerPort: 80 }],
        resources: { requests: { cpu: '1', memory: '1Gi' } },
      },
    ],
  },
}
const selector = { matchLabels: { a: 'b' } }
const named = (more: object) => ({
  metadata: { name: 'fuzz', labels: { a: 'b' }, annotations: { c: 'd' } },
  ...more,
})

/** One good object of each collection that the fuzzer spoils. */
const samples: ReadonlyMap<string, object> = new Map<string, object>([
  ['/api/v1/namespaces/default/configmaps', named({ data: { a: 'b' }, binaryData: { c: 'AAAA' } })],
  [
    '/api/v1/namespaces/default/secrets',
    named({ data: { a: 'YQ==' }, stringData: { b: 'c' }, type: 'Opaque' }),
  ],
  [
    '/api/v1/namespaces/default/pods',
    {
      ...draftPod('fuzz'),
      spec: {
        ...template.spec,
        volumes: [{ name: 'v', emptyDir: { sizeLimit: '1Mi' } }],
        tolerations: [{ key: 'a', operator: 'Exists' }],
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'a', labelSelector: selector }],
          },
        },
      },
    },
  ],
  [
    '/api/v1/namespaces/default/services',
    named({
      spec: {
        selector: { a: 'b' },
        ports: [{ port: 80, targetPort: 'http', protocol: 'TCP' }],
        type: 'NodePort',
      },
    }),
  ],
  [
    '/api/v1/nodes',
    named({
      spec: { taints: [{ key: 'a', effect: 'NoSchedule' }], podCIDRs: ['10.0.0.0/24'] },
      status: { capacity: { cpu: '4' } },
    }),
  ],
  [
    '/apis/apps/v1/namespaces/default/deployments',
    named({ spec: { replicas: 1, selector, template, strategy: { rollingUpdate: { maxSurge: '25%' } } } }),
  ],
  [
    '/apis/apps/v1/namespaces/default/statefulsets',
    named({ spec: { serviceName: 's', selector, template } }),
  ],
  [
    '/apis/batch/v1/namespaces/default/jobs',
    named({ spec: { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } } }),
  ],
  [
    '/apis/batch/v1/namespaces/default/cronjobs',
    named({ spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template } } } }),
  ],
  [
    '/apis/rbac.authorization.k8s.io/v1/clusterroles',
    named({
      rules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }],
      aggregationRule: { clusterRoleSelectors: [selector] },
    }),
  ],
  [
    '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings',
    named({
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ kind: 'User', name: 'u' }],
    }),
  ],
  [
    '/apis/policy/v1/namespaces/default/poddisruptionbudgets',
    named({ spec: { selector, maxUnavailable: '10%' } }),
  ],
  [
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    { spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } },
  ],
  ['/apis/authentication.k8s.io/v1/tokenreviews', { spec: { token: 'eyJ.eyJ.x', audiences: ['a'] } }],
])

export async function runFuzz(options: { readonly seed: number; readonly ms: number }): Promise<FuzzResult> {
  await using server = await startTlsServer()
  const fuzzer = new RequestFuzzer(seededRng(options.seed), samples)
  const statuses = new Map<number, number>()
  const faults: string[] = []
  const stray = (error: unknown) =>
    void faults.push(`stray: ${error instanceof Error ? error.stack : String(error)}`)
  process.on('unhandledRejection', stray).on('uncaughtException', stray)
  const inherited = Reflect.ownKeys(Object.prototype).length
  const admin = server.send()
  await admin('POST', '/api/v1/namespaces', { body: { metadata: { name: 'default' } } })
  const wire = new Wire(server)
  const end = performance.now() + options.ms
  let requests = 0
  let baseline = 0
  while (performance.now() < end && faults.length < maxFaults) {
    const request = fuzzer.next()
    const answering = requests % 4 === 3 ? wire.send(request) : inProcess(admin, request)
    const status = await within(answering)
    if (status === hung) {
      faults.push(`no answer within ${answerMs} ms: ${describe(request)}`)
      break
    }
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    // 501 and 503 are said on purpose, 504 where a revision of the future was waited for.
    if (status === 500) faults.push(`500: ${describe(request)} ${server.logs.at(-1)?.fields?.err ?? ''}`)
    if (Reflect.ownKeys(Object.prototype).length !== inherited)
      faults.push(`Object.prototype grew: ${describe(request)}`)
    if (++requests === 2000) baseline = heapAfterCollection()
    if (requests % 500 === 0) await clear(admin)
  }
  const growth = baseline === 0 ? 0 : heapAfterCollection() - baseline
  if (growth > maxGrowth) faults.push(`memory grew by ${growth} bytes`)
  if ((await admin('GET', '/api/v1/namespaces/default')).code !== 200)
    faults.push('the server no longer answers')
  wire.close()
  process.off('unhandledRejection', stray).off('uncaughtException', stray)
  return { requests, statuses, faults }
}

async function within(answering: Promise<number>): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const limit = setTimeout(() => resolve(hung), answerMs)
  try {
    return await Promise.race([answering, promise])
  } finally {
    clearTimeout(limit)
  }
}

function heapAfterCollection(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

/** Objects that were made would add up, and that is no leak. */
async function clear(admin: Send): Promise<void> {
  for (const collection of samples.keys())
    if (collection.includes('/namespaces/default/'))
      await admin('DELETE', `${collection}?gracePeriodSeconds=0`)
}

async function inProcess(admin: Send, request: FuzzRequest): Promise<number> {
  const { method, target, headers, body } = request
  return (await admin(method, target, { headers, ...(body && { body }) })).code
}

/** One HTTP/2 connection, opened again where the server has had enough of it. */
class Wire {
  readonly #server: TlsServer
  #session: ClientHttp2Session | undefined

  constructor(server: TlsServer) {
    this.#server = server
  }

  async send({ method, target, headers, body }: FuzzRequest): Promise<number> {
    const session = await this.#open()
    const all: OutgoingHttpHeaders = {
      ':method': method,
      ':path': target === '' ? '/' : target,
      authorization: `Bearer ${adminToken}`,
      ...headers,
    }
    try {
      const stream = session.request(all, { endStream: body === undefined })
      const closed = new Promise<void>((resolve) =>
        stream.on('error', () => {}).once('close', () => resolve()),
      )
      let status = 0
      stream.on('response', (head) => {
        status = Number(head[':status'])
      })
      stream.resume()
      if (body !== undefined) stream.end(body)
      await closed
      return status
    } catch (error) {
      // Node's own client refuses to send some of it.
      if (error instanceof TypeError || (error as { code?: string }).code?.startsWith('ERR_')) return 0
      throw error
    }
  }

  async #open(): Promise<ClientHttp2Session> {
    if (this.#session !== undefined && !this.#session.closed && !this.#session.destroyed) return this.#session
    const session = connect(`https://127.0.0.1:${this.#server.port}`, { ca: this.#server.ca })
    session.on('error', () => {})
    this.#session = session
    await once(session, 'connect')
    return session
  }

  close(): void {
    this.#session?.destroy()
  }
}

export function describe({ method, target, headers, body }: FuzzRequest): string {
  const text = body === undefined ? '' : Buffer.from(body).toString().slice(0, 600)
  return `${method} ${target} ${JSON.stringify(headers)} ${text}`
}
