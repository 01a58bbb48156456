// Kinds that users define: made, served, changed and taken away while the server runs.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Call, caller, watch } from './api-calls.ts'
import { cron, cronTabs, definer, definition, definitions } from './custom-definitions.ts'

let server: TestServer
let call: Call

before(async () => {
  server = await startTestServer()
  call = caller(server.handler())
})
after(() => server.stop())

const define = definer(() => call)

test('a definition is established in its answer, and its kind can be used at once', async () => {
  const { root, path, crd } = await define('basic')
  assert.deepEqual(crd.status.acceptedNames.kind, 'CronTab')
  assert.deepEqual(
    crd.status.conditions.map(({ type, status }: { type: string; status: string }) => `${type}=${status}`),
    ['NamesAccepted=True', 'Established=True'],
  )
  assert.deepEqual(crd.status.storedVersions, ['v1'])
  const made = await call('POST', path, cron('a'))
  assert.equal(made.status, 201, made.text)
  assert.equal(made.body.kind, 'CronTab')
  assert.equal(made.body.metadata.generation, 1)
  const { body: list } = await call('GET', `${root}/crontabs`)
  assert.equal(list.kind, 'CronTabList')
  assert.equal(list.items[0].kind, 'CronTab', 'items say what they are')
  const { body: resources } = await call('GET', root)
  assert.deepEqual(
    resources.resources.map(({ name }: { name: string }) => name),
    ['crontabs', 'crontabs/status', 'crontabs/scale'],
  )
})

test('unknown fields are pruned, warned of or refused, as the request asks', async () => {
  const { path } = await define('prune')
  const body = cron('a', { cronSpec: 'x', bogus: 1, template: { deep: { unknown: true } } }, { extra: 1 })
  const strict = await call('POST', `${path}?fieldValidation=Strict`, body)
  assert.equal(strict.status, 400)
  assert.match(
    strict.body.message,
    /strict decoding error: unknown field "extra", unknown field "spec.bogus"/,
  )
  const warned = await call('POST', `${path}?fieldValidation=Warn`, body)
  assert.match(warned.headers.warning ?? '', /unknown field \\"spec.bogus\\"/)
  assert.deepEqual(warned.body.spec, {
    cronSpec: 'x',
    image: 'default-image',
    template: { deep: { unknown: true } },
  })
  assert.equal(warned.body.extra, undefined)
})

test('a definition is told of formats that nobody checks', async () => {
  const shades = { type: 'string', format: 'shade' }
  const schema = { type: 'object', properties: { spec: { type: 'object', properties: { shades } } } }
  const crd = definition('formats.test.example.com', [{ name: 'v1', schema: { openAPIV3Schema: schema } }])
  const made = await call('POST', definitions, crd)
  assert.equal(made.headers.warning, '299 - "unrecognized format \\"shade\\""')
  const again = await call('PUT', `${definitions}/${crd.metadata.name}`, made.body)
  assert.equal(again.status, 200, again.text)
  assert.equal(again.headers.warning, undefined)
})

test('faults are told in upstream’s words', async () => {
  const { path } = await define('faults')
  const check = async (spec: object, ...expected: readonly string[]) => {
    const { status, body } = await call('POST', path, cron('a', spec))
    assert.equal(status, 422, JSON.stringify(body))
    const causes = body.details.causes.map(
      ({ field, message }: { field: string; message: string }) => `${field}: ${message}`,
    )
    assert.deepEqual(causes, expected)
  }
  await check(
    { cronSpec: 'x', replicas: 'two' },
    'spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"',
  )
  await check(
    { cronSpec: 'x', replicas: 11 },
    'spec.replicas: Invalid value: 11: spec.replicas in body should be less than or equal to 10',
  )
  await check({ replicas: 1 }, 'spec.cronSpec: Required value')
  await check(
    { cronSpec: 'x', policy: 'Often' },
    'spec.policy: Unsupported value: "Often": supported values: "Allow", "Forbid"',
  )
  await check(
    { cronSpec: 'x', tag: 'A' },
    'spec.tag: Invalid value: "A": spec.tag in body should match \'^[a-z]+$\'',
  )
  await check(
    { cronSpec: 'x', ports: [{ port: 1 }, { port: 1 }] },
    'spec.ports[1]: Duplicate value: {"port":1}',
  )
})

