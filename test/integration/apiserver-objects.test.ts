// Creating, changing and deleting objects over the real pipeline, with upstream's texts.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Answer, type Call, caller, patchTypes } from './api-calls.ts'

let server: TestServer
let call: Call
before(async () => {
  server = await startTestServer()
  call = caller(server.handler())
})
after(() => server.stop())

const maps = '/api/v1/namespaces/default/configmaps'
const pods = '/api/v1/namespaces/default/pods'
const map = (name: string, data: Record<string, string> = {}) => ({ metadata: { name }, data })
const pod = (name: string, more: object = {}) => ({
  metadata: { name, ...more },
  spec: { containers: [{ name: 'c', image: 'i' }] },
})

function check(answer: Answer, status: number, message?: string): void {
  assert.equal(answer.status, status, answer.text)
  if (message !== undefined) assert.equal(answer.body.message, message)
}

test('create fills in metadata and answers the stored object', async () => {
  const answer = await call('POST', maps, map('created', { a: '1' }))
  check(answer, 201)
  const { metadata, kind, apiVersion, data } = answer.body
  assert.deepEqual(
    [kind, apiVersion, metadata.name, metadata.namespace, data],
    ['ConfigMap', 'v1', 'created', 'default', { a: '1' }],
  )
  assert.match(metadata.uid, /^[0-9a-f-]{36}$/)
  assert.match(metadata.creationTimestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  assert.deepEqual((await call('GET', `${maps}/created`)).body, answer.body)
})

test('create refuses what is there, what is nowhere and what has no name', async () => {
  await call('POST', maps, map('twice'))
  check(await call('POST', maps, map('twice')), 409, 'configmaps "twice" already exists')
  check(
    await call('POST', '/api/v1/namespaces/nope/configmaps', map('x')),
    404,
    'namespaces "nope" not found',
  )
  check(
    await call('POST', maps, { data: {} }),
    422,
    'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
  )
  const other = { metadata: { name: 'x', namespace: 'other' } }
  check(
    await call('POST', maps, other),
    400,
    'the namespace of the provided object does not match the namespace sent on the request',
  )
  check(await call('POST', maps, map('No_Name')), 422)
})

test('create generates names', async () => {
  const names = new Set<string>()
  for (let i = 0; i < 5; i++) {
    const { status, body } = await call('POST', maps, { metadata: { generateName: 'made-' } })
    assert.equal(status, 201)
    assert.match(body.metadata.name, /^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    names.add(body.metadata.name)
  }
  assert.equal(names.size, 5)
})

test('create takes the whole name of an address', async () => {
  const ask = async (generateName: string) =>
    call('POST', '/apis/networking.k8s.io/v1/ipaddresses', {
      metadata: { generateName },
      spec: { parentRef: { resource: 'services', name: 'a', namespace: 'default' } },
    })
  const made = await ask('192.168.7.1')
  check(made, 201)
  assert.equal(made.body.metadata.name, '192.168.7.1')
  check(await ask('192.168.7.1'), 409)
  check(await ask('192.168.7.'), 422)
})

test('dryRun=All answers as if, and stores nothing', async () => {
  const dry = await call('POST', `${maps}?dryRun=All`, map('dry'))
  check(dry, 201)
  assert.ok(dry.body.metadata.uid)
  assert.equal('resourceVersion' in dry.body.metadata, false)
  check(await call('GET', `${maps}/dry`), 404, 'configmaps "dry" not found')
  await call('POST', maps, map('wet'))
  const { body } = await call('PUT', `${maps}/wet?dryRun=All`, map('wet', { a: '1' }))
  assert.deepEqual(body.data, { a: '1' })
  check(await call('DELETE', `${maps}/wet?dryRun=All`), 200)
  assert.equal((await call('GET', `${maps}/wet`)).body.data, undefined)
  check(await call('POST', `${maps}?dryRun=Some`, map('x')), 422)
})

test('fieldValidation decides what unknown and duplicate fields do', async () => {
  const body = '{"metadata":{"name":"fields"},"data":{"a":"1","a":"2"},"color":"red"}'
  const warned = await call('POST', `${maps}?dryRun=All`, body)
  assert.equal(
    warned.headers.warning,
    '299 - "duplicate field \\"data.a\\"", 299 - "unknown field \\"color\\""',
  )
  const ignored = await call('POST', `${maps}?dryRun=All&fieldValidation=Ignore`, body)
  assert.equal(ignored.headers.warning, undefined)
  const strict = await call('POST', `${maps}?fieldValidation=Strict`, body)
  check(
    strict,
    400,
    'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: duplicate field "data.a", unknown field "color"',
  )
  assert.equal(strict.body.reason, 'BadRequest')
  check(await call('POST', `${maps}?fieldValidation=Perhaps`, body), 422)
})

test('update checks resourceVersion, uid and name', async () => {
  const { body: first } = await call('POST', maps, map('versions'))
  const { body: second } = await call('PUT', `${maps}/versions`, { ...first, data: { a: '1' } })
  assert.notEqual(second.metadata.resourceVersion, first.metadata.resourceVersion)
  const lock =
    'Operation cannot be fulfilled on configmaps "versions": the object has been modified; please apply your changes to the latest version and try again'
  check(await call('PUT', `${maps}/versions`, { ...first, data: { a: '2' } }), 409, lock)
  const wrong = { ...second, metadata: { ...second.metadata, uid: 'other' } }
  const uidText = `Operation cannot be fulfilled on configmaps "versions": StorageError: invalid object, Code: 4, Key: /registry/configmaps/default/versions, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: other, UID in object meta: ${first.metadata.uid}`
  check(await call('PUT', `${maps}/versions`, wrong), 409, uidText)
  check(
    await call('PUT', `${maps}/versions`, map('elsewhere')),
    400,
    'the name of the object (elsewhere) does not match the name on the URL (versions)',
  )
  check(await call('PUT', `${maps}/absent`, map('absent')), 404)
})

test('update that changes nothing writes nothing, whatever the order of keys', async () => {
  const { body } = await call('POST', pods, pod('same'))
  const { spec, metadata, ...rest } = body
  const again = await call('PUT', `${pods}/same`, {
    spec: Object.fromEntries(Object.entries(spec).reverse()),
    ...rest,
    metadata,
  })
  assert.equal(again.body.metadata.resourceVersion, metadata.resourceVersion)
})

test('updates in a race lose nobody: each carries a version, and one of them wins', async () => {
  const { body } = await call('POST', maps, map('race'))
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) => call('PUT', `${maps}/race`, { ...body, data: { i: String(i) } })),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  assert.equal(answers.filter(({ status }) => status === 409).length, 7)
})

