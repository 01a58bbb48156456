// The corners of verbs and their options: what upstream answers to odd, but legal or nearly legal requests.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { settle } from '../../src/base/node/system-clock.ts'
import { seededRng } from '../../src/base/rng.ts'
import { VirtualClock } from '../../src/base/virtual-clock.ts'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Call, caller, patchTypes } from './api-calls.ts'

let server: TestServer
let call: Call
const clock = new VirtualClock({ settle })
before(async () => {
  server = await startTestServer({ clock, rng: seededRng(7) })
  call = caller(server.handler())
})
after(() => server.stop())

const maps = '/api/v1/namespaces/default/configmaps'
const leases = '/apis/coordination.k8s.io/v1/namespaces/default/leases'

/** The code and the message of a refusal. */
async function refused(...args: Parameters<Call>): Promise<[number, string]> {
  const { status, body } = await call(...args)
  return [status, body.message]
}

const creatable: readonly (readonly [string, object])[] = [
  [`${leases}/made`, { spec: {} }],
  ['/api/v1/namespaces/default/endpoints/made', {}],
  ['/api/v1/namespaces/default/limitranges/made', { spec: { limits: [] } }],
  ['/api/v1/namespaces/default/services/made', { spec: { ports: [{ port: 80 }] } }],
  [
    '/api/v1/namespaces/default/events/made',
    { involvedObject: { namespace: 'default' }, reason: 'r', type: 'Normal' },
  ],
  ['/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles/made', { rules: [] }],
  ['/apis/rbac.authorization.k8s.io/v1/clusterroles/made', { rules: [] }],
  [
    '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/made',
    { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' } },
  ],
  [
    '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings/made',
    { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'made' } },
  ],
]

for (const [path, body] of creatable) {
  test(`update of a missing object creates it where the kind allows: ${path}`, async () => {
    const named = { metadata: { name: 'made' }, ...body }
    const dry = await call('PUT', `${path}?dryRun=All`, named)
    assert.equal(dry.status, 201, dry.text)
    assert.equal((await call('GET', path)).status, 404)
    const made = await call('PUT', path, named)
    assert.equal(made.status, 201, made.text)
    assert.ok(made.body.metadata.uid)
    assert.equal(made.body.metadata.managedFields?.[0]?.operation ?? 'Update', 'Update')
    const again = await call('PUT', path, made.body)
    assert.equal(again.status, 200, again.text)
    assert.equal(again.body.metadata.uid, made.body.metadata.uid)
  })
}

const notCreatable = [
  maps,
  '/api/v1/namespaces/default/secrets',
  '/api/v1/namespaces/default/podtemplates',
  '/api/v1/nodes',
  '/apis/apps/v1/namespaces/default/deployments',
  '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices',
]

test('update of a missing object is 404 elsewhere, and patches never create, save apply', async () => {
  for (const path of notCreatable) {
    const { status, body } = await call('PUT', `${path}/none`, { metadata: { name: 'none' } })
    assert.deepEqual([status, body.reason], [404, 'NotFound'], path)
  }
  for (const type of [patchTypes.merge, patchTypes.strategic]) {
    assert.equal((await call('PATCH', `${leases}/none`, {}, type)).status, 404)
  }
  const applied = await call(
    'PATCH',
    `${maps}/applied?fieldManager=me`,
    { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } },
    patchTypes.apply,
  )
  assert.equal(applied.status, 201)
})

test('update with a uid or a resourceVersion does not create another object of that name', async () => {
  const body = { metadata: { name: 'gone', uid: 'abc' }, spec: {} }
  assert.deepEqual(await refused('PUT', `${leases}/gone`, body), [
    409,
    'Operation cannot be fulfilled on leases.coordination.k8s.io "gone": StorageError: invalid object, Code: 4, Key: /registry/coordination.k8s.io/leases/default/gone, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: abc, UID in object meta: ',
  ])
  const versioned = { metadata: { name: 'gone', resourceVersion: '7' }, spec: {} }
  assert.equal((await call('PUT', `${leases}/gone`, versioned)).status, 404)
  assert.equal((await call('GET', `${leases}/gone`)).status, 404)
})