test('JSON patch, merge patch and apply change custom resources, strategic merge does not', async () => {
  const { path } = await define('patch')
  await call('POST', path, cron('a'))
  const patch = (type: string, body: unknown) =>
    call('PATCH', `${path}/a?fieldManager=test`, body, { 'content-type': `application/${type}` })
  const merged = await patch('merge-patch+json', { spec: { replicas: 3 } })
  assert.equal(merged.body.spec.replicas, 3, merged.text)
  assert.equal(merged.body.metadata.generation, 2)
  const replaced = await patch('json-patch+json', [{ op: 'replace', path: '/spec/replicas', value: 4 }])
  assert.equal(replaced.body.spec.replicas, 4)
  const strategic = await patch('strategic-merge-patch+json', { spec: { replicas: 5 } })
  assert.equal(strategic.status, 415)
  assert.equal(
    strategic.body.message,
    'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
  )
  const typed = { apiVersion: 'patch.test.example.com/v1', kind: 'CronTab' }
  const ports = {
    ...typed,
    metadata: { name: 'b' },
    spec: { cronSpec: 'x', ports: [{ port: 1, name: 'a' }] },
  }
  const applied = await call('PATCH', `${path}/b?fieldManager=one`, ports, {
    'content-type': 'application/apply-patch+yaml',
  })
  assert.equal(applied.status, 201, applied.text)
  assert.deepEqual(Object.keys(applied.body.metadata.managedFields[0].fieldsV1['f:spec']['f:ports']), [
    'k:{"port":1}',
  ])
  const second = { ...typed, spec: { ports: [{ port: 2 }] } }
  const joined = await call('PATCH', `${path}/b?fieldManager=two`, second, {
    'content-type': 'application/apply-patch+yaml',
  })
  assert.deepEqual(joined.body.spec.ports, [{ port: 1, name: 'a' }, { port: 2 }])
  const clash = { ...typed, spec: { cronSpec: 'y' } }
  const conflict = await call('PATCH', `${path}/b?fieldManager=two`, clash, {
    'content-type': 'application/apply-patch+yaml',
  })
  assert.equal(conflict.status, 409)
  assert.match(conflict.body.message, /conflict with "one": .spec.cronSpec/)
})

test('status and spec are written apart; an update needs the version that it was made from', async () => {
  const { path } = await define('status')
  const made = await call('POST', path, cron('a', { cronSpec: 'x' }, { status: { replicas: 9 } }))
  assert.equal(made.body.status, undefined)
  const { body: current } = await call('GET', `${path}/a`)
  const written = await call('PUT', `${path}/a/status`, {
    ...current,
    spec: { cronSpec: 'other' },
    metadata: { ...current.metadata, labels: { a: 'b' } },
    status: { replicas: 1, labelSelector: 'a=b' },
  })
  assert.equal(written.status, 200, written.text)
  assert.deepEqual(
    [written.body.spec.cronSpec, written.body.status.replicas, written.body.metadata.generation],
    ['x', 1, 1],
  )
  assert.equal(written.body.metadata.labels, undefined)
  const wrong = await call('PUT', `${path}/a/status`, { ...written.body, status: { replicas: 'x' } })
  assert.equal(wrong.status, 422)
  assert.equal(wrong.body.details.causes[0].field, 'status.replicas')
  const blind = await call('PUT', `${path}/a`, cron('a', { cronSpec: 'z' }))
  assert.equal(blind.status, 422)
  assert.match(blind.body.message, /metadata.resourceVersion: .*must be specified for an update/)
})