test('patches in a race all arrive', async () => {
  await call('POST', maps, map('merged'))
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, i) =>
      call('PATCH', `${maps}/merged`, { data: { [`k${i}`]: 'v' } }, patchTypes.merge),
    ),
  )
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200])
  assert.equal(Object.keys((await call('GET', `${maps}/merged`)).body.data).length, 200)
})

test('patch takes four forms and refuses others', async () => {
  await call('POST', pods, pod('patched', { labels: { a: '1' } }))
  const target = `${pods}/patched`
  await call('PATCH', target, [{ op: 'add', path: '/metadata/labels/b', value: '2' }], patchTypes.json)
  await call('PATCH', target, { metadata: { labels: { c: '3' } } }, patchTypes.merge)
  const { body } = await call(
    'PATCH',
    target,
    { spec: { containers: [{ name: 'c', image: 'new' }] } },
    patchTypes.strategic,
  )
  assert.deepEqual(body.metadata.labels, { a: '1', b: '2', c: '3' })
  assert.deepEqual([body.spec.containers.length, body.spec.containers[0].image], [1, 'new'])
  check(await call('PATCH', target, {}, { 'content-type': 'text/plain' }), 415)
  check(
    await call('PATCH', target, [{ op: 'test', path: '/metadata/name', value: 'x' }], patchTypes.json),
    422,
  )
  check(await call('PATCH', target, '{"metadata":', patchTypes.merge), 400)
  check(await call('PATCH', target, { metadata: { name: 'other' } }, patchTypes.merge), 400)
})

