// The audit log of a real server: what a policy asks for is told, at the stages it asks for, and no more.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { WebSocket } from 'ws'
import { Pod } from '../../src/api/core/pod/pod.kind.ts'
import { specimen } from '../../src/api/specimen.ts'
import { loadPolicy } from '../../src/apiserver/audit/audit-policy.ts'
import { Auditor } from '../../src/apiserver/audit/auditor.ts'
import { logBackend } from '../../src/apiserver/audit/log-backend.ts'
import { webhookBackend, webhookDefaults } from '../../src/apiserver/audit/webhook-backend.ts'
import { createHttp1Server } from '../../src/apiserver/http/http1.ts'
import { assert as invariant } from '../../src/base/assert.ts'
import { systemClock as clock, settle } from '../../src/base/node/system-clock.ts'
import { createTransport } from '../../src/client/node/transport.ts'
import { envelopeParts } from '../../src/machinery/protobuf/envelope.ts'
import { protobufMediaType, writeProtobuf } from '../../src/machinery/protobuf/kube-codec.ts'
import { adminToken, startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Call, caller, watch } from './api-calls.ts'
import { startBackend } from './webhook-server.ts'

const policy = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
omitManagedFields: true
rules:
- { level: None, users: ["system:apiserver"] }
- { level: Metadata, resources: [{ resources: [secrets, serviceaccounts/token] }] }
- { level: None, nonResourceURLs: [/healthz*] }
- { level: Request, verbs: [patch, delete] }
- { level: RequestResponse, namespaces: [loud] }
- { level: Metadata, omitStages: [] }
`
const dir = mkdtempSync(join(tmpdir(), 'wherry-audit-'))
const path = join(dir, 'audit.log')
let server: TestServer
let admin: Call
let bob: Call
/** What a backend answers. */
let proxied = { status: 200, body: '' }

before(async () => {
  const log = logBackend({ path, maxSizeMegabytes: 0, maxBackups: 0, maxAgeDays: 0, strict: false })
  const handle = async () => {
    invariant(proxied.status !== 0, 'no answer')
    return {
      status: proxied.status,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(proxied.body),
    }
  }
  server = await startTestServer({
    connect: { 'pods/proxy': { handle } },
    tokens: [{ token: 'bob', user: 'bob', groups: ['devs'] }],
    auditing: (context) => new Auditor({ policy: loadPolicy(policy).policy, backends: [log] }, context),
  })
  admin = caller(server.handler())
  bob = caller(server.handler('bob'))
  await admin('POST', '/api/v1/namespaces', { metadata: { name: 'loud' } })
  await admin('POST', '/apis/rbac.authorization.k8s.io/v1/namespaces/loud/rolebindings', {
    metadata: { name: 'view' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'devs' }],
  })
})
after(async () => {
  await server.stop()
  rmSync(dir, { recursive: true, force: true })
})

// biome-ignore lint/suspicious/noExplicitAny: tests look at fields of every kind
type Event = any

/** The events of a request, by the ID that its answer bears. */
function eventsOf({ headers }: { readonly headers: Readonly<Record<string, string>> }): Event[] {
  const id = headers['audit-id']
  assert.match(id ?? '', /./)
  return allEvents().filter((event) => event.auditID === id)
}

function allEvents(): Event[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('audit: Metadata says who did what, and nothing of the body', async () => {
  const secret = { metadata: { name: 's' }, data: { password: Buffer.from('hunter2').toString('base64') } }
  const made = await admin('POST', '/api/v1/namespaces/loud/secrets', secret, { 'user-agent': 'test/1' })
  assert.equal(made.status, 201, made.text)
  const [event, ...more] = eventsOf(made)
  assert.deepEqual(more, [])
  const { requestReceivedTimestamp, stageTimestamp, auditID, ...rest } = event
  assert.deepEqual(rest, {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/loud/secrets',
    verb: 'create',
    user: { username: 'admin', groups: ['system:masters', 'system:authenticated'] },
    sourceIPs: ['127.0.0.1'],
    userAgent: 'test/1',
    objectRef: { resource: 'secrets', namespace: 'loud', name: 's', apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: 201 },
    annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
  })
  assert.match(stageTimestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
  assert.ok(requestReceivedTimestamp <= stageTimestamp)
  assert.ok(!readFileSync(path, 'utf8').includes(secret.data.password))
})

function inEnvelope(
  type: { readonly apiVersion: string; readonly kind: string },
  message: Uint8Array,
): Uint8Array {
  const { head, tail } = envelopeParts(type, message.length)
  return Buffer.concat([head, message, tail])
}

const pod = (name: string) => ({ metadata: { name }, spec: { containers: [{ name: 'c', image: 'x' }] } })
const pods = '/api/v1/namespaces/loud/pods'

test('audit: RequestResponse has both bodies, without managed fields', async () => {
  const [event] = eventsOf(await admin('POST', `${pods}?fieldManager=me`, pod('a')))
  assert.equal(event.requestObject.spec.containers[0].image, 'x')
  assert.equal(event.responseObject.metadata.managedFields, undefined)
  assert.equal(event.responseObject.status.phase, 'Pending')
  const [listed] = eventsOf(await admin('GET', pods))
  assert.equal(listed.responseObject.kind, 'PodList')
  assert.deepEqual(
    listed.responseObject.items.map((item: Event) => item.metadata.managedFields),
    [undefined],
  )
  assert.equal(listed.requestObject, undefined)
})

test('audit: what is sent and answered in protobuf or YAML is told in JSON', async () => {
  const wire = inEnvelope(
    { apiVersion: 'v1', kind: 'Pod' },
    writeProtobuf(Pod.schema, specimen(Pod, pod('wire'))),
  )
  for (const accept of [protobufMediaType, 'application/yaml']) {
    const [one] = eventsOf(await admin('GET', `${pods}/a`, undefined, { accept }))
    assert.deepEqual([one.responseObject.kind, one.responseObject.spec.containers[0].image], ['Pod', 'x'])
    const [list] = eventsOf(await admin('GET', pods, undefined, { accept }))
    assert.equal(list.responseObject.items[0].metadata.name, 'a')
  }
  const response = await server.handler()({
    method: 'POST',
    target: pods,
    headers: { 'content-type': protobufMediaType },
    body: wire,
    signal: new AbortController().signal,
  })
  assert.equal(response.status, 201)
  const [created] = eventsOf(response)
  assert.equal(created.requestObject.metadata.name, 'wire')
})

test('audit: Request has patches and options as they came', async () => {
  const merge = { 'content-type': 'application/merge-patch+json' }
  const [patched] = eventsOf(
    await admin('PATCH', `${pods}/a`, '{\n"metadata": {"labels": {"x": "y"}}}', merge),
  )
  assert.deepEqual(
    [patched.requestObject, patched.responseObject],
    [{ metadata: { labels: { x: 'y' } } }, undefined],
  )
  const apply = { 'content-type': 'application/apply-patch+yaml' }
  const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c }\ndata: { a: b }\n'
  const [applied] = eventsOf(
    await admin('PATCH', '/api/v1/namespaces/loud/configmaps/c?fieldManager=me', yaml, apply),
  )
  assert.deepEqual(applied.requestObject.data, { a: 'b' })
  const [deleted] = eventsOf(await admin('DELETE', `${pods}/a`, { gracePeriodSeconds: 0 }))
  assert.deepEqual(deleted.requestObject, { gracePeriodSeconds: 0 })
})

test('audit: the reason of authorisation is the binding, and refusals are told with theirs', async () => {
  const [seen] = eventsOf(await bob('GET', pods))
  assert.deepEqual(seen.annotations, {
    'authorization.k8s.io/decision': 'allow',
    'authorization.k8s.io/reason':
      'RBAC: allowed by RoleBinding "view/loud" of ClusterRole "view" to Group "devs"',
  })
  const refused = await bob('POST', pods, pod('b'))
  const [event] = eventsOf(refused)
  assert.equal(event.annotations['authorization.k8s.io/decision'], 'forbid')
  assert.deepEqual(event.responseStatus, {
    metadata: {},
    status: 'Failure',
    message: refused.body.message,
    reason: 'Forbidden',
    details: { kind: 'pods' },
    code: 403,
  })
})

test('audit: who acts as another is told beside whom', async () => {
  const [event] = eventsOf(
    await admin('GET', '/api/v1/nodes', undefined, {
      'impersonate-user': 'jane',
      'impersonate-group': 'ops',
    }),
  )
  assert.deepEqual(
    [event.user.username, event.impersonatedUser],
    ['admin', { username: 'jane', groups: ['ops', 'system:authenticated'] }],
  )
  assert.equal(event.annotations['authorization.k8s.io/decision'], 'forbid')
})

test('audit: who could not be authenticated is told of once', async () => {
  const answer = await caller(server.handler('wrong'))('GET', '/api/v1/nodes')
  assert.equal(answer.status, 401)
  const [event, ...more] = eventsOf(answer)
  assert.deepEqual(more, [])
  assert.deepEqual(
    [event.stage, event.user, event.responseStatus],
    ['ResponseStarted', {}, { metadata: {}, message: 'Authentication failed, attempted: bearer', code: 401 }],
  )
})

test('audit: a watch is told of when it begins and when it ends', async () => {
  const stages = () =>
    allEvents()
      .filter(({ verb }) => verb === 'watch')
      .map(({ stage, responseStatus }) => [stage, responseStatus.code])
  {
    await using events = await watch(server.handler(), `${pods}?watch=1`)
    await events.next()
    assert.deepEqual(stages(), [['ResponseStarted', 200]])
  }
  assert.deepEqual(stages(), [
    ['ResponseStarted', 200],
    ['ResponseComplete', 200],
  ])
})

test('audit: a connection that becomes another is told of with 101, one that does not with its answer', async () => {
  const ending = new AbortController()
  const { pipeline } = server.server
  const listener = createHttp1Server({ pipeline, transport: 'unix', signal: ending.signal })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  const open = (target: string, id: string) => {
    const headers = { authorization: `Bearer ${adminToken}`, 'audit-id': id }
    return new WebSocket(`ws://127.0.0.1:${port}${target}`, { headers })
  }
  const toldOf = (id: string) =>
    allEvents()
      .filter(({ auditID }) => auditID === id)
      .map(({ stage, responseStatus }) => [stage, responseStatus.code])
  const socket = open(`${pods}?watch=1`, 'socket')
  await once(socket, 'message')
  assert.deepEqual(toldOf('socket'), [['ResponseStarted', 101]])
  socket.close()
  await once(socket, 'close')
  const lost = open(`${pods}?watch=1&labelSelector=!!`, 'lost')
  await once(lost, 'error')
  assert.deepEqual(toldOf('lost'), [
    ['ResponseStarted', 400],
    ['ResponseComplete', 400],
  ])
  // The server hears of the end a little later than its client.
  for (let turn = 0; turn < 10_000 && toldOf('socket').length < 2; turn++) await settle()
  assert.deepEqual(toldOf('socket').at(-1), ['ResponseComplete', 101])
  ending.abort(new Error('the test is over'))
  listener.close()
  listener.closeAllConnections()
})