test('scale reads and writes where the definition says', async () => {
  const { path } = await define('scale')
  await call('POST', path, cron('a'))
  const { body: current } = await call('GET', `${path}/a`)
  await call('PUT', `${path}/a/status`, { ...current, status: { replicas: 1, labelSelector: 'app=a' } })
  const { body: scale } = await call('GET', `${path}/a/scale`)
  assert.deepEqual(scale.spec, { replicas: 2 })
  assert.deepEqual(scale.status, { replicas: 1, selector: 'app=a' })
  const scaled = await call('PUT', `${path}/a/scale`, { ...scale, spec: { replicas: 5 } })
  assert.equal(scaled.status, 200, scaled.text)
  assert.equal(scaled.body.spec.replicas, 5)
  const { body: after } = await call('GET', `${path}/a`)
  assert.deepEqual([after.spec.replicas, after.spec.cronSpec], [5, '* * * * *'])
  assert.equal(after.metadata.generation, 2)
})

test('tables show the definition’s columns', async () => {
  const { path } = await define('table')
  await call('POST', path, cron('a'))
  const { body } = await call('GET', path, undefined, {
    accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
  })
  assert.deepEqual(
    body.columnDefinitions.map(({ name, type }: { name: string; type: string }) => `${name} ${type}`),
    ['Name string', 'Spec string', 'Replicas integer', 'Ready string', 'Age date'],
  )
  const [row] = body.rows
  assert.deepEqual(row.cells.slice(0, 4), ['a', '* * * * *', 2, null])
  assert.match(row.cells[4], /^\d+s$/)
})

test('field selectors know the fields that the definition names', async () => {
  const { path } = await define('fields')
  await call('POST', path, cron('a', { cronSpec: 'x', policy: 'Allow' }))
  await call('POST', path, cron('b', { cronSpec: 'x', policy: 'Forbid' }))
  const { body } = await call('GET', `${path}?fieldSelector=spec.policy%3DForbid`)
  assert.deepEqual(
    body.items.map((item: { metadata: { name: string } }) => item.metadata.name),
    ['b'],
  )
  const wrong = await call('GET', `${path}?fieldSelector=spec.image%3Dx`)
  assert.equal(wrong.status, 400)
  assert.match(wrong.body.message, /field label not supported: spec.image/)
})