test('apply creates, owns, conflicts and forces', async () => {
  const apply = (manager: string, data: object, query = '') =>
    call(
      'PATCH',
      `${maps}/applied?fieldManager=${manager}${query}`,
      { apiVersion: 'v1', kind: 'ConfigMap', data },
      patchTypes.apply,
    )
  check(await apply('one', { a: '1' }), 201)
  check(await apply('two', { a: '2' }), 409, 'Apply failed with 1 conflict: conflict with "one": .data.a')
  const { body } = await apply('two', { a: '2', b: '1' }, '&force=true')
  assert.deepEqual(body.data, { a: '2', b: '1' })
  // What a manager leaves out and nobody else owns goes.
  assert.deepEqual((await apply('two', { a: '2' })).body.data, { a: '2' })
  const unnamed = await call('PATCH', `${maps}/applied`, {}, patchTypes.apply)
  check(
    unnamed,
    422,
    'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
  )
})

test('managedFields name who wrote what', async () => {
  await call('POST', `${maps}?fieldManager=maker`, map('owned', { a: '1' }))
  const { body } = await call(
    'PATCH',
    `${maps}/owned?fieldManager=changer`,
    { data: { b: '2' } },
    patchTypes.merge,
  )
  const entries = body.metadata.managedFields.map((entry: { manager: string; fieldsV1: unknown }) => [
    entry.manager,
    entry.fieldsV1,
  ])
  assert.deepEqual(entries, [
    ['changer', { 'f:data': { 'f:b': {} } }],
    ['maker', { 'f:data': { '.': {}, 'f:a': {} } }],
  ])
})

test('status and spec are written apart', async () => {
  await call('POST', pods, pod('two-parts'))
  const status = { phase: 'Running', podIP: '10.0.0.1', podIPs: [{ ip: '10.0.0.1' }] }
  const ignored = await call('PATCH', `${pods}/two-parts`, { status }, patchTypes.merge)
  assert.equal(ignored.body.status.phase, 'Pending')
  const { body } = await call(
    'PATCH',
    `${pods}/two-parts/status`,
    { status, spec: { nodeName: 'n' } },
    patchTypes.merge,
  )
  assert.deepEqual([body.status.phase, body.spec.nodeName], ['Running', undefined])
})

test('delete answers a Status, or the object where upstream does', async () => {
  const { body: created } = await call('POST', maps, map('gone'))
  const { body } = await call('DELETE', `${maps}/gone`)
  assert.deepEqual(body, {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name: 'gone', kind: 'configmaps', uid: created.metadata.uid },
  })
  check(await call('DELETE', `${maps}/gone`), 404, 'configmaps "gone" not found')
  await call('POST', pods, pod('unscheduled'))
  assert.equal((await call('DELETE', `${pods}/unscheduled`)).body.kind, 'Pod')
  check(await call('GET', `${pods}/unscheduled`), 404)
})

test('delete holds to preconditions', async () => {
  const { body } = await call('POST', maps, map('guarded'))
  const wrong = { preconditions: { uid: 'other' } }
  check(
    await call('DELETE', `${maps}/guarded`, wrong),
    409,
    `Operation cannot be fulfilled on ConfigMap "guarded": the UID in the precondition (other) does not match the UID in record (${body.metadata.uid}). The object might have been deleted and then recreated`,
  )
  check(await call('DELETE', `${maps}/guarded`, { preconditions: { resourceVersion: '1' } }), 409)
  check(await call('DELETE', `${maps}/guarded`, { preconditions: { uid: body.metadata.uid } }), 200)
})

test('a pod on a node is deleted gracefully, sooner when asked again, at once by force', async () => {
  await call('POST', pods, pod('graceful'))
  await call('POST', `${pods}/graceful/binding`, { target: { name: 'n1' } })
  const first = (await call('DELETE', `${pods}/graceful`)).body.metadata
  assert.equal(first.deletionGracePeriodSeconds, 30)
  const longer = (await call('DELETE', `${pods}/graceful?gracePeriodSeconds=60`)).body.metadata
  assert.equal(longer.deletionTimestamp, first.deletionTimestamp)
  const shorter = (await call('DELETE', `${pods}/graceful?gracePeriodSeconds=10`)).body.metadata
  assert.equal(shorter.deletionGracePeriodSeconds, 10)
  assert.equal(Date.parse(first.deletionTimestamp) - Date.parse(shorter.deletionTimestamp), 20_000)
  check(await call('DELETE', `${pods}/graceful?gracePeriodSeconds=0`), 200)
  check(await call('GET', `${pods}/graceful`), 404)
})

