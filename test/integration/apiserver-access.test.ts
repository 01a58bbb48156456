// Who may do what: authentication, RBAC with upstream's words, escalation, impersonation, nodes, tokens, reviews.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Answer, type Call, caller, patchTypes } from './api-calls.ts'

let server: TestServer
let admin: Call
let bob: Call
let nodeOne: Call
let nobody: Call
const rbac = '/apis/rbac.authorization.k8s.io/v1'
const pods = '/api/v1/namespaces/default/pods'

before(async () => {
  server = await startTestServer({
    tokens: [
      { token: 'bob', user: 'bob', groups: ['devs'] },
      { token: 'n1', user: 'system:node:n1', groups: ['system:nodes'] },
    ],
  })
  admin = caller(server.handler())
  bob = caller(server.handler('bob'))
  nodeOne = caller(server.handler('n1'))
  nobody = caller(server.handler(''))
  await admin('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } })
})
after(() => server.stop())

function check(answer: Answer, status: number, message?: string): void {
  assert.equal(answer.status, status, answer.text)
  if (message !== undefined) assert.equal(answer.body.message, message)
}

const bind = (
  name: string,
  role: string,
  namespace?: string,
  subject: object = { kind: 'User', name: 'bob' },
) =>
  admin(
    'POST',
    `${rbac}/${namespace === undefined ? 'clusterrolebindings' : `namespaces/${namespace}/rolebindings`}`,
    {
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', ...subject }],
    },
  )
const unbind = (name: string, namespace?: string) =>
  admin(
    'DELETE',
    `${rbac}/${namespace === undefined ? 'clusterrolebindings' : `namespaces/${namespace}/rolebindings`}/${name}`,
  )

test('without credentials only health and the version are told', async () => {
  for (const path of ['/healthz', '/livez', '/readyz', '/version']) check(await nobody('GET', path), 200)
  for (const path of [
    '/',
    '/api',
    '/apis',
    '/openapi/v2',
    '/metrics',
    '/debug/pprof',
    '/healthz/ping',
    pods,
  ]) {
    check(await nobody('GET', path), 401, 'Unauthorized')
  }
})

test('wrong credentials are refused, and remembered for nothing', async () => {
  for (const authorization of ['Bearer wrong', 'Bearer ', 'Basic Ym9iOmJvYg==', 'Bearer bob bob', 'bob']) {
    check(await nobody('GET', '/api', undefined, { authorization }), 401)
  }
  check(await nobody('GET', '/api', undefined, { authorization: 'Bearer bob' }), 200)
  check(await nobody('GET', pods, undefined, { authorization: 'Bearer bo' }), 401)
})

test('RBAC refuses in upstream’s words', async () => {
  const who = 'User "bob" cannot'
  check(
    await bob('GET', pods),
    403,
    `pods is forbidden: ${who} list resource "pods" in API group "" in the namespace "default"`,
  )
  check(
    await bob('GET', `${pods}/x/log`),
    403,
    `pods "x" is forbidden: ${who} get resource "pods/log" in API group "" in the namespace "default"`,
  )
  check(
    await bob('GET', '/api/v1/nodes'),
    403,
    `nodes is forbidden: ${who} list resource "nodes" in API group "" at the cluster scope`,
  )
  check(
    await bob('DELETE', '/apis/apps/v1/namespaces/a/deployments/d'),
    403,
    `deployments.apps "d" is forbidden: ${who} delete resource "deployments" in API group "apps" in the namespace "a"`,
  )
  check(await bob('GET', '/metrics'), 403, `forbidden: ${who} get path "/metrics"`)
})

test('RBAC follows bindings at once: in a namespace, in the cluster, by group', async () => {
  await bind('viewers', 'view', 'default')
  check(await bob('GET', pods), 200)
  check(await bob('GET', '/api/v1/namespaces/kube-system/pods'), 403)
  check(await bob('GET', '/api/v1/pods'), 403)
  check(await bob('GET', '/api/v1/namespaces/default/secrets'), 403)
  check(await bob('POST', pods, { metadata: { name: 'x' } }), 403)
  await bind('all-viewers', 'view', undefined, { kind: 'Group', name: 'devs' })
  check(await bob('GET', '/api/v1/pods'), 200)
  await unbind('viewers', 'default')
  await unbind('all-viewers')
  check(await bob('GET', pods), 403)
})

test('RBAC knows resource names, subresources and wildcards', async () => {
  const rules = [
    { verbs: ['get'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['one'] },
    { verbs: ['*'], apiGroups: [''], resources: ['*/status'] },
    { verbs: ['list'], apiGroups: ['*'], resources: ['deployments'] },
  ]
  await admin('POST', `${rbac}/clusterroles`, { metadata: { name: 'fine' }, rules })
  await bind('fine', 'fine')
  check(await bob('GET', '/api/v1/namespaces/default/configmaps/one'), 404)
  check(await bob('GET', '/api/v1/namespaces/default/configmaps/two'), 403)
  check(await bob('GET', '/api/v1/namespaces/default/configmaps'), 403)
  check(await bob('GET', '/api/v1/namespaces/default/configmaps?fieldSelector=metadata.name%3Done'), 403)
  check(await bob('GET', `${pods}/x/status`), 404)
  check(await bob('GET', `${pods}/x`), 403)
  check(await bob('GET', '/apis/apps/v1/deployments'), 200)
  await unbind('fine')
})

test('aggregated roles gather what carries their label', async () => {
  const label = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }
  const rules = [{ verbs: ['get'], apiGroups: ['example.com'], resources: ['widgets'] }]
  await admin('POST', `${rbac}/clusterroles`, { metadata: { name: 'widgets', labels: label }, rules })
  for (const name of ['view', 'edit', 'admin']) {
    let found = false
    for (let i = 0; i < 100 && !found; i++) {
      const { body } = await admin('GET', `${rbac}/clusterroles/${name}`)
      found = body.rules.some(({ resources }: { resources: string[] }) => resources.includes('widgets'))
    }
    assert.ok(found, name)
  }
})

test('nobody grants more than they hold', async () => {
  await bind('role-writer', 'admin', 'default')
  const role = (rules: object[]) =>
    bob('POST', `${rbac}/namespaces/default/roles`, { metadata: { name: 'mine' }, rules })
  const refused = await role([{ verbs: ['get', 'create'], apiGroups: [''], resources: ['nodes'] }])
  check(
    refused,
    403,
    'roles.rbac.authorization.k8s.io "mine" is forbidden: user "bob" (groups=["devs" "system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["nodes"], Verbs:["create" "get"]}',
  )
  check(await role([{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }]), 201)
  check(
    await bob('PUT', `${rbac}/namespaces/default/roles/mine`, {
      metadata: { name: 'mine' },
      rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
    }),
    403,
  )
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }
  const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'bob' }]
  const binding = { metadata: { name: 'up' }, roleRef, subjects }
  check(await bob('POST', `${rbac}/namespaces/default/rolebindings`, binding), 403)
  check(
    await bob('POST', `${rbac}/namespaces/default/rolebindings`, {
      ...binding,
      roleRef: { ...roleRef, name: 'view' },
    }),
    201,
  )
  check(
    await bob('POST', `${rbac}/namespaces/default/rolebindings`, {
      ...binding,
      metadata: { name: 'none' },
      roleRef: { ...roleRef, name: 'nope' },
    }),
    404,
  )
  await unbind('up', 'default')
  await unbind('role-writer', 'default')
})

