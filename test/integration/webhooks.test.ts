// Admission webhooks: real HTTPS servers on loopback behind the API server's writes of every kind.
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { settle } from '../../src/base/node/system-clock.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Answer, type Call, caller } from './api-calls.ts'
import { type BackendServer, type ReceivedRequest, sendJson, startBackend } from './webhook-server.ts'

interface Review {
  readonly apiVersion: string
  readonly request: {
    readonly uid: string
    readonly kind: object
    readonly resource: object
    readonly requestKind: object
    readonly requestResource: object
    readonly subResource?: string
    readonly name?: string
    readonly namespace?: string
    readonly operation: string
    readonly userInfo: { readonly username: string; readonly groups: readonly string[] }
    readonly object: KubeShape | null
    readonly oldObject: KubeShape | null
    readonly dryRun: boolean
    readonly options: { readonly kind: string } | null
  }
}

interface KubeShape {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: { readonly name: string; readonly labels?: Record<string, string> }
  readonly spec?: Record<string, unknown>
  readonly data?: Record<string, string>
}

type Judge = (review: Review, path: string) => object

let server: TestServer
let backend: BackendServer
let call: Call
let judge: Judge = () => ({ allowed: true })
const seen: { path: string; review: Review }[] = []

const reviewOf = ({ body }: ReceivedRequest) => JSON.parse(body) as Review

before(async () => {
  backend = await startBackend((request, response) => {
    if (request.url.startsWith('/convert')) return sendJson(response, convert(request.body))
    const review = reviewOf(request)
    const path = request.url.split('?', 1)[0] ?? ''
    seen.push({ path, review })
    const { apiVersion } = review
    sendJson(response, {
      apiVersion,
      kind: 'AdmissionReview',
      response: { uid: review.request.uid, ...judge(review, path) },
    })
  })
  server = await startTestServer({
    route: () => ({ host: '127.0.0.1', port: backend.port }),
    connect: {
      'pods/exec': { handle: async () => ({ status: 200, headers: {}, body: Buffer.from('opened') }) },
    },
  })
  call = caller(server.handler())
})

after(async () => {
  await server.stop()
  await backend[Symbol.asyncDispose]()
})

const root = '/apis/admissionregistration.k8s.io/v1'