test('protobuf is refused, JSON given to those who take both', async () => {
  const { path } = await define('media')
  await call('POST', path, cron('a'))
  const only = await call('GET', `${path}/a`, undefined, { accept: 'application/vnd.kubernetes.protobuf' })
  assert.equal(only.status, 406)
  const both = await call('GET', `${path}/a`, undefined, {
    accept: 'application/vnd.kubernetes.protobuf,application/json',
  })
  assert.equal(both.headers['content-type'], 'application/json')
  const sent = await call('POST', path, 'k8s\0', { 'content-type': 'application/vnd.kubernetes.protobuf' })
  assert.equal(sent.status, 415)
  const partial = await call('GET', `${path}/a`, undefined, {
    accept: 'application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  })
  assert.equal(partial.headers['content-type'], 'application/vnd.kubernetes.protobuf')
})

test('two versions show the same object; the store has the storage version', async () => {
  const v1 = { ...cronTabs, storage: false }
  const v2 = { ...cronTabs, name: 'v2', storage: true }
  const { path } = await define('versions', [v1, v2])
  await call('POST', path, cron('a'))
  const second = path.replace('/v1/', '/v2/')
  const { body } = await call('GET', `${second}/a`)
  assert.equal(body.apiVersion, 'versions.test.example.com/v2')
  assert.equal(body.spec.replicas, 2)
  await using events = await watch(server.handler(), `${path}?watch=1`)
  assert.equal((await events.next()).object.apiVersion, 'versions.test.example.com/v1')
  const { body: changed } = await call('PUT', `${second}/a`, { ...body, spec: { ...body.spec, replicas: 7 } })
  assert.equal(changed.spec.replicas, 7)
  const event = await events.next()
  assert.deepEqual([event.object.apiVersion, event.object.spec.replicas], ['versions.test.example.com/v1', 7])
})

test('discovery lists versions in upstream’s order, with a hash of the one that is stored', async () => {
  const names = ['v1beta1', 'foo2', 'v1', 'foo10', 'v2alpha1', 'v11']
  const versions = names.map((name) => ({ ...cronTabs, name, storage: name === 'v1' }))
  const { root } = await define('order', versions)
  const group = (await call('GET', '/apis/order.test.example.com')).body
  assert.deepEqual(
    group.versions.map(({ version }: { version: string }) => version),
    ['v11', 'v1', 'v1beta1', 'v2alpha1', 'foo10', 'foo2'],
  )
  const { resources } = (await call('GET', root)).body
  const digest = createHash('sha256').update('order.test.example.com/v1/CronTab').digest()
  assert.equal(resources[0].storageVersionHash, digest.subarray(0, 8).toString('base64'))
})

test('a changed schema prunes and fills in what was stored before; watches end', async () => {
  const { path, name } = await define('change')
  await call('POST', path, cron('a', { cronSpec: 'x', tag: 'old' }))
  await using events = await watch(server.handler(), `${path}?watch=1`)
  await events.next()
  const { body: crd } = await call('GET', `${definitions}/${name}`)
  const { properties } = crd.spec.versions[0].schema.openAPIV3Schema.properties.spec
  delete properties.tag
  properties.added = { type: 'string', default: 'new' }
  const changed = await call('PUT', `${definitions}/${name}`, crd)
  assert.equal(changed.status, 200, changed.text)
  assert.equal(await events.next(), undefined)
  const { body } = await call('GET', `${path}/a`)
  assert.deepEqual([body.spec.tag, body.spec.added], [undefined, 'new'])
  const { body: list } = await call('GET', path)
  assert.equal(list.items[0].spec.added, 'new')
})

test('what was stored before a stricter schema may stay as it is, and may not become worse', async () => {
  const { path, name } = await define('ratchet')
  await call('POST', path, cron('a', { cronSpec: 'x', replicas: 9, tag: 'ok' }))
  const { body: crd } = await call('GET', `${definitions}/${name}`)
  crd.spec.versions[0].schema.openAPIV3Schema.properties.spec.properties.replicas.maximum = 5
  await call('PUT', `${definitions}/${name}`, crd)
  const merge = { 'content-type': 'application/merge-patch+json' }
  const other = await call('PATCH', `${path}/a`, { spec: { tag: 'fine' } }, merge)
  assert.equal(other.status, 200, other.text)
  const worse = await call('PATCH', `${path}/a`, { spec: { replicas: 8 } }, merge)
  assert.equal(worse.status, 422)
})

test('two definitions cannot have one name; who waits gets it when the other goes', async () => {
  const group = 'names.test.example.com'
  const first = definition(group, [cronTabs])
  const other = definition(group, [cronTabs], { plural: 'others', singular: 'other', listKind: 'OtherList' })
  await call('POST', definitions, first)
  const { body: waiting } = await call('POST', definitions, other)
  const condition = (crd: typeof waiting, type: string) =>
    crd.status.conditions.find((found: { type: string }) => found.type === type)
  assert.deepEqual(
    [condition(waiting, 'NamesAccepted').reason, condition(waiting, 'NamesAccepted').message],
    ['KindConflict', '"CronTab" is already in use'],
  )
  assert.equal(condition(waiting, 'Established').status, 'False')
  assert.equal((await call('GET', `/apis/${group}/v1/others`)).status, 404)
  await call('DELETE', `${definitions}/${first.metadata.name}`)
  for (let turn = 0; turn < 100; turn++) {
    if ((await call('GET', `/apis/${group}/v1/others`)).status === 200) return
    await new Promise(setImmediate)
  }
  assert.fail('the name was not given on')
})

test('a definition goes after its objects; meanwhile nothing new can be made', async () => {
  const { path, name, root } = await define('delete')
  await call(
    'POST',
    path,
    cron('a', { cronSpec: 'x' }, { metadata: { name: 'a', finalizers: ['x.io/wait'] } }),
  )
  await call('POST', path, cron('b'))
  await using events = await watch(server.handler(), `${path}?watch=1&fieldSelector=metadata.name%3Da`)
  await events.next()
  const deleted = await call('DELETE', `${definitions}/${name}`)
  assert.equal(deleted.body.kind, 'CustomResourceDefinition')
  assert.deepEqual(deleted.body.metadata.finalizers, ['customresourcecleanup.apiextensions.k8s.io'])
  assert.notEqual((await events.next()).object.metadata.deletionTimestamp, undefined)
  const refused = await call('POST', path, cron('c'))
  assert.equal(refused.status, 405)
  assert.equal(refused.body.message, 'create not allowed while custom resource definition is terminating')
  assert.equal((await call('GET', `${path}/b`)).status, 404)
  const { resources } = (await call('GET', root)).body
  assert.deepEqual(resources[0].verbs, ['delete', 'deletecollection', 'get', 'list', 'watch'])
  const freed = await call(
    'PATCH',
    `${path}/a`,
    { metadata: { finalizers: null } },
    {
      'content-type': 'application/merge-patch+json',
    },
  )
  assert.equal(freed.status, 200, freed.text)
  const gone = async () => (await call('GET', `${definitions}/${name}`)).status === 404
  for (let turn = 0; turn < 300 && !(await gone()); turn++) await new Promise((done) => setTimeout(done, 10))
  assert.equal(await gone(), true)
  assert.equal((await call('GET', path)).status, 404)
  assert.equal((await call('GET', root)).status, 404)
  let last = await events.next()
  while (last !== undefined) last = await events.next()
})

test('after a restart objects are served before anybody has asked for them', async () => {
  const { path } = await define('restart')
  await call('POST', path, cron('a'))
  await using again = await startTestServer({ store: server.store })
  const { body } = await caller(again.handler())('GET', `${path}/a`)
  assert.equal(body.spec?.cronSpec, '* * * * *')
})

test('roles name custom resources as they name all others', async () => {
  const { path } = await define('rbac')
  const denied = await caller(server.handler(''))('GET', path)
  assert.equal(denied.status, 401)
  const review = await call('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    spec: {
      user: 'jane',
      resourceAttributes: { verb: 'get', group: 'rbac.test.example.com', resource: 'crontabs' },
    },
  })
  assert.equal(review.body.status.allowed, false)
})