test('opening a shell needs create, whatever the HTTP verb', async () => {
  await admin('POST', `${rbac}/clusterroles`, {
    metadata: { name: 'reader' },
    rules: [
      {
        verbs: ['get'],
        apiGroups: [''],
        resources: ['pods', 'pods/exec', 'pods/attach', 'pods/portforward'],
      },
    ],
  })
  await bind('reader', 'reader')
  for (const way of ['exec', 'attach', 'portforward']) {
    check(
      await bob('GET', `${pods}/x/${way}`),
      403,
      `pods "x" is forbidden: User "bob" cannot create resource "pods/${way}" in API group "" in the namespace "default"`,
    )
  }
  await unbind('reader')
})

test('impersonation needs the right to be each part of somebody', async () => {
  const as = (headers: Record<string, string>, call = bob) =>
    call('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {}, headers)
  check(
    await as({ 'impersonate-user': 'alice' }),
    403,
    'users "alice" is forbidden: User "bob" cannot impersonate resource "users" in API group "" at the cluster scope',
  )
  const asAlice = await as(
    { 'impersonate-user': 'alice', 'impersonate-group': 'ops,devs', 'impersonate-extra-reason': 'test' },
    admin,
  )
  assert.deepEqual(asAlice.body.status.userInfo, {
    username: 'alice',
    groups: ['ops,devs', 'system:authenticated'],
    extra: { reason: ['test'] },
  })
  const asAccount = await as({ 'impersonate-user': 'system:serviceaccount:default:default' }, admin)
  assert.deepEqual(asAccount.body.status.userInfo.groups, [
    'system:serviceaccounts',
    'system:serviceaccounts:default',
    'system:authenticated',
  ])
  check(await as({ 'impersonate-group': 'ops' }, admin), 400)
})

test('service account tokens say who they are for, and die with what they are bound to', async () => {
  await admin('POST', pods, {
    metadata: { name: 'holder' },
    spec: { serviceAccountName: 'default', containers: [{ name: 'c', image: 'i' }] },
  })
  const { uid } = (await admin('GET', `${pods}/holder`)).body.metadata
  const tokens = '/api/v1/namespaces/default/serviceaccounts/default/token'
  const made = await admin('POST', tokens, {
    spec: { expirationSeconds: 600, boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'holder', uid } },
  })
  check(made, 201)
  const { token } = made.body.status
  const self = caller(server.handler(token))
  const { userInfo } = (await self('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {})).body
    .status
  assert.equal(userInfo.username, 'system:serviceaccount:default:default')
  assert.deepEqual(userInfo.extra['authentication.kubernetes.io/pod-name'], ['holder'])
  const review = async (spec: object) =>
    (await admin('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { spec })).body.status
  assert.equal((await review({ token })).authenticated, true)
  assert.deepEqual(await review({ token, audiences: ['other'] }), { user: {}, error: 'invalid bearer token' })
  const forged = `${token.slice(0, -4)}AAAA`
  assert.equal((await review({ token: forged })).authenticated, undefined)
  check(
    await admin('POST', tokens, { spec: { expirationSeconds: 60 } }),
    422,
    'TokenRequest.authentication.k8s.io "default" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
  )
  await admin('DELETE', `${pods}/holder`)
  assert.equal((await review({ token })).authenticated, undefined)
  check(await caller(server.handler(token))('GET', '/api'), 401)
})

test('reviews answer what RBAC would', async () => {
  const ask = async (plural: string, spec: object, call = admin) =>
    (await call('POST', `/apis/authorization.k8s.io/v1/${plural}`, { spec })).body
  const list = { resourceAttributes: { verb: 'list', resource: 'pods', namespace: 'default' } }
  assert.equal((await ask('selfsubjectaccessreviews', list, bob)).status.allowed, false)
  assert.equal((await ask('selfsubjectaccessreviews', list)).status.allowed, true)
  assert.equal(
    (await ask('subjectaccessreviews', { user: 'x', groups: ['system:masters'], ...list })).status.allowed,
    true,
  )
  assert.equal(
    (
      await ask('subjectaccessreviews', {
        user: 'x',
        nonResourceAttributes: { path: '/healthz', verb: 'get' },
      })
    ).status.allowed,
    false,
  )
  const both = await admin('POST', '/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    spec: { user: 'x' },
  })
  check(both, 422)
  const rules = (await ask('selfsubjectrulesreviews', { namespace: 'default' }, bob)).status
  assert.ok(
    rules.resourceRules.some(({ resources }: { resources: string[] }) =>
      resources.includes('selfsubjectaccessreviews'),
    ),
  )
  assert.equal(rules.incomplete, false)
})

test('a node reads what its pods need, and nothing of others', async () => {
  for (const name of ['mine', 'theirs']) {
    await admin('POST', '/api/v1/namespaces/default/secrets', { metadata: { name } })
    await admin('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name } })
    const volumes = [
      { name: 's', secret: { secretName: name } },
      { name: 'c', configMap: { name } },
    ]
    await admin('POST', pods, {
      metadata: { name },
      spec: { serviceAccountName: 'default', volumes, containers: [{ name: 'c', image: 'i' }] },
    })
    await admin('POST', `${pods}/${name}/binding`, { target: { name: name === 'mine' ? 'n1' : 'n2' } })
  }
  const secret = (name: string) => `/api/v1/namespaces/default/secrets/${name}`
  check(await nodeOne('GET', secret('mine')), 200)
  const refused = `secrets "theirs" is forbidden: User "system:node:n1" cannot get resource "secrets" in API group "" in the namespace "default": no relationship found between node 'n1' and this object`
  check(await nodeOne('GET', secret('theirs')), 403, refused)
  check(await nodeOne('GET', '/api/v1/namespaces/default/secrets'), 403)
  check(await nodeOne('GET', '/api/v1/namespaces/default/secrets?fieldSelector=metadata.name%3Dmine'), 200)
  check(await nodeOne('GET', '/api/v1/namespaces/default/configmaps/mine'), 200)
  check(await nodeOne('GET', '/api/v1/namespaces/default/configmaps/theirs'), 403)
  check(await nodeOne('GET', '/api/v1/pods?fieldSelector=spec.nodeName%3Dn1'), 200)
  check(await nodeOne('GET', '/api/v1/pods?fieldSelector=spec.nodeName%3Dn2'), 403)
  check(await nodeOne('GET', '/api/v1/pods'), 403)
  check(await nodeOne('GET', `${pods}/mine`), 200)
  check(await nodeOne('GET', `${pods}/theirs`), 403)
  check(await nodeOne('GET', '/api/v1/services'), 200)
})

test('a node writes its own node, lease, pod status and tokens alone', async () => {
  const nodes = '/api/v1/nodes'
  check(
    await nodeOne('POST', nodes, { metadata: { name: 'n2' } }),
    403,
    'nodes "n2" is forbidden: node "n1" is not allowed to modify node "n2"',
  )
  check(
    await nodeOne('POST', nodes, { metadata: { name: 'n1', labels: { 'kubernetes.io/hostname': 'n1' } } }),
    201,
  )
  check(await nodeOne('PATCH', `${nodes}/n1/status`, { status: { nodeInfo: {} } }, patchTypes.strategic), 200)
  check(
    await nodeOne(
      'PATCH',
      `${nodes}/n1`,
      { metadata: { labels: { 'node-restriction.kubernetes.io/x': 'y' } } },
      patchTypes.merge,
    ),
    403,
  )
  check(
    await nodeOne(
      'PATCH',
      `${nodes}/n1`,
      { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } },
      patchTypes.merge,
    ),
    403,
    'nodes "n1" is forbidden: node "n1" is not allowed to modify taints',
  )
  const owner = [{ apiVersion: 'v1', kind: 'Node', name: 'n1', uid: 'u' }]
  check(
    await nodeOne('PATCH', `${nodes}/n1`, { metadata: { ownerReferences: owner } }, patchTypes.merge),
    403,
    'nodes "n1" is forbidden: node "n1" is not allowed to modify ownerReferences',
  )
  check(await nodeOne('GET', `${nodes}/n1`), 200)
  check(await nodeOne('GET', nodes), 403)
  check(await nodeOne('DELETE', `${nodes}/n1`), 403)
  const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
  check(await nodeOne('POST', leases, { metadata: { name: 'n1' }, spec: { holderIdentity: 'n1' } }), 201)
  check(await nodeOne('POST', leases, { metadata: { name: 'n2' } }), 403)
  check(await nodeOne('GET', `${leases}/n2`), 403)
  check(
    await nodeOne('POST', '/apis/coordination.k8s.io/v1/namespaces/default/leases', {
      metadata: { name: 'n1' },
    }),
    403,
  )
  const running = { status: { phase: 'Running' } }
  check(await nodeOne('PATCH', `${pods}/mine/status`, running, patchTypes.merge), 200)
  check(
    await nodeOne('PATCH', `${pods}/theirs/status`, running, patchTypes.merge),
    403,
    'pods "theirs" is forbidden: node "n1" can only update pod status for pods with spec.nodeName set to itself',
  )
  check(await nodeOne('PATCH', `${pods}/mine`, { metadata: { labels: { a: 'b' } } }, patchTypes.merge), 403)
  const token = async (name: string) => {
    const { uid } = (await admin('GET', `${pods}/${name}`)).body.metadata
    const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name, uid }
    return nodeOne('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', {
      spec: { boundObjectRef },
    })
  }
  check(await token('mine'), 201)
  check(
    await token('theirs'),
    403,
    'serviceaccounts "default" is forbidden: node requested token bound to a pod scheduled on a different node',
  )
  check(await nodeOne('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', { spec: {} }), 403)
  check(await nodeOne('DELETE', `${pods}/theirs`), 403)
  check(await nodeOne('DELETE', `${pods}/mine?gracePeriodSeconds=0`), 200)
})

test('a node creates mirrors of its static pods that hang on nothing', async () => {
  const { uid } = (await admin('GET', '/api/v1/nodes/n1')).body.metadata
  const mirror = (name: string, spec: object = {}) => ({
    metadata: {
      name,
      annotations: { 'kubernetes.io/config.mirror': 'hash' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'n1', uid, controller: true }],
    },
    spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'i' }], ...spec },
  })
  check(await nodeOne('POST', pods, mirror('static')), 201)
  check(await nodeOne('POST', pods, { ...mirror('plain'), metadata: { name: 'plain' } }), 403)
  check(await nodeOne('POST', pods, mirror('elsewhere', { nodeName: 'n2' })), 403)
  for (const volume of [
    { secret: { secretName: 'theirs' } },
    { configMap: { name: 'theirs' } },
    { persistentVolumeClaim: { claimName: 'c' } },
  ]) {
    check(await nodeOne('POST', pods, mirror('greedy', { volumes: [{ name: 'v', ...volume }] })), 403)
  }
  check(
    await nodeOne(
      'POST',
      pods,
      mirror('claims', { resourceClaims: [{ name: 'r', resourceClaimName: 'x' }] }),
    ),
    403,
  )
})

