// Admission policies against a whole API server: what they see, what they say, and when they take effect.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Call, caller } from './api-calls.ts'

const group = '/apis/admissionregistration.k8s.io/v1'
const configMaps = '/api/v1/namespaces/default/configmaps'

const plurals = ['validating', 'mutating'].flatMap((kind) => [
  `${kind}admissionpolicybindings`,
  `${kind}admissionpolicies`,
])

let server: TestServer
let call: Call
let asUser: Call
let names = 0

before(async () => {
  server = await startTestServer({ tokens: [{ token: 'jane', user: 'jane', groups: ['devs'] }] })
  call = caller(server.handler())
  asUser = caller(server.handler('jane'))
  await create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'devs' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
    subjects: [{ kind: 'Group', name: 'devs', apiGroup: 'rbac.authorization.k8s.io' }],
  })
})

after(() => server.stop())

afterEach(async () => {
  for (const plural of plurals) {
    assert.equal((await call('DELETE', `${group}/${plural}`)).status, 200)
  }
})

async function create(path: string, body: object) {
  const answer = await call('POST', path, body)
  assert.equal(answer.status, 201, JSON.stringify(answer.body))
  return answer.body
}

const rule = { operations: ['*'], apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'] }

async function policy(spec: object, binding: object = {}): Promise<string> {
  const name = `policy-${++names}`
  await create(`${group}/validatingadmissionpolicies`, {
    metadata: { name },
    spec: { matchConstraints: { resourceRules: [rule] }, ...spec },
  })
  await create(`${group}/validatingadmissionpolicybindings`, {
    metadata: { name: 'bound' },
    spec: { policyName: name, validationActions: ['Deny'], ...binding },
  })
  return name
}

const configMap = (data: Record<string, string>, more: object = {}) => ({
  metadata: { generateName: 'c-', ...more },
  data,
})

async function refused(body: object, expected: { message: string; reason?: string; code?: number }) {
  const { status, body: answer } = await call('POST', configMaps, body)
  const { message, reason = 'Invalid', code = 422 } = expected
  assert.deepEqual([status, answer.reason], [code, reason], JSON.stringify(answer))
  assert.match(String(answer.message), /^configmaps "c-[a-z0-9]{5}" is forbidden: /)
  assert.equal(String(answer.message).replace(/^.*? is forbidden: /, ''), message)
}

test('ValidatingAdmissionPolicy refuses what its expressions refuse, as soon as it is bound', async () => {
  const name = await policy({
    validations: [
      { expression: 'size(object.data) < 2' },
      { expression: 'object.data.a != "bad"', message: 'a is bad', reason: 'Forbidden' },
      { expression: 'object.data.a != "worse"', messageExpression: '"a is " + object.data.a' },
    ],
  })
  const head = `ValidatingAdmissionPolicy '${name}' with binding 'bound' denied request: `
  await create(configMaps, configMap({ a: 'good' }))
  await refused(configMap({ a: 'x', b: 'y' }), { message: `${head}failed expression: size(object.data) < 2` })
  await refused(configMap({ a: 'bad' }), { message: `${head}a is bad`, reason: 'Forbidden', code: 403 })
  await refused(configMap({ a: 'worse' }), { message: `${head}a is worse` })
  await refused(configMap({}), {
    message: `${head}expression 'size(object.data) < 2' resulted in error: no such key: data`,
  })
})

test('ValidatingAdmissionPolicy sees the old object, the request, the namespace and who may do what', async () => {
  await policy({
    variables: [
      { name: 'isUpdate', expression: "request.operation == 'UPDATE'" },
      { name: 'mayDelete', expression: "authorizer.requestResource.check('deletecollection').allowed()" },
    ],
    validations: [
      { expression: '!variables.isUpdate || object.data.a >= oldObject.data.a', message: 'a may only grow' },
      { expression: "request.userInfo.username != 'jane' || 'devs' in request.userInfo.groups" },
      {
        expression: "namespaceObject.metadata.name == 'default' && namespaceObject.status.phase == 'Active'",
      },
      { expression: "request.kind.kind == 'ConfigMap' && request.resource.resource == 'configmaps'" },
      { expression: 'variables.mayDelete', message: 'nobody who may not delete' },
      {
        expression:
          "!authorizer.group('').resource('nodes').check('delete').allowed() || request.userInfo.username != 'jane'",
      },
      {
        expression:
          "!has(request.subResource) && request.namespace == 'default' && !has(request.userInfo.extra)",
      },
      { expression: "request.operation != 'DELETE' || object == null && oldObject.data.a != 'kept'" },
    ],
  })
  const made = await create(configMaps, configMap({ a: '5' }))
  const path = `${configMaps}/${made.metadata?.name}`
  const down = await call('PUT', path, { ...made, data: { a: '4' } })
  assert.match(String(down.body.message), /denied request: a may only grow$/)
  assert.equal((await asUser('PUT', path, { ...made, data: { a: 'kept' } })).status, 200)
  assert.equal((await call('DELETE', path)).status, 422)
})

test('ValidatingAdmissionPolicy takes parameters by name and by selector, or says that there are none', async () => {
  for (const [name, max] of [
    ['one', '1'],
    ['three', '3'],
  ]) {
    await create(configMaps, { metadata: { name, labels: { limit: 'yes' } }, data: { max } })
  }
  const spec = {
    paramKind: { apiVersion: 'v1', kind: 'ConfigMap' },
    matchConstraints: { resourceRules: [{ ...rule, apiGroups: [''], resources: ['secrets'] }] },
    validations: [
      {
        expression: 'size(object.data) <= int(params.data.max)',
        messageExpression: '"more than " + params.data.max + " by " + params.metadata.name',
      },
    ],
  }
  const secrets = '/api/v1/namespaces/default/secrets'
  const secret = { metadata: { generateName: 's-' }, stringData: { a: '1', b: '2' } }
  const messageOf = async () => String((await call('POST', secrets, secret)).body.message)
  const paramRef = { parameterNotFoundAction: 'Deny' }
  const bound = async (ref: object): Promise<void> => {
    const bindings = `${group}/validatingadmissionpolicybindings`
    await call('DELETE', bindings)
    await create(bindings, {
      metadata: { name: 'b' },
      spec: { policyName: name, validationActions: ['Deny'], paramRef: { ...paramRef, ...ref } },
    })
  }
  const name = await policy(spec, { paramRef: { ...paramRef, name: 'three' } })
  assert.equal((await call('POST', secrets, secret)).status, 201)
  await bound({ selector: { matchLabels: { limit: 'yes' } } })
  assert.match(await messageOf(), /denied request: more than 1 by one$/)
  await bound({ name: 'nowhere' })
  assert.match(
    await messageOf(),
    /denied request: failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction$/,
  )
  await bound({ name: 'nowhere', parameterNotFoundAction: 'Allow' })
  assert.equal((await call('POST', secrets, secret)).status, 201)
})

test('ValidatingAdmissionPolicy matches by rules, names, selectors and conditions', async () => {
  const validations = [{ expression: 'false' }]
  const check = async (spec: object, body: object, expected: number, binding: object = {}) => {
    await policy({ validations, ...spec }, binding)
    assert.equal((await call('POST', configMaps, body)).status, expected, JSON.stringify(spec))
    await call('DELETE', `${group}/validatingadmissionpolicybindings`)
  }
  const resourceRules = [rule]
  const labelled = configMap({}, { labels: { a: 'b' } })
  const objectSelector = { matchLabels: { a: 'b' } }
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': 'other' } }
  await check({}, configMap({}), 422)
  await check({ matchConstraints: { resourceRules, objectSelector } }, labelled, 422)
  await check({ matchConstraints: { resourceRules, objectSelector } }, configMap({}), 201)
  await check({ matchConstraints: { resourceRules, namespaceSelector } }, configMap({}), 201)
  await check({ matchConstraints: { resourceRules, excludeResourceRules: [rule] } }, configMap({}), 201)
  const named = [{ ...rule, resourceNames: ['only'] }]
  await check({ matchConstraints: { resourceRules: named } }, configMap({}), 201)
  await check({ matchConstraints: { resourceRules: named } }, { metadata: { name: 'only' } }, 422)
  await check({}, configMap({}), 201, { matchResources: { objectSelector } })
  const condition = (expression: string) => ({ matchConditions: [{ name: 'c', expression }] })
  await check(condition("request.userInfo.username == 'nobody'"), configMap({}), 201)
  await check(condition('object.nope == 1'), configMap({}), 422)
  await check({ ...condition('object.nope == 1'), failurePolicy: 'Ignore' }, configMap({}), 201)
})

test('ValidatingAdmissionPolicy warns where the binding says so', async () => {
  const name = await policy(
    { validations: [{ expression: 'false', message: 'not good' }] },
    { validationActions: ['Warn', 'Audit'] },
  )
  const { status, headers } = await call('POST', configMaps, configMap({}))
  assert.equal(status, 201)
  const text = `Validation failed for ValidatingAdmissionPolicy '${name}' with binding 'bound': not good`
  assert.equal(String(headers.warning), `299 - "${text}"`)
  const metrics = (await call('GET', '/metrics')).text
  for (const action of ['warn', 'audit']) {
    const labels = `policy="${name}",policy_binding="bound",error_type="no_error",enforcement_action="${action}"`
    assert.ok(metrics.includes(`apiserver_validating_admission_policy_check_total{${labels}} 1`), action)
  }
})

test('ValidatingAdmissionPolicy ends expressions that cost too much', async () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`k${i}`, 'v']))
  const expression = 'object.data.all(a, object.data.all(b, object.data.all(c, object.data[c] != a + b)))'
  const name = await policy({ validations: [{ expression }] })
  await refused(configMap(many), {
    message: `ValidatingAdmissionPolicy '${name}' with binding 'bound' denied request: expression '${expression}' resulted in error: operation cancelled: actual cost limit exceeded`,
  })
})