test('audit: what a proxy passes on cannot forge an event', async () => {
  const forged = '1},"stage":"Panic","user":{"username":"nobody"'
  proxied = { status: 404, body: forged }
  const [event, ...more] = eventsOf(await admin('GET', `${pods}/wire/proxy/x`))
  assert.deepEqual(
    [event.stage, event.responseStatus, event.responseObject],
    ['ResponseStarted', { metadata: {}, code: 404 }, undefined],
  )
  assert.deepEqual(
    more.map(({ stage }) => stage),
    ['ResponseComplete'],
  )
})

test('audit: a defect of the server is told of as such', async () => {
  proxied = { status: 0, body: '' }
  const [event, ...more] = eventsOf(await admin('GET', `${pods}/wire/proxy/x`))
  assert.deepEqual(more, [])
  const message = "APIServer panic'd: no answer"
  assert.deepEqual(
    [event.stage, event.responseStatus],
    ['Panic', { metadata: {}, status: 'Failure', message, reason: 'InternalError', code: 500 }],
  )
})

test('audit: nothing is told of what the policy passes over; the ID of the client is kept', async () => {
  assert.deepEqual(eventsOf(await admin('GET', '/healthz')), [])
  const given = await admin('GET', '/version', undefined, { 'audit-id': 'mine' })
  assert.equal(given.headers['audit-id'], 'mine')
  assert.equal(eventsOf(given)[0].requestURI, '/version')
  assert.deepEqual(
    allEvents().filter(({ user }) => user.username === 'system:apiserver'),
    [],
  )
})