test('ServiceAccount admission mounts a token, and waits for the default account of a new namespace', async () => {
  await using strict = await startTestServer({ disabledAdmission: [] })
  const call = caller(strict.handler())
  const late = call('POST', pods, {
    metadata: { name: 'late' },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  })
  await call('POST', '/api/v1/namespaces/default/serviceaccounts', {
    metadata: { name: 'default' },
    imagePullSecrets: [{ name: 'pull' }],
  })
  const { status, body } = await late
  assert.equal(status, 201)
  const { serviceAccountName, serviceAccount, imagePullSecrets, volumes, containers, priority, tolerations } =
    body.spec
  assert.deepEqual(
    [serviceAccountName, serviceAccount, imagePullSecrets, priority],
    ['default', 'default', [{ name: 'pull' }], 0],
  )
  assert.match(volumes[0].name, /^kube-api-access-\w{5}$/)
  assert.deepEqual(
    volumes[0].projected.sources.map((source: object) => Object.keys(source)[0]),
    ['serviceAccountToken', 'configMap', 'downwardAPI'],
  )
  assert.deepEqual(containers[0].volumeMounts, [
    { name: volumes[0].name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
  ])
  assert.equal(tolerations.length, 2)
  const missing = await call('POST', pods, {
    metadata: { name: 'p' },
    spec: { serviceAccountName: 'nobody', containers: [{ name: 'c', image: 'i' }] },
  })
  check(
    missing,
    403,
    'pods "p" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found',
  )
  const node = await call('POST', '/api/v1/nodes', { metadata: { name: 'fresh' } })
  assert.deepEqual(node.body.spec.taints, [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }])
  await call('POST', '/apis/scheduling.k8s.io/v1/priorityclasses', {
    metadata: { name: 'high' },
    value: 1000,
  })
  const high = await call('POST', pods, {
    metadata: { name: 'high' },
    spec: {
      priorityClassName: 'high',
      automountServiceAccountToken: false,
      containers: [{ name: 'c', image: 'i' }],
    },
  })
  assert.deepEqual([high.body.spec.priority, high.body.spec.volumes], [1000, undefined])
})