test('update of a lease needs a resourceVersion', async () => {
  await call('PUT', `${leases}/versions`, { metadata: { name: 'versions' }, spec: {} })
  assert.deepEqual(await refused('PUT', `${leases}/versions`, { metadata: { name: 'versions' }, spec: {} }), [
    422,
    'Lease.coordination.k8s.io "versions" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update',
  ])
})

test('delete tells which precondition failed, and takes no body of another kind', async () => {
  const { body } = await call('POST', maps, { metadata: { name: 'kept' } })
  const { uid, resourceVersion } = body.metadata
  const options = (preconditions: object) => ({ kind: 'DeleteOptions', apiVersion: 'v1', preconditions })
  assert.deepEqual(await refused('DELETE', `${maps}/kept`, options({ uid: 'q' })), [
    409,
    `Operation cannot be fulfilled on ConfigMap "kept": the UID in the precondition (q) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
  ])
  assert.deepEqual(await refused('DELETE', `${maps}/kept`, options({ resourceVersion: '1' })), [
    409,
    `Operation cannot be fulfilled on ConfigMap "kept": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
  ])
  assert.equal((await call('DELETE', `${maps}/kept`, { kind: 'Pod', apiVersion: 'v1' })).status, 400)
  assert.equal((await call('DELETE', `${maps}/kept`, options({ uid, resourceVersion }))).status, 200)
})

test('patch takes force only with apply', async () => {
  assert.deepEqual(await refused('PATCH', `${maps}/any?force=true`, {}, patchTypes.merge), [
    422,
    'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
  ])
})

const labels: readonly (readonly [string, string])[] = [
  ['/api/v1/pods', 'field label not supported: foo'],
  ['/api/v1/nodes', 'field label not supported: foo'],
  ['/api/v1/namespaces', 'field label not supported: foo'],
  ['/api/v1/configmaps', '"foo" is not a known field selector: only "metadata.name", "metadata.namespace"'],
  ['/apis/batch/v1/jobs', 'field label "foo" not supported for batchv1.Job'],
  ['/apis/apps/v1/statefulsets', 'field label not supported for appsv1.StatefulSet: foo'],
  [
    '/apis/apps/v1/deployments',
    '"foo" is not a known field selector: only "metadata.name", "metadata.namespace"',
  ],
  ['/apis/certificates.k8s.io/v1/certificatesigningrequests', 'field label not supported: foo'],
]

test('list, watch and deletecollection say which field selectors there are', async () => {
  for (const [path, message] of labels) {
    assert.deepEqual(await refused('GET', `${path}?fieldSelector=foo%3Dbar`), [400, message], path)
    assert.deepEqual(await refused('GET', `${path}?watch=1&fieldSelector=foo%3Dbar`), [400, message], path)
  }
  assert.equal((await call('DELETE', `${maps}?fieldSelector=foo%3Dbar`)).status, 400)
  // The generic function takes a namespace for cluster-wide kinds too, and finds nothing in one.
  const { status, body } = await call(
    'GET',
    '/apis/storage.k8s.io/v1/storageclasses?fieldSelector=metadata.namespace%3Dx',
  )
  assert.deepEqual([status, body.items], [200, []])
})

const metadataAs = (as: string) => ({ accept: `application/json;as=${as};v=v1;g=meta.k8s.io` })

test('metadata alone is asked for by the name of what is there', async () => {
  await call('POST', maps, { metadata: { name: 'form' } })
  assert.deepEqual(await refused('GET', maps, undefined, metadataAs('PartialObjectMetadata')), [
    406,
    'you requested PartialObjectMetadata, but the requested object is a list (*core.ConfigMapList)',
  ])
  assert.deepEqual(await refused('GET', `${maps}/form`, undefined, metadataAs('PartialObjectMetadataList')), [
    406,
    'you requested PartialObjectMetadataList, but the requested object is not a list (*core.ConfigMap)',
  ])
  assert.deepEqual(await refused('GET', `${maps}/form?includeObject=Foo`, undefined, metadataAs('Table')), [
    400,
    "Unable to convert to Table as requested: includeObject: Invalid value: \"Foo\": must be 'Metadata', 'Object', 'None', or empty",
  ])
})