beforeEach(async () => {
  judge = () => ({ allowed: true })
  for (const plural of ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'])
    await call('DELETE', `${root}/${plural}`)
  seen.length = 0
})

const configMapRule = { operations: ['*'], apiGroups: [''], apiVersions: ['*'], resources: ['configmaps'] }

function hookOf(name: string, change: object = {}): object {
  return {
    name: `${name}.example.com`,
    clientConfig: { url: `${backend.url}/${name}`, caBundle: backend.caBundle },
    rules: [configMapRule],
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    ...change,
  }
}

async function configure(
  kind: 'Mutating' | 'Validating',
  name: string,
  ...webhooks: object[]
): Promise<void> {
  const body = { metadata: { name }, webhooks }
  const answer = await call('POST', `${root}/${kind.toLowerCase()}webhookconfigurations`, body)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
}

const maps = '/api/v1/namespaces/default/configmaps'
let count = 0
const configMap = (data: Record<string, string> = {}, labels?: Record<string, string>) => ({
  metadata: { name: `map-${++count}`, ...(labels && { labels }) },
  data,
})
const createMap = (data?: Record<string, string>, labels?: Record<string, string>) =>
  call('POST', maps, configMap(data, labels))
const patchOf = (...operations: object[]) => ({
  allowed: true,
  patchType: 'JSONPatch',
  patch: Buffer.from(JSON.stringify(operations)).toString('base64'),
})
const messageOf = ({ body }: Answer) => (body as { message?: string }).message

test('webhooks: a validating one sees the request as upstream tells it, and its no is the answer', async () => {
  await configure('Validating', 'a', hookOf('deny'))
  judge = () => ({ allowed: false, status: { message: 'not on a Monday', code: 418, reason: 'Teapot' } })
  const answer = await createMap({ a: '1' })
  assert.equal(answer.status, 418)
  assert.equal(messageOf(answer), 'admission webhook "deny.example.com" denied the request: not on a Monday')
  assert.equal((answer.body as { reason?: string }).reason, 'Teapot')
  const { request, apiVersion } = seen[0]?.review ?? assert.fail()
  assert.equal(apiVersion, 'admission.k8s.io/v1')
  assert.deepEqual(request.kind, { group: '', version: 'v1', kind: 'ConfigMap' })
  assert.deepEqual(request.requestResource, { group: '', version: 'v1', resource: 'configmaps' })
  assert.deepEqual([request.operation, request.namespace], ['CREATE', 'default'])
  assert.equal(request.userInfo.username, 'admin')
  assert.equal(request.object?.kind, 'ConfigMap')
  assert.deepEqual(request.object?.data, { a: '1' })
  assert.equal(request.oldObject, null)
  assert.equal(request.dryRun, false)
  assert.deepEqual(request.options, { kind: 'CreateOptions', apiVersion: 'meta.k8s.io/v1' })
  judge = () => ({ allowed: false })
  const silent = 'admission webhook "deny.example.com" denied the request without explanation'
  assert.equal(messageOf(await createMap()), silent)
})

test('webhooks: update, patch, apply, delete and deletecollection show the object before and after', async () => {
  const name = ((await createMap({ a: '1' })).body as KubeShape).metadata.name
  await configure('Validating', 'a', hookOf('watch'))
  const body = { metadata: { name }, data: { a: '2' } }
  await call('PUT', `${maps}/${name}`, body)
  await call(
    'PATCH',
    `${maps}/${name}`,
    { data: { a: '3' } },
    { 'content-type': 'application/merge-patch+json' },
  )
  const applied = { apiVersion: 'v1', kind: 'ConfigMap', ...body, data: { b: '4' } }
  const apply = { 'content-type': 'application/apply-patch+yaml' }
  await call('PATCH', `${maps}/${name}?fieldManager=me`, applied, apply)
  await call('DELETE', `${maps}/${name}`, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 3 })
  const told = seen.map(({ review: { request } }) => [
    request.operation,
    request.oldObject?.data ?? null,
    request.object?.data ?? null,
    request.options?.kind,
  ])
  assert.deepEqual(told, [
    ['UPDATE', { a: '1' }, { a: '2' }, 'UpdateOptions'],
    ['UPDATE', { a: '2' }, { a: '3' }, 'UpdateOptions'],
    ['UPDATE', { a: '3' }, { a: '3', b: '4' }, 'UpdateOptions'],
    ['DELETE', { a: '3', b: '4' }, null, 'DeleteOptions'],
  ])
  const options = seen[3]?.review.request.options as { gracePeriodSeconds?: number }
  assert.equal(options.gracePeriodSeconds, 3)
  judge = ({ request }) => ({ allowed: request.operation !== 'DELETE' })
  await createMap({}, { gone: 'soon' })
  seen.length = 0
  const refused = await call('DELETE', `${maps}?labelSelector=gone=soon`)
  assert.equal(refused.status, 400)
  assert.equal(seen.length, 1)
})

test('webhooks: mutating ones change the object in the order of names, and each sees the changes before it', async () => {
  await configure('Mutating', 'b', hookOf('second'))
  await configure('Mutating', 'a', hookOf('first'))
  judge = ({ request }, path) =>
    patchOf({ op: 'add', path: `/data${path}`, value: `${Object.keys(request.object?.data ?? {})}` })
  const answer = await createMap({ own: 'x' })
  assert.deepEqual((answer.body as KubeShape).data, { own: 'x', first: 'own', second: 'own,first' })
})