test('ValidatingAdmissionPolicy does not judge policies', async () => {
  const everything = { operations: ['*'], apiGroups: ['*'], apiVersions: ['*'], resources: ['*'] }
  const name = await policy({
    matchConstraints: { resourceRules: [everything] },
    validations: [{ expression: "request.operation == 'CONNECT'" }],
  })
  assert.equal((await call('POST', configMaps, configMap({}))).status, 422)
  assert.equal((await call('DELETE', `${group}/validatingadmissionpolicies/${name}`)).status, 200)
  assert.equal((await call('POST', configMaps, configMap({}))).status, 201)
})

async function mutatingPolicy(spec: object, binding: object = {}): Promise<string> {
  const name = `mutating-${++names}`
  const usual = { matchConstraints: { resourceRules: [rule] }, reinvocationPolicy: 'Never' }
  await create(`${group}/mutatingadmissionpolicies`, { metadata: { name }, spec: { ...usual, ...spec } })
  await create(`${group}/mutatingadmissionpolicybindings`, {
    metadata: { name: `${name}-bound` },
    spec: { policyName: name, ...binding },
  })
  return name
}

const apply = (expression: string) => ({
  patchType: 'ApplyConfiguration',
  applyConfiguration: { expression },
})
const jsonPatch = (expression: string) => ({ patchType: 'JSONPatch', jsonPatch: { expression } })

