// Unmodified kubectl against what others add to the API: an aggregated metrics API (`kubectl top`), admission webhooks.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { listenTls } from '../../src/apiserver/http/listeners.ts'
import { silentLogger } from '../../src/base/log.ts'
import { systemClock as clock } from '../../src/base/node/system-clock.ts'
import { systemRng as rng } from '../../src/base/node/system-rng.ts'
import { makeKubeconfig, writeKubeconfig } from '../../src/client/node/kubeconfig-file.ts'
import { createAuthority, issue } from '../../src/cluster/pki/authority.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { caller } from '../integration/api-calls.ts'
import {
  type BackendServer,
  type ReceivedRequest,
  sendJson,
  startBackend,
} from '../integration/webhook-server.ts'
import { kubectl35 } from '../oracles/programs.ts'
import { type Result, runProgram } from '../oracles/run-program.ts'

const dir = mkdtempSync(join(tmpdir(), 'kubectl-extension-'))
const ending = new AbortController()
let server: TestServer
let backend: BackendServer
let closed: Promise<void>
let env: NodeJS.ProcessEnv

const groupVersion = '/apis/metrics.k8s.io/v1beta1'

/** As metrics-server and a webhook would answer. */
function answer({ url, body }: ReceivedRequest): object {
  const time = { timestamp: new Date(clock.now()).toISOString(), window: '10s' }
  if (url === groupVersion) {
    const verbs = ['get', 'list']
    const resources = [
      { name: 'nodes', singularName: 'node', namespaced: false, kind: 'NodeMetrics', verbs },
      { name: 'pods', singularName: 'pod', namespaced: true, kind: 'PodMetrics', verbs },
    ]
    return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: 'metrics.k8s.io/v1beta1', resources }
  }
  if (url.startsWith(`${groupVersion}/namespaces/default/pods`)) {
    const containers = [{ name: 'c', usage: { cpu: '7m', memory: '20Mi' } }]
    const items = [{ metadata: { name: 'web', namespace: 'default' }, ...time, containers }]
    return { kind: 'PodMetricsList', apiVersion: 'metrics.k8s.io/v1beta1', metadata: {}, items }
  }
  if (url.startsWith(`${groupVersion}/nodes`)) {
    const items = [{ metadata: { name: 'node-1' }, ...time, usage: { cpu: '250m', memory: '512Mi' } }]
    return { kind: 'NodeMetricsList', apiVersion: 'metrics.k8s.io/v1beta1', metadata: {}, items }
  }
  if (!url.startsWith('/hook')) return {}
  const { uid, name } = JSON.parse(body).request as { uid: string; name: string }
  const refusal = { allowed: false, status: { message: 'not that name', code: 403, reason: 'Forbidden' } }
  const patch = Buffer.from('[{"op":"add","path":"/data","value":{"from":"webhook"}}]').toString('base64')
  const consent = { allowed: true, patch, patchType: 'JSONPatch', warnings: ['it was changed'] }
  const response = { uid, ...(name === 'bad' ? refusal : consent) }
  return { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response }
}

before(async () => {
  const [authority, proxyCa] = await Promise.all([
    createAuthority('ca', { clock, rng }),
    createAuthority('front-proxy-ca', { clock, rng }),
  ])
  const sign = (
    ca: typeof authority,
    commonName: string,
    more: { usage: 'client' | 'server'; ips?: string[] },
  ) => issue(ca, { commonName, organizations: ['system:masters'], days: 1, ...more }, { clock, rng })
  const [served, admin, proxy] = await Promise.all([
    sign(authority, 'api', { usage: 'server', ips: ['127.0.0.1'] }),
    sign(authority, 'admin', { usage: 'client' }),
    sign(proxyCa, 'front-proxy-client', { usage: 'client' }),
  ])
  const dnsNames = ['metrics-server.kube-system.svc', 'hook.default.svc']
  backend = await startBackend((request, response) => sendJson(response, answer(request)), { dnsNames })
  server = await startTestServer({
    route: () => ({ host: '127.0.0.1', port: backend.port }),
    frontProxy: { ca: proxyCa.cert, ...proxy },
  })
  const tls = { ...served, clientCa: authority.cert, requestHeaderCa: proxyCa.cert }
  const { pipeline } = server.server
  const common = { pipeline, log: silentLogger, signal: ending.signal }
  const listening = await listenTls({ ...common, address: '127.0.0.1', port: 0, tls })
  closed = listening.closed
  const config = join(dir, 'config')
  const url = `https://127.0.0.1:${listening.port}`
  const access = { server: url, ca: authority.cert, ...admin }
  await writeKubeconfig(config, makeKubeconfig({ name: 'c', user: 'u', ...access }))
  env = { ...process.env, KUBECONFIG: config, HOME: dir }
  await prepare()
})