test('webhooks: what only the server says, a mutating one cannot', async () => {
  await configure('Mutating', 'a', hookOf('liar'))
  judge = () =>
    patchOf(
      { op: 'add', path: '/metadata/uid', value: 'mine' },
      { op: 'add', path: '/metadata/generation', value: 7 },
      { op: 'add', path: '/data/__proto__', value: 'kept' },
      { op: 'add', path: '/unknown', value: 1 },
    )
  const { body } = await createMap({ a: '1' })
  const { metadata, data } = body as { metadata: { uid: string; generation?: number }; data: object }
  assert.notEqual(metadata.uid, 'mine')
  assert.equal(metadata.generation, undefined)
  assert.deepEqual(Object.entries(data), [
    ['a', '1'],
    ['__proto__', 'kept'],
  ])
  assert.ok(!('unknown' in (body as object)))
  const rule = { operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods', 'pods/status'] }
  await configure('Mutating', 'b', hookOf('status', { rules: [rule] }))
  judge = () => patchOf({ op: 'add', path: '/status', value: { phase: 'Running' } })
  const spec = { containers: [{ name: 'c', image: 'i' }] }
  const pod = await call('POST', '/api/v1/namespaces/default/pods', { metadata: { name: 'liar' }, spec })
  assert.equal((pod.body as { status: { phase: string } }).status.phase, 'Pending')
  const labelled = { metadata: { labels: { a: 'b' } } }
  const type = { 'content-type': 'application/merge-patch+json' }
  const changed = await call('PATCH', '/api/v1/namespaces/default/pods/liar', labelled, type)
  assert.equal((changed.body as { status: { phase: string } }).status.phase, 'Pending')
  judge = () => patchOf({ op: 'replace', path: '/metadata/namespace', value: 'kube-system' })
  const moved = await createMap({})
  assert.equal(
    messageOf(moved),
    'the namespace of the provided object does not match the namespace sent on the request',
  )
})

test('webhooks: a validating one sees what mutating ones made', async () => {
  await configure('Mutating', 'm', hookOf('mutate'))
  await configure('Validating', 'v', hookOf('validate'))
  judge = (_review, path) =>
    path === '/mutate' ? patchOf({ op: 'add', path: '/data', value: { a: 'b' } }) : { allowed: true }
  await createMap()
  assert.deepEqual(
    seen.map(({ path }) => path),
    ['/mutate', '/validate'],
  )
  assert.deepEqual(seen[1]?.review.request.object?.data, { a: 'b' })
})

test('webhooks: IfNeeded is asked again when a later one changed the object, once', async () => {
  await configure('Mutating', 'a', hookOf('again', { reinvocationPolicy: 'IfNeeded' }), hookOf('never'))
  await configure('Mutating', 'b', hookOf('later'))
  judge = (_review, path) =>
    path === '/later' ? patchOf({ op: 'add', path: '/data/later', value: 'yes' }) : { allowed: true }
  const { body } = await createMap({ a: '1' })
  assert.deepEqual((body as KubeShape).data, { a: '1', later: 'yes' })
  assert.deepEqual(
    seen.map(({ path }) => path),
    ['/again', '/never', '/later', '/again'],
  )
})

test('webhooks: rules choose by operation, resource, version, scope and selectors', async () => {
  const narrow = (change: object) => ({ rules: [{ ...configMapRule, ...change }] })
  await configure(
    'Validating',
    'a',
    hookOf('updates', narrow({ operations: ['UPDATE'] })),
    hookOf('secrets', narrow({ resources: ['secrets'] })),
    hookOf('cluster', narrow({ scope: 'Cluster', resources: ['*'] })),
    hookOf('v9', { ...narrow({ apiVersions: ['v9'] }), matchPolicy: 'Exact' }),
    hookOf('labelled', { objectSelector: { matchLabels: { a: 'b' } } }),
    hookOf('elsewhere', { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'other' } } }),
    hookOf('here', { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'default' } } }),
  )
  await createMap()
  assert.deepEqual(seen.map(({ path }) => path).sort(), ['/here'])
  seen.length = 0
  await createMap({}, { a: 'b' })
  assert.deepEqual(seen.map(({ path }) => path).sort(), ['/here', '/labelled'])
  seen.length = 0
  await call('POST', '/api/v1/namespaces', { metadata: { name: `ns-${++count}` } })
  assert.deepEqual(
    seen.map(({ path }) => path),
    ['/cluster'],
  )
})