test('watch is not given in YAML', async () => {
  const { status, text } = await call('GET', `${maps}?watch=1`, undefined, { accept: 'application/yaml' })
  assert.equal(status, 406)
  assert.match(
    text.replace(/\n {2}/g, ' '),
    /only the following media types are accepted: application\/json;stream=watch, application\/vnd\.kubernetes\.protobuf;stream=watch/,
  )
})

test('pretty indents objects, lists and failures', async () => {
  await call('POST', maps, { metadata: { name: 'pretty' } })
  for (const path of [`${maps}/pretty`, maps, `${maps}/none`, '/api', '/version']) {
    const { text, body } = await call('GET', `${path}?pretty=true`)
    assert.equal(text, JSON.stringify(body, null, 2), path)
  }
  const { text } = await call('GET', `${maps}/pretty`, undefined, { 'user-agent': 'curl/8.0' })
  assert.match(text, /^\{\n {2}"kind": "ConfigMap",\n/)
})

test('create refuses an object that was read somewhere', async () => {
  const body = { metadata: { name: 'read', resourceVersion: '5', uid: 'x' } }
  const message = 'resourceVersion should not be set on objects to be created'
  assert.deepEqual(await refused('POST', maps, body), [400, message])
  const made = await call('POST', maps, { metadata: { name: 'read', resourceVersion: '0', uid: 'x' } })
  assert.deepEqual([made.status, made.body.metadata.uid === 'x'], [201, false])
})

test('deletecollection answers the list of what it deleted, and takes limit, selectors and dryRun', async () => {
  for (const name of ['gone-1', 'gone-2', 'gone-3'])
    await call('POST', maps, { metadata: { name, labels: { group: 'gone' } } })
  const gone = `${maps}?labelSelector=group%3Dgone`
  const names = async (method: string, query = '') => {
    const { status, body } = await call(method, gone + query)
    assert.deepEqual([status, body.kind], [200, 'ConfigMapList'])
    return body.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)
  }
  assert.deepEqual(await names('DELETE', '&dryRun=All'), ['gone-1', 'gone-2', 'gone-3'])
  assert.deepEqual(await names('DELETE', '&limit=1'), ['gone-1'])
  assert.deepEqual(await names('GET'), ['gone-2', 'gone-3'])
  assert.deepEqual(await names('DELETE', '&fieldSelector=metadata.name%3Dgone-3'), ['gone-3'])
  assert.deepEqual(await names('DELETE'), ['gone-2'])
  assert.deepEqual(await names('GET'), [])
})

test('events go after an hour', async () => {
  const events = '/api/v1/namespaces/default/events'
  const body = {
    metadata: { name: 'old' },
    involvedObject: { namespace: 'default' },
    reason: 'r',
    type: 'Normal',
  }
  assert.equal((await call('POST', events, body)).status, 201)
  await clock.advance(59 * 60_000)
  assert.equal((await call('GET', `${events}/old`)).status, 200)
  await clock.advance(2 * 60_000)
  assert.equal((await call('GET', `${events}/old`)).status, 404)
  assert.equal((await call('GET', '/apis/events.k8s.io/v1/namespaces/default/events/old')).status, 404)
})

test('failures come as YAML to who reads YAML', async () => {
  const { status, text, headers } = await call('GET', `${maps}/none`, undefined, {
    accept: 'application/yaml',
  })
  assert.deepEqual([status, headers['content-type']], [404, 'application/yaml'])
  assert.match(text, /^apiVersion: v1\ncode: 404\n[\s\S]*\nreason: NotFound\nstatus: Failure\n$/)
})