test('finalizers keep an object until the last one goes', async () => {
  await call('POST', maps, { metadata: { name: 'kept', finalizers: ['example.com/a'] } })
  const { body } = await call('DELETE', `${maps}/kept`)
  assert.equal(body.metadata.deletionGracePeriodSeconds, 0)
  check(
    await call(
      'PATCH',
      `${maps}/kept`,
      { metadata: { finalizers: ['example.com/a', 'example.com/b'] } },
      patchTypes.merge,
    ),
    422,
  )
  check(await call('PATCH', `${maps}/kept`, { metadata: { finalizers: null } }, patchTypes.merge), 200)
  check(await call('GET', `${maps}/kept`), 404)
})

test('propagationPolicy leaves a finalizer for the garbage collector', async () => {
  for (const [policy, finalizer] of [
    ['Foreground', 'foregroundDeletion'],
    ['Orphan', 'orphan'],
  ] as const) {
    await call('POST', maps, map(`p-${policy.toLowerCase()}`))
    const { body } = await call('DELETE', `${maps}/p-${policy.toLowerCase()}`, { propagationPolicy: policy })
    assert.deepEqual(body.metadata.finalizers, [finalizer])
  }
  check(await call('DELETE', `${maps}/p-orphan?propagationPolicy=Never`), 422)
})

test('deletecollection takes away what the selectors name', async () => {
  for (const name of ['c1', 'c2', 'c3']) {
    await call('POST', maps, { metadata: { name, labels: { set: name === 'c3' ? 'b' : 'a' } } })
  }
  check(await call('DELETE', `${maps}?labelSelector=set%3Da`), 200)
  assert.deepEqual(
    (await call('GET', `${maps}?labelSelector=set`)).body.items.map(
      (item: { metadata: { name: string } }) => item.metadata.name,
    ),
    ['c3'],
  )
})

test('a terminating namespace takes nothing new, and goes when it is finalized', async () => {
  await call('POST', '/api/v1/namespaces', { metadata: { name: 'going' } })
  await call('POST', '/api/v1/namespaces/going/configmaps', map('inside'))
  const { body } = await call('DELETE', '/api/v1/namespaces/going')
  assert.deepEqual([body.status.phase, body.spec.finalizers], ['Terminating', ['kubernetes']])
  const refused = await call('POST', '/api/v1/namespaces/going/configmaps', map('late'))
  check(
    refused,
    403,
    'configmaps "late" is forbidden: unable to create new content in namespace going because it is being terminated',
  )
  assert.equal(refused.body.details.causes[0].reason, 'NamespaceTerminating')
  check(await call('PUT', '/api/v1/namespaces/going/finalize', { ...body, spec: { finalizers: [] } }), 200)
  check(await call('GET', '/api/v1/namespaces/going'), 404)
  check(
    await call('DELETE', '/api/v1/namespaces/default'),
    403,
    'namespaces "default" is forbidden: this namespace may not be deleted',
  )
})

test('binding assigns a pod once', async () => {
  await call('POST', pods, pod('bound'))
  const first = await call('POST', `${pods}/bound/binding`, { target: { kind: 'Node', name: 'n1' } })
  check(first, 201)
  const { spec, status } = (await call('GET', `${pods}/bound`)).body
  assert.equal(spec.nodeName, 'n1')
  assert.deepEqual(
    status.conditions.map(({ type, status: is }: { type: string; status: string }) => [type, is]),
    [['PodScheduled', 'True']],
  )
  const again = await call('POST', `${pods}/bound/binding`, { target: { name: 'n2' } })
  check(
    again,
    409,
    'Operation cannot be fulfilled on pods/binding "bound": pod bound is already assigned to node "n1"',
  )
  check(await call('POST', `${pods}/absent/binding`, { target: { name: 'n1' } }), 404)
  check(await call('POST', `${pods}/bound/binding`, { target: {} }), 422)
})