test('webhooks: a kind whose versions a webhook converts is shown in the version that the rule names', async () => {
  const group = 'convert.example.com'
  const field = (name: string) => ({ type: 'object', properties: { [name]: { type: 'string' } } })
  const version = (name: string, storage: boolean) => {
    const spec = field(name === 'v1' ? 'old' : 'new')
    const openAPIV3Schema = { type: 'object', properties: { spec } }
    return { name, served: true, storage, schema: { openAPIV3Schema } }
  }
  const { caBundle } = backend
  const webhook = {
    conversionReviewVersions: ['v1'],
    clientConfig: { url: `${backend.url}/convert`, caBundle },
  }
  const made = await call('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [version('v1', false), version('v2', true)],
      conversion: { strategy: 'Webhook', webhook },
    },
  })
  assert.equal(made.status, 201, made.text)
  const rule = { operations: ['CREATE'], apiGroups: [group], apiVersions: ['v2'], resources: ['widgets'] }
  await configure('Mutating', 'a', hookOf('v2only', { rules: [rule] }))
  judge = () => patchOf({ op: 'add', path: '/spec/new', value: 'patched' })
  const path = `/apis/${group}/v1/namespaces/default/widgets`
  const body = { apiVersion: `${group}/v1`, kind: 'Widget', metadata: { name: 'w' }, spec: { old: 'given' } }
  let answer = await call('POST', path, body)
  // The definition takes a moment to be served.
  for (let attempt = 0; answer.status === 404 && attempt < 100; attempt++) {
    await settle()
    answer = await call('POST', path, body)
  }
  assert.equal(answer.status, 201, answer.text)
  assert.deepEqual(seen.at(-1)?.review.request.object?.spec, { new: 'given' })
  assert.deepEqual((answer.body as KubeShape).spec, { old: 'patched' })
  // Policies are shown the same.
  judge = () => ({ allowed: true })
  const metadata = { name: 'v2only' }
  const validations = [{ expression: 'object.spec.new != "bad"' }]
  const policy = { metadata, spec: { matchConstraints: { resourceRules: [rule] }, validations } }
  await call('POST', `${root}/validatingadmissionpolicies`, policy)
  const binding = { metadata, spec: { policyName: 'v2only', validationActions: ['Deny'] } }
  await call('POST', `${root}/validatingadmissionpolicybindings`, binding)
  const refused = await call('POST', path, { ...body, metadata: { name: 'x' }, spec: { old: 'bad' } })
  assert.match(messageOf(refused) ?? '', /denied request: failed expression: object\.spec\.new != "bad"$/)
})

/** As a conversion webhook: the field has another name in each version. */
function convert(body: string): object {
  const { request } = JSON.parse(body) as {
    request: {
      uid: string
      desiredAPIVersion: string
      objects: (KubeShape & { spec: Record<string, string> })[]
    }
  }
  const { uid, desiredAPIVersion, objects } = request
  const name = desiredAPIVersion.endsWith('/v1') ? 'old' : 'new'
  const convertedObjects = objects.map((object) => ({
    ...object,
    apiVersion: desiredAPIVersion,
    spec: { [name]: object.spec.old ?? object.spec.new },
  }))
  const response = { uid, result: { status: 'Success' }, convertedObjects }
  return { apiVersion: 'apiextensions.k8s.io/v1', kind: 'ConversionReview', response }
}

test('webhooks: match conditions keep requests from a webhook', async () => {
  const when = (expression: string) => ({ matchConditions: [{ name: 'only', expression }] })
  await configure(
    'Mutating',
    'a',
    hookOf('yes', when('request.operation == "CREATE" && object.data.a == "1"')),
    hookOf('no', when('request.userInfo.username != "admin"')),
    hookOf('may', when('authorizer.group("").resource("pods").check("list").allowed()')),
    hookOf('unsure', { ...when('object.data.missing == "1"'), failurePolicy: 'Ignore' }),
  )
  assert.equal((await createMap({ a: '1' })).status, 201)
  assert.deepEqual(
    seen.map(({ path }) => path),
    ['/yes', '/may'],
  )
  await configure('Validating', 'a', hookOf('broken', when('object.data.missing == "1"')))
  const answer = await createMap({ a: '2' })
  assert.equal(answer.status, 403)
  assert.match(messageOf(answer) ?? '', /^configmaps "map-\d+" is forbidden: .*no such key: missing$/)
})

test('webhooks: Equivalent asks about another version of the same object, in that version', async () => {
  const rule = { operations: ['CREATE'], apiGroups: ['autoscaling'], apiVersions: ['v1'], resources: ['*'] }
  await configure(
    'Mutating',
    'a',
    hookOf('v1only', { rules: [rule] }),
    hookOf('exact', { rules: [rule], matchPolicy: 'Exact' }),
  )
  judge = () => patchOf({ op: 'replace', path: '/spec/maxReplicas', value: 9 })
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }
  const spec = { scaleTargetRef, maxReplicas: 3, minReplicas: 1 }
  const path = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers'
  const answer = await call('POST', path, { metadata: { name: 'hpa' }, spec })
  assert.equal(answer.status, 201, messageOf(answer) ?? '')
  assert.equal((answer.body as { spec: { maxReplicas: number } }).spec.maxReplicas, 9)
  assert.deepEqual(
    seen.map(({ path: at }) => at),
    ['/v1only'],
  )
  const { kind, requestKind, object } = seen[0]?.review.request ?? assert.fail()
  assert.deepEqual(kind, { group: 'autoscaling', version: 'v1', kind: 'HorizontalPodAutoscaler' })
  assert.deepEqual(requestKind, { group: 'autoscaling', version: 'v2', kind: 'HorizontalPodAutoscaler' })
  assert.equal(object?.apiVersion, 'autoscaling/v1')
})