test('audit: a token that is given is named, and not shown; what will go is marked', async () => {
  await admin('POST', '/api/v1/namespaces/loud/serviceaccounts', { metadata: { name: 'robot' } })
  const given = await admin('POST', '/api/v1/namespaces/loud/serviceaccounts/robot/token', { spec: {} })
  const { token } = given.body.status as { token: string }
  const [event] = eventsOf(given)
  assert.equal(event.responseObject, undefined)
  assert.ok(!readFileSync(path, 'utf8').includes(token))
  const asRobot = caller(server.handler(token))
  const [used] = eventsOf(await asRobot('GET', '/api/v1/nodes'))
  const id = 'authentication.kubernetes.io/'
  assert.deepEqual(used.user.extra[`${id}credential-id`], [event.annotations[`${id}issued-credential-id`]])
  const [old] = eventsOf(await admin('GET', '/api/v1/namespaces/loud/endpoints'))
  assert.equal(old.annotations['k8s.io/deprecated'], 'true')
})

test('audit: pod security tells what its audit level would refuse', async () => {
  const labels = {
    'pod-security.kubernetes.io/audit': 'restricted',
    'pod-security.kubernetes.io/enforce': 'baseline',
  }
  await admin('POST', '/api/v1/namespaces', { metadata: { name: 'strict', labels } })
  const [event] = eventsOf(await admin('POST', '/api/v1/namespaces/strict/pods', pod('p')))
  assert.equal(event.annotations['pod-security.kubernetes.io/enforce-policy'], 'baseline:latest')
  assert.match(
    event.annotations['pod-security.kubernetes.io/audit-violations'],
    /^would violate PodSecurity "restricted:latest": allowPrivilegeEscalation != false/,
  )
})