test('reviews and what only acts on an object have no table', async () => {
  const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
  const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'
  const review = { spec: { nonResourceAttributes: { path: '/', verb: 'get' } } }
  const why =
    'only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf'
  assert.deepEqual(await refused('POST', reviews, review, { accept: table }), [406, why])
  const token = '/api/v1/namespaces/default/serviceaccounts/default/token'
  assert.deepEqual(await refused('POST', token, {}, { accept: table }), [406, why])
  const either = await call('POST', reviews, review, { accept: `${table},application/json` })
  assert.deepEqual([either.status, either.body.kind], [201, 'SelfSubjectAccessReview'])
})

test('logs are read, shells opened: other methods are not allowed', async () => {
  const message = 'the server does not allow this method on the requested resource'
  const pod = '/api/v1/namespaces/default/pods/none'
  assert.deepEqual(await refused('DELETE', `${pod}/log`), [405, message])
  assert.deepEqual(await refused('PUT', `${pod}/exec`, {}), [405, message])
})

test('paths below the groups of this server say who does not know them, others nothing', async () => {
  for (const path of ['/nowhere', '/apis/none.example.com', '/apis/none.example.com/v1/things', '/logs']) {
    const { status, text, headers } = await call('GET', path)
    assert.deepEqual(
      [status, text, headers['content-type']],
      [404, '404 page not found\n', 'text/plain; charset=utf-8'],
    )
  }
  for (const path of ['/api/v1/things', '/api/v9', '/apis/apps/v1/things', '/apis/apps/v9', '/version/x'])
    assert.deepEqual(await refused('GET', path), [404, 'the server could not find the requested resource'])
})

test('kinds say whether a PUT may create, and whether it may overwrite', async () => {
  const classes = '/apis/node.k8s.io/v1/runtimeclasses'
  const runtimeClass = { metadata: { name: 'put' }, handler: 'runc' }
  assert.equal((await call('PUT', `${classes}/put`, runtimeClass)).status, 201)
  const refused = await call('PUT', `${classes}/put`, runtimeClass)
  assert.equal(refused.status, 422)
  assert.match(
    refused.body.message,
    /metadata.resourceVersion: Invalid value: .*must be specified for an update/,
  )
  const schemas = '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas'
  const { body } = await call('GET', `${schemas}/probes`)
  delete body.metadata.resourceVersion
  assert.equal((await call('PUT', `${schemas}/probes`, body)).status, 200)
  const ranges = '/api/v1/namespaces/default/limitranges'
  const unnamed = await call('POST', ranges, { metadata: {}, spec: { limits: [] } })
  assert.equal(unnamed.status, 201)
  assert.match(unnamed.body.metadata.name, /^[0-9a-f-]{36}$/)
})

test('volumes say since when they are in their phase', async () => {
  const volumes = '/api/v1/persistentvolumes'
  const since = '2020-01-01T00:00:00Z'
  const spec = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } }
  const made = await call('POST', volumes, { metadata: { name: 'phases' }, spec })
  assert.equal(made.status, 201, made.text)
  const write = async (status: object) =>
    (await call('PUT', `${volumes}/phases/status`, { ...made.body, metadata: { name: 'phases' }, status }))
      .body.status
  assert.equal(
    (await write({ phase: 'Available', lastPhaseTransitionTime: since })).lastPhaseTransitionTime,
    since,
  )
  assert.equal(
    (await write({ phase: 'Available', lastPhaseTransitionTime: since })).lastPhaseTransitionTime,
    since,
  )
  const bound = await write({ phase: 'Bound', lastPhaseTransitionTime: since })
  assert.notEqual(bound.lastPhaseTransitionTime, since)
  assert.notEqual((await write({ phase: 'Released' })).lastPhaseTransitionTime, undefined)
})