test('rules of a definition hold for its objects, old values included', async () => {
  const rules = [
    { rule: 'self.replicas <= 5', message: 'no more than five', fieldPath: '.replicas' },
    { rule: 'self.cronSpec == oldSelf.cronSpec', message: 'cronSpec is immutable' },
  ]
  const version = structuredClone(cronTabs) as typeof cronTabs & {
    schema: { openAPIV3Schema: { properties: { spec: object } } }
  }
  Object.assign(version.schema.openAPIV3Schema.properties.spec, { 'x-kubernetes-validations': rules })
  const { path, name } = await define('rules', [version])
  const refused = await call('POST', path, cron('a', { cronSpec: 'x', replicas: 6 }))
  assert.equal(
    refused.body.message,
    'CronTab.rules.test.example.com "a" is invalid: spec.replicas: Invalid value: no more than five',
  )
  assert.equal((await call('POST', path, cron('a', { cronSpec: 'x', replicas: 5 }))).status, 201)
  const merge = { 'content-type': 'application/merge-patch+json' }
  const changed = await call('PATCH', `${path}/a`, { spec: { cronSpec: 'y' } }, merge)
  assert.match(changed.body.message, /spec: Invalid value: cronSpec is immutable$/)
  assert.equal((await call('PATCH', `${path}/a`, { spec: { replicas: 4 } }, merge)).status, 200)
  rules[0] = { rule: 'self.replicas <= 3', message: 'no more than three', fieldPath: '.replicas' }
  const { body: crd } = await call('GET', `${definitions}/${name}`)
  crd.spec.versions[0].schema.openAPIV3Schema.properties.spec['x-kubernetes-validations'] = rules
  assert.equal((await call('PUT', `${definitions}/${name}`, crd)).status, 200)
  const labelled = await call('PATCH', `${path}/a`, { metadata: { labels: { a: 'b' } } }, merge)
  assert.equal(labelled.status, 200, labelled.text)
  assert.equal(labelled.headers.warning, '299 - "spec.replicas: Invalid value: no more than three"')
  assert.equal((await call('PATCH', `${path}/a`, { spec: { tag: 'new' } }, merge)).status, 422)
})