after(async () => {
  ending.abort(new Error('the tests are over'))
  await closed
  await server.stop()
  await backend[Symbol.asyncDispose]()
  rmSync(dir, { recursive: true, force: true })
})

/** A node and a pod to be measured. */
async function prepare(): Promise<void> {
  const call = caller(server.handler())
  const capacity = { cpu: '1', memory: '1Gi', pods: '10' }
  await call('POST', '/api/v1/nodes', { metadata: { name: 'node-1' } })
  const status = { capacity, allocatable: capacity }
  const type = { 'content-type': 'application/merge-patch+json' }
  await call('PATCH', '/api/v1/nodes/node-1/status', { status }, type)
  const spec = { containers: [{ name: 'c', image: 'i' }] }
  await call('POST', '/api/v1/namespaces/default/pods', { metadata: { name: 'web' }, spec })
}

const kubectl = (args: string, input?: string): Promise<Result> =>
  runProgram(kubectl35.path, args.split(' '), { env, ...(input !== undefined && { input }) })

async function printed(args: string, input?: string): Promise<string> {
  const { code, stdout, stderr } = await kubectl(args, input)
  assert.equal(code, 0, stderr)
  return stdout
}

function manifest(...objects: object[]): string {
  return objects.map((object) => JSON.stringify(object)).join('\n---\n')
}

const service = (namespace: string, name: string) => [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace, name },
    spec: { ports: [{ name: 'https', port: 443 }] },
  },
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace, name: `${name}-1`, labels: { 'kubernetes.io/service-name': name } },
    addressType: 'IPv4',
    ports: [{ name: 'https', port: 8443 }],
    endpoints: [{ addresses: ['10.1.2.3'] }],
  },
]

test('kubectl top prints what an aggregated metrics API says', async () => {
  const spec = {
    ...{ group: 'metrics.k8s.io', version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100 },
    service: { namespace: 'kube-system', name: 'metrics-server' },
    caBundle: backend.caBundle,
  }
  const metadata = { name: 'v1beta1.metrics.k8s.io' }
  const object = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata, spec }
  await printed('apply -f -', manifest(object, ...service('kube-system', 'metrics-server')))
  await printed('wait --for=condition=Available apiservice/v1beta1.metrics.k8s.io --timeout=30s')
  assert.match(
    await printed('get apiservices'),
    /^v1beta1\.metrics\.k8s\.io +kube-system\/metrics-server +True/m,
  )
  assert.match(await printed('top nodes'), /^node-1 +250m +25% +512Mi +50%/m)
  assert.match(await printed('top pods'), /^web +7m +20Mi/m)
  assert.match(
    await printed('api-resources --api-group=metrics.k8s.io'),
    /^nodes +metrics\.k8s\.io\/v1beta1 +false +NodeMetrics/m,
  )
  assert.match(
    await printed('get nodes.metrics.k8s.io -o name'),
    /^nodemetrics\.metrics\.k8s\.io\/node-1$|node-1/m,
  )
})

test('kubectl prints what webhooks changed, warned of and refused', async () => {
  const rule = { operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }
  const hook = {
    name: 'hook.example.com',
    clientConfig: {
      service: { namespace: 'default', name: 'hook', path: '/hook' },
      caBundle: backend.caBundle,
    },
    rules: [rule],
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
  }
  const kind = 'MutatingWebhookConfiguration'
  const metadata = { name: 'hook' }
  const configuration = { apiVersion: 'admissionregistration.k8s.io/v1', kind, metadata, webhooks: [hook] }
  await printed('apply -f -', manifest(...service('default', 'hook'), configuration))
  assert.match(await printed('get mutatingwebhookconfigurations'), /^hook +1 +/m)
  const made = await kubectl('create configmap good -o jsonpath={.data.from}')
  assert.deepEqual([made.code, made.stdout], [0, 'webhook'])
  assert.match(made.stderr, /^Warning: it was changed$/m)
  const refused = await kubectl('create configmap bad')
  assert.equal(refused.code, 1)
  assert.equal(
    refused.stderr,
    'error: failed to create configmap: admission webhook "hook.example.com" denied the request: not that name\n',
  )
  const dry = await kubectl('create configmap dry --dry-run=server -o jsonpath={.data.from}')
  assert.equal(dry.stdout, 'webhook')
  assert.match(
    await printed('explain mutatingwebhookconfigurations.webhooks.failurePolicy'),
    /FIELD: failurePolicy/,
  )
})