test('eviction asks the disruption budget', async () => {
  await call('POST', pods, pod('wanted', { labels: { app: 'db' } }))
  await call('POST', `${pods}/wanted/binding`, { target: { name: 'n1' } })
  const ready = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] }
  await call('PATCH', `${pods}/wanted/status`, { status: ready }, patchTypes.merge)
  const budgets = '/apis/policy/v1/namespaces/default/poddisruptionbudgets'
  await call('POST', budgets, {
    metadata: { name: 'db' },
    spec: { minAvailable: 1, selector: { matchLabels: { app: 'db' } } },
  })
  const evict = () => call('POST', `${pods}/wanted/eviction`, { metadata: { name: 'wanted' } })
  const unseen = await evict()
  check(unseen, 429, "Cannot evict pod as it would violate the pod's disruption budget.")
  assert.equal(
    unseen.body.details.causes[0].message,
    'The disruption budget db is still being processed by the server.',
  )
  assert.equal(unseen.headers['retry-after'], '10')
  const status = {
    observedGeneration: 1,
    disruptionsAllowed: 0,
    currentHealthy: 1,
    desiredHealthy: 1,
    expectedPods: 1,
  }
  await call('PATCH', `${budgets}/db/status`, { status }, patchTypes.merge)
  assert.equal(
    (await evict()).body.details.causes[0].message,
    'The disruption budget db needs 1 healthy pods and has 1 currently',
  )
  await call(
    'PATCH',
    `${budgets}/db/status`,
    { status: { ...status, disruptionsAllowed: 1 } },
    patchTypes.merge,
  )
  check(await evict(), 201)
  const { body } = await call('GET', `${budgets}/db`)
  assert.equal(body.status.disruptionsAllowed, 0)
  assert.deepEqual(Object.keys(body.status.disruptedPods), ['wanted'])
  assert.equal((await call('GET', `${pods}/wanted`)).body.metadata.deletionGracePeriodSeconds, 30)
})

test('scale reads and writes replicas alone', async () => {
  const path = '/apis/apps/v1/namespaces/default/replicasets'
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } }
  await call('POST', path, {
    metadata: { name: 'scaled' },
    spec: { replicas: 2, selector: { matchLabels: { a: 'b' } }, template },
  })
  const { body } = await call('GET', `${path}/scaled/scale`)
  assert.deepEqual(
    [body.kind, body.spec, body.status],
    ['Scale', { replicas: 2 }, { replicas: 0, selector: 'a=b' }],
  )
  await call('PUT', `${path}/scaled/scale`, { ...body, spec: { replicas: 5 } })
  check(await call('PUT', `${path}/scaled/scale`, { ...body, spec: { replicas: 6 } }), 409)
  await call('PATCH', `${path}/scaled/scale`, { spec: { replicas: 7 } }, patchTypes.merge)
  assert.equal((await call('GET', `${path}/scaled`)).body.spec.replicas, 7)
  check(
    await call('PATCH', `${path}/scaled/scale`, { spec: { replicas: -1 } }, patchTypes.merge),
    422,
    'Scale.autoscaling "scaled" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
  )
})

test('events of both groups are one store', async () => {
  const involved = { kind: 'Pod', namespace: 'default', name: 'p', apiVersion: 'v1', uid: 'u' }
  await call('POST', '/api/v1/namespaces/default/events', {
    metadata: { name: 'core' },
    involvedObject: involved,
    reason: 'Tested',
    message: 'm',
    type: 'Normal',
    source: { component: 'test' },
  })
  const { body } = await call('GET', '/apis/events.k8s.io/v1/namespaces/default/events/core')
  assert.deepEqual(
    [body.kind, body.apiVersion, body.note, body.regarding.name],
    ['Event', 'events.k8s.io/v1', 'm', 'p'],
  )
  const list = await call(
    'GET',
    '/apis/events.k8s.io/v1/namespaces/default/events?fieldSelector=regarding.name%3Dp',
  )
  assert.deepEqual(
    list.body.items.map((item: { metadata: { name: string } }) => item.metadata.name),
    ['core'],
  )
})