test('webhooks: what fails is refused or let pass as failurePolicy says', async () => {
  const broken = { clientConfig: { url: backend.url } }
  await configure('Validating', 'a', hookOf('open', { ...broken, failurePolicy: 'Ignore' }))
  assert.equal((await createMap()).status, 201)
  await configure('Mutating', 'a', hookOf('closed', broken))
  const answer = await createMap()
  assert.equal(answer.status, 500)
  assert.equal(
    messageOf(answer),
    `Internal error occurred: failed calling webhook "closed.example.com": failed to call webhook: Post "${backend.url}/?timeout=10s": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
  )
})

test("webhooks: answers that cannot be used are failures in upstream's words", async () => {
  await configure('Mutating', 'a', hookOf('odd'))
  const cases: readonly (readonly [object, string])[] = [
    [{ uid: 'x', allowed: true }, 'received invalid webhook response: expected response.uid='],
    [
      { allowed: true, patch: 'e30=' },
      'received invalid webhook response: webhook returned response.patch but not response.patchType',
    ],
    [
      { allowed: true, patchType: 'JSONPatch' },
      'received invalid webhook response: webhook returned response.patchType but not response.patch',
    ],
    [{ allowed: 'yes' }, 'received invalid webhook response: '],
  ]
  for (const [response, expected] of cases) {
    judge = () => response
    const message = messageOf(await createMap()) ?? ''
    assert.ok(
      message.startsWith(`Internal error occurred: failed calling webhook "odd.example.com": ${expected}`),
      message,
    )
  }
  judge = () => patchOf({ op: 'remove', path: '/data/nothing' })
  assert.equal((await createMap()).status, 500)
})

test('webhooks: dry runs reach only those without side effects; warnings reach the client', async () => {
  await configure('Validating', 'a', hookOf('warns'))
  judge = () => ({ allowed: true, warnings: ['mind the gap'], auditAnnotations: { a: 'b' } })
  const answer = await call('POST', `${maps}?dryRun=All`, configMap())
  assert.equal(answer.status, 201)
  assert.equal(seen[0]?.review.request.dryRun, true)
  assert.equal(answer.headers.warning, '299 - "mind the gap"')
})

test('webhooks: v1beta1 is spoken where it comes first', async () => {
  await configure('Mutating', 'a', hookOf('old', { admissionReviewVersions: ['v0', 'v1beta1', 'v1'] }))
  judge = () => ({
    ...patchOf({ op: 'add', path: '/data', value: { old: 'yes' } }),
    uid: '',
    patchType: undefined,
  })
  const { body } = await createMap()
  assert.equal(seen[0]?.review.apiVersion, 'admission.k8s.io/v1beta1')
  assert.deepEqual((body as KubeShape).data, { old: 'yes' })
})

test('webhooks: subresources have their own bodies', async () => {
  const all = { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] }
  const labels = { app: 'w' }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'i' }] } }
  const deployment = { metadata: { name: 'w' }, spec: { selector: { matchLabels: labels }, template } }
  const path = '/apis/apps/v1/namespaces/default/deployments'
  assert.equal((await call('POST', path, deployment)).status, 201)
  const pod = { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } }
  const made = await call('POST', '/api/v1/namespaces/default/pods', pod)
  assert.equal(made.status, 201, messageOf(made) ?? '')
  await configure('Mutating', 'a', hookOf('all', { rules: [all] }))
  judge = ({ request }) =>
    request.subResource === 'scale'
      ? patchOf({ op: 'add', path: '/spec/replicas', value: 5 })
      : { allowed: true }
  const scale = { metadata: { name: 'w' }, spec: { replicas: 2 } }
  const scaled = await call('PUT', `${path}/w/scale`, scale)
  assert.equal((scaled.body as { spec: { replicas: number } }).spec.replicas, 5)
  const binding = { metadata: { name: 'p' }, target: { kind: 'Node', name: 'n' } }
  await call('POST', '/api/v1/namespaces/default/pods/p/binding', binding)
  await call('POST', '/api/v1/namespaces/default/pods/p/eviction', { metadata: { name: 'p' } })
  const told = seen.map(({ review: { request } }) => [
    request.operation,
    request.subResource,
    (request.kind as { kind: string }).kind,
    request.object?.kind,
    (request.resource as { resource: string }).resource,
  ])
  assert.deepEqual(told, [
    ['UPDATE', 'scale', 'Scale', 'Scale', 'deployments'],
    ['CREATE', 'binding', 'Binding', 'Binding', 'pods'],
    ['CREATE', 'eviction', 'Eviction', 'Eviction', 'pods'],
  ])
})

test('webhooks: connections are judged before they are opened', async () => {
  const rule = { operations: ['CONNECT'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods/exec'] }
  await configure('Validating', 'a', hookOf('connect', { rules: [rule] }))
  const path = '/api/v1/namespaces/default/pods/web/exec?command=ls&command=-l&stdout=true&container=c'
  assert.equal((await call('POST', path)).text, 'opened')
  const { object, operation, kind, options } = seen[0]?.review.request ?? assert.fail()
  assert.deepEqual([operation, options], ['CONNECT', null])
  assert.deepEqual(kind, { group: '', version: 'v1', kind: 'PodExecOptions' })
  assert.deepEqual(object, {
    kind: 'PodExecOptions',
    apiVersion: 'v1',
    stdout: true,
    container: 'c',
    command: ['ls', '-l'],
  })
  judge = () => ({ allowed: false, status: { message: 'no shells', code: 403 } })
  const answer = await call('POST', path)
  assert.equal(answer.status, 403)
  assert.equal(messageOf(answer), 'admission webhook "connect.example.com" denied the request: no shells')
})

test('webhooks: a service is called at a ready endpoint, under its own name', async () => {
  const service = { namespace: 'default', name: 'backend', path: '/through' }
  const metadata = { name: 'backend' }
  await call('POST', '/api/v1/namespaces/default/services', { metadata, spec: { ports: [{ port: 443 }] } })
  const clientConfig = { service, caBundle: backend.caBundle }
  await configure('Validating', 'a', hookOf('service', { clientConfig }))
  const none = await createMap()
  assert.match(
    messageOf(none) ?? '',
    /Post "https:\/\/backend.default.svc:443\/through\?timeout=10s": no endpoints available for service "backend"$/,
  )
  const labels = { 'kubernetes.io/service-name': 'backend' }
  const slice = {
    metadata: { name: 'backend-1', labels },
    addressType: 'IPv4',
    ports: [{ name: '', port: 8443 }],
    endpoints: [{ addresses: ['10.1.2.3'] }],
  }
  const made = await call('POST', '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices', slice)
  assert.equal(made.status, 201, messageOf(made) ?? '')
  assert.equal((await createMap()).status, 201)
  assert.equal(seen[0]?.path, '/through')
})

test('webhooks: configurations are not judged by webhooks, so that a broken one can be mended', async () => {
  const all = { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] }
  await configure('Validating', 'a', hookOf('all', { rules: [all] }))
  judge = () => ({ allowed: false })
  assert.notEqual((await createMap()).status, 201)
  seen.length = 0
  assert.equal((await call('DELETE', `${root}/validatingwebhookconfigurations/a`)).status, 200)
  assert.equal(seen.length, 0)
  assert.equal((await createMap()).status, 201)
})

test('webhooks: calls are counted', async () => {
  await configure('Validating', 'a', hookOf('counted'))
  await createMap()
  judge = () => ({ allowed: false })
  await createMap()
  const text = await server.server.metrics.metrics()
  const line = (name: string, labels: string) =>
    text
      .split('\n')
      .find((one) => one.startsWith(`${name}{`) && labels.split(' ').every((l) => one.includes(l)))
  assert.match(
    line(
      'apiserver_admission_webhook_request_total',
      'name="counted.example.com" code="200" rejected="false"',
    ) ?? '',
    / 1$/,
  )
  assert.match(
    line('apiserver_admission_webhook_rejection_count', 'name="counted.example.com" error_type="no_error"') ??
      '',
    / 1$/,
  )
})