test('MutatingAdmissionPolicy merges apply configurations and applies JSON patches, in order', async () => {
  await mutatingPolicy({
    variables: [{ name: 'size', expression: 'string(size(object.data))' }],
    mutations: [
      apply('Object{metadata: Object.metadata{labels: {"size": variables.size}}, data: {"b": "2"}}'),
      jsonPatch(
        '[JSONPatch{op: "add", path: "/metadata/labels/" + jsonpatch.escapeKey("x/y"), value: variables.size}, JSONPatch{op: "remove", path: "/data/a"}]',
      ),
    ],
  })
  const made = await create(configMaps, configMap({ a: '1' }, { labels: { own: 'kept' } }))
  assert.deepEqual(made.metadata?.labels, { own: 'kept', size: '1', 'x/y': '2' })
  assert.deepEqual(made.data, { b: '2' })
})

test('MutatingAdmissionPolicy merges lists by their keys and defaults what it adds', async () => {
  const pods = { ...rule, operations: ['CREATE'], resources: ['pods'] }
  await mutatingPolicy({
    matchConstraints: { resourceRules: [pods] },
    matchConditions: [
      {
        name: 'without',
        expression: '!object.spec.?initContainers.orValue([]).exists(c, c.name == "sidecar")',
      },
    ],
    mutations: [
      apply(
        'Object{spec: Object.spec{initContainers: [Object.spec.initContainers{name: "sidecar", image: "proxy:1", restartPolicy: "Always"}]}}',
      ),
    ],
  })
  const container = { name: 'main', image: 'app:1' }
  const body = { metadata: { name: 'with-sidecar' }, spec: { containers: [container] } }
  const pod = await create('/api/v1/namespaces/default/pods', body)
  const [sidecar] = pod.spec.initContainers
  assert.deepEqual([sidecar.name, sidecar.restartPolicy], ['sidecar', 'Always'])
  assert.equal(sidecar.terminationMessagePolicy, 'File')
  assert.equal(pod.spec.containers.length, 1)
})