test('patch tells why its result is none of the kind, and shows what it was given', async () => {
  const name = 'mispatched'
  const target = `${maps}/${name}`
  await call('POST', maps, { metadata: { name } })
  const check = async (patch: object, type: keyof typeof patchTypes, why: RegExp) => {
    const { status, body } = await call('PATCH', `${target}?fieldValidation=Strict`, patch, patchTypes[type])
    assert.deepEqual([status, body.reason, body.details.causes[0].field], [422, 'Invalid', 'patch'])
    assert.match(body.message, why)
  }
  const data = { data: { a: 1 } }
  await check(
    data,
    'strategic',
    /^ "" is invalid: patch: .*"map\[data:map\[a:1\]\]": cannot convert int64 to string$/,
  )
  const inGo = 'json: cannot unmarshal number into Go struct field ConfigMap.data of type string'
  await check(data, 'merge', new RegExp(`^ "" is invalid: patch: Invalid value: "\\{\\\\"kind.*": ${inGo}$`))
  await check([{ op: 'add', path: '/data', value: { a: 1 } }], 'json', new RegExp(`": ${inGo}$`))
  const odd = [{ op: 'test', path: '/metadata/name', value: name, why: 'not' }]
  await check(odd, 'json', /": strict decoding error: json patch unknown field "\[0\]\.why"$/)
  assert.deepEqual(await refused('PATCH', target, [{ op: 'remove', path: '/no' }], patchTypes.json), [
    422,
    'the server rejected our request due to an error in our request',
  ])
  const unknown = /": strict decoding error: unknown field "foo"$/
  await check({ foo: 1 }, 'strategic', unknown)
  await check({ foo: 1 }, 'merge', unknown)
})

test('an owner that is named twice is kept once, with a warning', async () => {
  const owner = { apiVersion: 'v1', kind: 'Node', name: 'n', uid: 'u1' }
  const ownerReferences = [owner, { ...owner, uid: 'u2' }, owner, { ...owner, name: 'other' }]
  const warning =
    '299 - ".metadata.ownerReferences contains duplicate entries; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your requests; duplicate UID(s) observed: u1"'
  const made = await call('POST', maps, { metadata: { name: 'owned', ownerReferences } })
  assert.equal(made.headers.warning, warning)
  const kept = [owner, { ...owner, uid: 'u2' }, { ...owner, name: 'other' }]
  assert.deepEqual(made.body.metadata.ownerReferences, kept)
  const put = await call('PUT', `${maps}/owned`, { metadata: { name: 'owned', ownerReferences } })
  assert.deepEqual([put.status, put.headers.warning], [200, warning])
  assert.deepEqual(put.body.metadata.ownerReferences, kept)
})

test('patch does not lead to another namespace', async () => {
  await call('POST', maps, { metadata: { name: 'rooted' } })
  const why = 'the namespace of the provided object does not match the namespace sent on the request'
  const moved = { metadata: { namespace: 'other' } }
  assert.deepEqual(await refused('PATCH', `${maps}/rooted`, moved, patchTypes.merge), [400, why])
})

test('options are held against each other in upstream’s order', async () => {
  const said = async (method: string, query: string, body?: unknown) => {
    const target = method === 'DELETE' ? `${maps}/none` : maps
    const [code, message] = await refused(method, `${target}?${query}`, body)
    return [code, message.replace(/^(\w+)\.meta\.k8s\.io "" is invalid: /, '$1 ')]
  }
  const only = 'dryRun: Unsupported value: ["Some"]: supported values: "All"'
  assert.deepEqual(await said('POST', 'fieldValidation=Foo&dryRun=Some', {}), [
    422,
    `CreateOptions [${only}, fieldValidation: Unsupported value: "Foo": supported values: "", "Ignore", "Strict", "Warn"]`,
  ])
  const both = 'orphanDependents and deletionPropagation cannot be both set'
  assert.deepEqual(await said('DELETE', 'orphanDependents=true&propagationPolicy=Orphan&dryRun=Some'), [
    422,
    `DeleteOptions [propagationPolicy: Invalid value: "Orphan": ${both}, ${only}]`,
  ])
  const match = 'resourceVersionMatch: '
  assert.deepEqual(await said('GET', 'watch=true&resourceVersionMatch=Exact&continue=x'), [
    422,
    `ListOptions [${match}Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided, ${match}Unsupported value: "Exact": supported values: "NotOlderThan", ${match}Forbidden: resourceVersionMatch is forbidden when continue is provided]`,
  ])
  assert.deepEqual(await said('GET', 'limit='), [400, 'strconv.ParseInt: parsing "": invalid syntax'])
})
