// Conversion webhooks: a real HTTPS server says how objects look in the other version.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Call, caller, watch } from './api-calls.ts'
import { definition } from './custom-definitions.ts'
import { type BackendServer, sendJson, startBackend } from './webhook-server.ts'

interface Shape {
  readonly apiVersion: string
  readonly metadata: { readonly name: string; readonly labels?: object }
  readonly spec: { readonly host?: string; readonly port?: number; readonly hostPort?: string }
}

interface Review {
  readonly request: {
    readonly uid: string
    readonly desiredAPIVersion: string
    readonly objects: readonly Shape[]
  }
}

let backend: BackendServer
let server: TestServer
let call: Call
let fault: object | undefined
let change: (obj: object) => object = (obj) => obj
const calls: Review['request'][] = []

/** v1 has host and port in one text, v2 apart. */
function converted(obj: Shape, apiVersion: string): object {
  const { host, port, hostPort = ':' } = obj.spec
  const [first = '', second = ''] = hostPort.split(':')
  const spec = apiVersion.endsWith('/v2')
    ? { host: first, port: Number(second) }
    : { hostPort: `${host}:${port}` }
  const metadata = { ...obj.metadata, labels: { ...obj.metadata.labels, converted: 'yes' }, generation: 99 }
  return { ...obj, apiVersion, metadata, spec }
}

before(async () => {
  backend = await startBackend((request, response) => {
    const { request: asked } = JSON.parse(request.body) as Review
    calls.push(asked)
    const { uid, desiredAPIVersion, objects } = asked
    const convertedObjects = objects.map((obj) => change(converted(obj, desiredAPIVersion)))
    const answer = { uid, result: { status: 'Success' }, convertedObjects, ...fault }
    sendJson(response, { apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview', response: answer })
  })
  server = await startTestServer({ route: () => ({ host: '127.0.0.1', port: backend.port }) })
  call = caller(server.handler())
})

after(async () => {
  await server.stop()
  await backend[Symbol.asyncDispose]()
})

const group = 'hosts.test.example.com'

async function define(): Promise<void> {
  const schema = (properties: object) => ({
    openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties } } },
  })
  const crd = definition(group, [
    { name: 'v1', storage: true, schema: schema({ hostPort: { type: 'string' } }) },
    { name: 'v2', storage: false, schema: schema({ host: { type: 'string' }, port: { type: 'integer' } }) },
  ])
  const clientConfig = { url: `${backend.url}/convert`, caBundle: backend.caBundle }
  const conversion = { strategy: 'Webhook', webhook: { clientConfig, conversionReviewVersions: ['v1'] } }
  const answer = await call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    ...crd,
    spec: { ...crd.spec, conversion },
  })
  assert.equal(answer.status, 201, answer.text)
}

const at = (version: string) => `/apis/${group}/${version}/namespaces/default/crontabs`

test('a conversion webhook is asked for what is written, read, listed and watched in the other version', async () => {
  await define()
  const made = await call('POST', at('v2'), { metadata: { name: 'a' }, spec: { host: 'h', port: 1 } })
  assert.equal(made.status, 201, made.text)
  assert.deepEqual([made.body.apiVersion, made.body.spec], [`${group}/v2`, { host: 'h', port: 1 }])
  assert.equal(made.body.metadata.generation, 1, 'a webhook changes no metadata but labels and annotations')
  const { body: stored } = await call('GET', `${at('v1')}/a`)
  assert.deepEqual([stored.spec, stored.metadata.labels], [{ hostPort: 'h:1' }, { converted: 'yes' }])
  await call('POST', at('v1'), { metadata: { name: 'b' }, spec: { hostPort: 'i:2' } })
  calls.length = 0
  const { body: list } = await call('GET', at('v2'))
  assert.deepEqual(
    list.items.map(({ spec }: Shape) => spec),
    [
      { host: 'h', port: 1 },
      { host: 'i', port: 2 },
    ],
  )
  assert.deepEqual(
    calls.map(({ objects }) => objects.map(({ metadata }) => metadata.name)),
    [['b']],
    'what has been converted is not asked for again',
  )
  await using events = await watch(
    server.handler(),
    `${at('v2')}?watch=1&resourceVersion=${list.metadata.resourceVersion}`,
  )
  await call(
    'PATCH',
    `${at('v1')}/b`,
    { spec: { hostPort: 'j:3' } },
    { 'content-type': 'application/merge-patch+json' },
  )
  const event = await events.next()
  assert.deepEqual([event.type, event.object.spec], ['MODIFIED', { host: 'j', port: 3 }])
  const patched = await call(
    'PATCH',
    `${at('v2')}/b`,
    { spec: { port: 4 } },
    {
      'content-type': 'application/merge-patch+json',
    },
  )
  assert.deepEqual(patched.body.spec, { host: 'j', port: 4 })
  assert.deepEqual((await call('GET', `${at('v1')}/b`)).body.spec, { hostPort: 'j:4' })
  assert.equal((await call('DELETE', `${at('v2')}/b`)).status, 200)
})

test('a conversion webhook that fails, or answers with something else, is told in upstream’s words', async () => {
  await call('POST', at('v1'), { metadata: { name: 'c' }, spec: { hostPort: 'h:1' } })
  const check = async (expected: RegExp) => {
    const { status, body } = await call('GET', `${at('v2')}/c`)
    assert.equal(status, 500)
    assert.match(body.message, expected)
  }
  const what = `conversion webhook for ${group}/v1, Kind=CronTab`
  fault = { result: { status: 'Failure', message: 'no, thanks' } }
  await check(new RegExp(`^${what} failed: no, thanks$`))
  fault = { uid: 'other' }
  await check(/failed: expected response.uid="[^"]+", got "other"$/)
  fault = { convertedObjects: [] }
  await check(/returned 0 objects, expected 1$/)
  fault = undefined
  change = (obj) => ({ ...obj, apiVersion: 'x/v1' })
  await check(/invalid groupVersion \(expected hosts.test.example.com\/v2, received x\/v1\)$/)
  change = (obj) => ({ ...obj, metadata: { ...(obj as Shape).metadata, name: 'd' } })
  await check(/must have the same name: c != d$/)
  change = (obj) => obj
  assert.equal((await call('GET', `${at('v2')}/c`)).status, 200)
})