test('audit: metrics count events and levels', async () => {
  const { text } = await admin('GET', '/metrics')
  assert.match(text, /^apiserver_audit_event_total [1-9]\d*$/m)
  assert.match(text, /^apiserver_audit_level_total\{level="None"\} [1-9]\d*$/m)
})

test('audit: where every request has to be written down, one that cannot be is refused', async () => {
  let isFull = false
  const backend = {
    name: 'log',
    strict: true,
    write() {
      if (isFull) throw new Error('no space left on device')
    },
  }
  const all = loadPolicy('{kind: Policy, apiVersion: audit.k8s.io/v1, rules: [{level: Metadata}]}')
  await using other = await startTestServer({
    auditing: (context) => new Auditor({ policy: all.policy, backends: [() => backend] }, context),
  })
  const call = caller(other.handler())
  isFull = true
  const refused = await call('POST', '/api/v1/namespaces', { metadata: { name: 'unseen' } })
  isFull = false
  assert.equal(refused.status, 500)
  assert.equal(refused.body.message, 'Internal error occurred: failed to store audit event')
  assert.equal((await call('GET', '/api/v1/namespaces/unseen')).status, 404)
  const { text } = await call('GET', '/metrics')
  assert.match(text, /^apiserver_audit_requests_rejected_total 1$/m)
  assert.match(text, /^apiserver_audit_error_total\{plugin="log"\} 2$/m)
})

test('audit: a webhook gets the events in batches, the last when the server stops', async () => {
  await using receiver = await startBackend((_request, response) => void response.writeHead(200).end())
  const { handler, close } = createTransport({ server: receiver.url, tls: { ca: receiver.ca }, clock })
  const hook = webhookBackend({
    ...webhookDefaults,
    maxBatchSize: 2,
    handler,
    close,
    target: '/events',
    headers: () => ({}),
  })
  const all = loadPolicy(
    '{kind: Policy, apiVersion: audit.k8s.io/v1, rules: [{level: Metadata, verbs: [list]}]}',
  )
  const other = await startTestServer({
    auditing: (context) => new Auditor({ policy: all.policy, backends: [hook] }, context),
  })
  const answer = await caller(other.handler())('GET', '/api/v1/nodes')
  await caller(other.handler())('GET', '/api/v1/pods')
  await other.stop()
  const items = receiver.received.flatMap(({ url, body }) => {
    assert.equal(url, '/events')
    return JSON.parse(body).items as Event[]
  })
  assert.deepEqual(
    items.filter(({ auditID }) => auditID === answer.headers['audit-id']).map(({ stage }) => stage),
    ['RequestReceived', 'ResponseComplete'],
  )
  assert.ok(items.length >= 4)
})