test('MutatingAdmissionPolicy refuses what it cannot change, unless it may fail', async () => {
  const messages: string[] = []
  const attempt = async (mutation: object, more: object = {}) => {
    const name = await mutatingPolicy({ mutations: [mutation], ...more })
    const { status, body } = await call('POST', configMaps, configMap({ a: '1' }))
    await call('DELETE', `${group}/mutatingadmissionpolicybindings`)
    const text = String(body.message).replace(
      `policy '${name}' with binding '${name}-bound' denied request: `,
      '',
    )
    messages.push(status === 201 ? 'made' : `${status} ${body.reason} ${text}`)
  }
  await attempt(apply('Object{nope: 1}'))
  await attempt(apply('Object{metadata: Object.meta{}}'))
  await attempt(apply('Object{metadata: Object.metadata{ownerReferences: object.missing}}'))
  await attempt(jsonPatch('[JSONPatch{op: "remove", path: "/data/x"}]'))
  await attempt(
    jsonPatch(
      '[JSONPatch{op: "test", path: "/data/a", value: "2"}, JSONPatch{op: "remove", path: "/data/a"}]',
    ),
  )
  await attempt(apply('Object{nope: 1}'), { failurePolicy: 'Ignore' })
  assert.deepEqual(messages, [
    '403 Invalid error applying patch: failed to convert patch object to typed object: .nope: field not declared in schema',
    '403 Invalid type mismatch: unexpected type name "Object.meta", expected "Object.metadata", which matches field name path from root Object type',
    "403 Invalid expression 'Object{metadata: Object.metadata{ownerReferences: object.missing}}' resulted in error: no such key: missing",
    "403 Invalid JSONPath: error in remove for path: '/data/x': Unable to remove nonexistent key: x: missing value",
    'made',
    'made',
  ])
  const atomic = { ...rule, resources: ['services'] }
  await mutatingPolicy({
    matchConstraints: { resourceRules: [atomic] },
    mutations: [apply('Object{spec: Object.spec{selector: {"a": "b"}}}')],
  })
  const service = { metadata: { name: 's' }, spec: { ports: [{ port: 80 }], selector: { x: 'y' } } }
  const { body } = await call('POST', '/api/v1/namespaces/default/services', service)
  assert.match(String(body.message), /may not mutate atomic arrays, maps or structs: \.spec\.selector$/)
})

test('MutatingAdmissionPolicy sees again what others changed, where it asks for it', async () => {
  const count = 'string(int(object.data.?count.orValue("0")) + 1)'
  const mutations = [apply(`Object{data: {"count": ${count}, "seen": object.data.?late.orValue("no")}}`)]
  await mutatingPolicy({ reinvocationPolicy: 'IfNeeded', mutations })
  await mutatingPolicy({ mutations: [apply('Object{data: {"late": "yes"}}')] })
  const made = await create(configMaps, configMap({ a: '1' }))
  assert.deepEqual(made.data, { a: '1', count: '2', late: 'yes', seen: 'yes' })
})

test('MutatingAdmissionPolicy is judged by the policies that validate', async () => {
  await mutatingPolicy({ mutations: [apply('Object{data: {"a": "bad"}}')] })
  await policy({ validations: [{ expression: "object.data.a != 'bad'", message: 'bad' }] })
  const { body } = await call('POST', configMaps, configMap({ a: 'good' }))
  assert.match(String(body.message), /denied request: bad$/)
})

test('Policies read parameters only for those who may read them', async () => {
  await create('/apis/rbac.authorization.k8s.io/v1/clusterroles', {
    metadata: { name: 'policies' },
    rules: [{ apiGroups: ['admissionregistration.k8s.io'], resources: ['*'], verbs: ['*'] }],
  })
  await create('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'policies' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'policies' },
    subjects: [{ kind: 'User', name: 'jane', apiGroup: 'rbac.authorization.k8s.io' }],
  })
  const spec = (kind: string) => ({
    paramKind: { apiVersion: 'v1', kind },
    matchConstraints: { resourceRules: [rule] },
    validations: [{ expression: 'params != null' }],
  })
  const make = (name: string, kind: string) =>
    asUser('POST', `${group}/validatingadmissionpolicies`, { metadata: { name }, spec: spec(kind) })
  assert.equal((await make('maps', 'ConfigMap')).status, 201)
  const { status, body } = await make('nodes', 'Node')
  assert.equal(status, 422)
  assert.equal(
    body.message,
    'ValidatingAdmissionPolicy.admissionregistration.k8s.io "nodes" is invalid: spec.paramKind: Forbidden: user &{jane  [devs system:authenticated] map[]} must have "get" permission on all objects of the referenced paramKind (kind=Node, apiVersion=v1)',
  )
  const binding = {
    metadata: { name: 'b' },
    spec: {
      policyName: 'unknown',
      validationActions: ['Deny'],
      paramRef: { name: 'x', parameterNotFoundAction: 'Deny' },
    },
  }
  const bound = await asUser('POST', `${group}/validatingadmissionpolicybindings`, binding)
  assert.match(String(bound.body.message), /spec\.paramRef: Forbidden: .* does not have "get" permission/)
})
