// Who somebody is, and what follows from it: nodes, role escalation, anonymous callers, tokens. Rows 11, 12, 16 and 18.
import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, sign as signBytes } from 'node:crypto'
import { after, before, test } from 'node:test'
import { createJwtSigner } from '../../src/apiserver/authn/jwt.ts'
import { settle } from '../../src/base/node/system-clock.ts'
import { VirtualClock } from '../../src/base/virtual-clock.ts'
import { startTestServer } from '../../src/testing/cluster.ts'
import { draftPod, expect, grant, type Json, makeNamespaces, sender } from './security-client.ts'

const user = (name: string) => ({ token: `token-${name}`, user: name, groups: [] })
const node = (name: string) => ({
  token: `token-${name}`,
  user: `system:node:${name}`,
  groups: ['system:nodes'],
})
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const signingKey = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const clock = new VirtualClock({ settle })
const server = await startTestServer({
  clock,
  serviceAccounts: { signingKey },
  tokens: [
    ...['weak', 'binder', 'escalator', 'actor', 'minter', 'reviewer'].map(user),
    node('n1'),
    node('n2'),
    { token: 'token-pretender', user: 'system:node:n1', groups: [] },
    { token: 'token-nameless', user: 'system:node:', groups: ['system:nodes'] },
  ],
})
after(() => server.stop())
const admin = sender(server)
const as = (name: string) => sender(server, `token-${name}`)
const core = '/api/v1/namespaces/a'
const rbac = '/apis/rbac.authorization.k8s.io/v1'
const leases = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'
const merge = 'application/merge-patch+json'
let pods: Readonly<Record<'own' | 'foreign', Json>>

before(async () => {
  await makeNamespaces(admin, ['a', 'b', 'kube-node-lease'])
  for (const name of ['used', 'unused', 'theirs', 'init'])
    await expect(201, admin('POST', `${core}/secrets`, { body: { metadata: { name } } }))
  for (const name of ['used', 'theirs'])
    await expect(201, admin('POST', `${core}/configmaps`, { body: { metadata: { name } } }))
  for (const name of ['robot', 'other'])
    await expect(201, admin('POST', `${core}/serviceaccounts`, { body: { metadata: { name } } }))
  await expect(201, admin('POST', '/api/v1/namespaces/b/secrets', { body: { metadata: { name: 'used' } } }))
  for (const name of ['n1', 'n2']) {
    await expect(201, admin('POST', '/api/v1/nodes', { body: { metadata: { name } } }))
    await expect(201, admin('POST', leases, { body: { metadata: { name } } }))
  }
  const refers = (secret: string) => ({
    volumes: [
      { name: 's', secret: { secretName: secret } },
      { name: 'c', configMap: { name: secret } },
    ],
  })
  const own = { ...refers('used'), nodeName: 'n1', serviceAccountName: 'robot' }
  const foreign = { ...refers('theirs'), nodeName: 'n2', serviceAccountName: 'other' }
  pods = {
    own: await expect(201, admin('POST', `${core}/pods`, { body: draftPod('own', own) })),
    foreign: await expect(201, admin('POST', `${core}/pods`, { body: draftPod('foreign', foreign) })),
  }
})

test('node identity: a node reads what its own pods need and nothing else (CVE-2025-5187 class)', async () => {
  const n1 = as('n1')
  for (const own of ['secrets/used', 'configmaps/used', 'serviceaccounts/robot', 'pods/own'])
    await expect(200, n1('GET', `${core}/${own}`), own)
  await expect(200, n1('GET', '/api/v1/nodes/n1'))
  await expect(200, n1('GET', `${leases}/n1`))
  await expect(200, n1('GET', '/api/v1/pods?fieldSelector=spec.nodeName%3Dn1'))
  const denied = [
    `${core}/secrets/unused`,
    `${core}/secrets/theirs`,
    `${core}/secrets/missing`,
    `${core}/configmaps/theirs`,
    `${core}/serviceaccounts/other`,
    `${core}/pods/foreign`,
    '/api/v1/namespaces/b/secrets/used',
    `${core}/secrets`,
    '/api/v1/secrets',
    `${core}/configmaps`,
    `${core}/pods`,
    '/api/v1/pods',
    '/api/v1/nodes',
    '/api/v1/nodes/n2',
    `${leases}/n2`,
    leases,
    `${core}/events`,
    `${rbac}/clusterroles`,
    ...[
      'spec.nodeName!=n1',
      'spec.nodeName=n2',
      'metadata.name!=x\\,spec.nodeName=n1',
      'status.phase!=a\\,spec.nodeName=n1,status.phase!=b',
      'spec.nodeName=n1\\,',
      'spec.nodeName=',
    ].map((selector) => `/api/v1/pods?fieldSelector=${encodeURIComponent(selector)}`),
  ]
  for (const target of denied) {
    await expect(403, n1('GET', target), target)
    await expect(403, n1('GET', `${target}${target.includes('?') ? '&' : '?'}watch=1`), `watch ${target}`)
  }
})

test('node identity: verbs × resources, own and foreign, as a node', async () => {
  const n1 = as('n1')
  const body = { metadata: { labels: { x: 'y' } } }
  const resources = ['secrets/used', 'configmaps/used', 'serviceaccounts/robot', 'pods/own', 'pods/foreign']
  for (const resource of resources) {
    const at = `${core}/${resource}`
    await expect(403, n1('PATCH', at, { body, type: merge }), at)
    await expect(403, n1('PUT', at, { body: { metadata: {} } }), at)
    if (resource !== 'pods/own') await expect(403, n1('DELETE', at), at)
    await expect(403, n1('DELETE', at.slice(0, at.lastIndexOf('/'))), at)
  }
  for (const plural of ['secrets', 'configmaps', 'serviceaccounts'])
    await expect(403, n1('POST', `${core}/${plural}`, { body: { metadata: { name: 'x' } } }), plural)
  for (const sub of [
    'binding',
    'exec',
    'attach',
    'portforward',
    'log',
    'ephemeralcontainers',
    'resize',
    'scale',
  ])
    for (const method of ['GET', 'POST', 'PUT', 'PATCH'])
      await expect(
        403,
        n1(method, `${core}/pods/own/${sub}`, method === 'GET' ? {} : { body: {} }),
        `${method} ${sub}`,
      )
  const status = { status: { phase: 'Running' } }
  await expect(200, n1('PATCH', `${core}/pods/own/status`, { body: status, type: merge }))
  await expect(403, n1('PATCH', `${core}/pods/foreign/status`, { body: status, type: merge }))
  await expect(403, n1('PATCH', `${core}/pods/own/status`, { body, type: merge }))
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'foreign' } }
  await expect(403, n1('POST', `${core}/pods/foreign/eviction`, { body: eviction }))
})

test('node identity: a node changes no other node, no lease of another, not its own taints or owners (CVE-2025-5187)', async () => {
  const n1 = as('n1')
  const patch = (body: object) => ({ body, type: merge })
  const labels = (label: string) => patch({ metadata: { labels: { [label]: 'x' } } })
  await expect(200, n1('PATCH', '/api/v1/nodes/n1', labels('kubernetes.io/hostname')))
  await expect(200, n1('PATCH', '/api/v1/nodes/n1/status', patch({ status: { conditions: [] } })))
  for (const path of ['', '/status']) {
    for (const label of [
      'node-restriction.kubernetes.io/x',
      'a.node-restriction.kubernetes.io/x',
      'node-role.kubernetes.io/master',
      'kubernetes.io/x',
      'x.k8s.io/y',
    ])
      await expect(403, n1('PATCH', `/api/v1/nodes/n1${path}`, labels(label)), label + path)
    const owners = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: 'u' }]
    await expect(
      403,
      n1('PATCH', `/api/v1/nodes/n1${path}`, patch({ metadata: { ownerReferences: owners } })),
      `owners${path}`,
    )
    await expect(403, n1('PATCH', `/api/v1/nodes/n2${path}`, labels('free')))
    await expect(403, n1('PUT', `/api/v1/nodes/n2${path}`, { body: { metadata: { name: 'n2' } } }))
  }
  await expect(
    403,
    n1('PATCH', '/api/v1/nodes/n1', patch({ spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } })),
  )
  for (const target of ['/api/v1/nodes/n1', '/api/v1/nodes/n2', '/api/v1/nodes'])
    await expect(403, n1('DELETE', target), target)
  await expect(403, n1('POST', '/api/v1/nodes', { body: { metadata: { name: 'n3' } } }))
  for (const method of ['PUT', 'PATCH', 'DELETE'])
    await expect(
      403,
      n1(
        method,
        `${leases}/n2`,
        method === 'DELETE'
          ? {}
          : { body: { metadata: { name: 'n2' } }, type: method === 'PATCH' ? merge : 'application/json' },
      ),
    )
  await expect(403, n1('POST', leases, { body: { metadata: { name: 'n3' } } }))
  await expect(403, n1('POST', leases, { body: { metadata: { generateName: 'n1' } } }))
  await expect(
    403,
    n1('POST', `${leases.replace('kube-node-lease', 'a')}`, { body: { metadata: { name: 'n1' } } }),
  )
})

test('CVE-2025-4563: a mirror pod has no claim, secret, account or foreign owner', async () => {
  const n1 = as('n1')
  const { uid } = await expect(200, n1('GET', '/api/v1/nodes/n1')).then(({ metadata }) => metadata)
  const owner = { apiVersion: 'v1', kind: 'Node', name: 'n1', uid, controller: true }
  const mirror = (spec: object, metadata: object = {}) => ({
    body: {
      metadata: {
        name: 'mirror',
        annotations: { 'kubernetes.io/config.mirror': 'x' },
        ownerReferences: [owner],
        ...metadata,
      },
      spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'i' }], ...spec },
    },
  })
  const volume = (source: object) => ({ volumes: [{ name: 'v', ...source }] })
  const refused: [string, object, object?][] = [
    ['no annotation', {}, { annotations: {} }],
    ['other node', { nodeName: 'n2' }],
    ['no owner', {}, { ownerReferences: [] }],
    ['foreign owner', {}, { ownerReferences: [{ ...owner, name: 'n2' }] }],
    ['two owners', {}, { ownerReferences: [owner, { ...owner, controller: false }] }],
    ['secret', volume({ secret: { secretName: 'theirs' } })],
    ['configmap', volume({ configMap: { name: 'theirs' } })],
    ['claim', volume({ persistentVolumeClaim: { claimName: 'x' } })],
    [
      'ephemeral',
      volume({
        ephemeral: {
          volumeClaimTemplate: {
            spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
          },
        },
      }),
    ],
    ['projected secret', volume({ projected: { sources: [{ secret: { name: 'theirs' } }] } })],
    ['projected token', volume({ projected: { sources: [{ serviceAccountToken: { path: 't' } }] } })],
    ['csi secret', volume({ csi: { driver: 'd', nodePublishSecretRef: { name: 'theirs' } } })],
    ['pull secret', { imagePullSecrets: [{ name: 'theirs' }] }],
    [
      'env',
      {
        containers: [
          {
            name: 'c',
            image: 'i',
            env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'theirs', key: 'k' } } }],
          },
        ],
      },
    ],
    ['envFrom', { containers: [{ name: 'c', image: 'i', envFrom: [{ configMapRef: { name: 'theirs' } }] }] }],
    ['init', { initContainers: [{ name: 'd', image: 'i', envFrom: [{ secretRef: { name: 'theirs' } }] }] }],
    ['account', { serviceAccountName: 'other' }],
    ['resource claim', { resourceClaims: [{ name: 'r', resourceClaimName: 'x' }] }],
  ]
  for (const [what, spec, metadata] of refused) {
    const { code, text } = await n1('POST', `${core}/pods`, mirror(spec, metadata))
    // Some are no valid pods either.
    assert.ok(code === 403 || (code === 422 && what === 'projected token'), `${what} ${code} ${text}`)
  }
  await expect(201, n1('POST', `${core}/pods`, mirror({})))
  await expect(403, n1('GET', `${core}/secrets/theirs`))
  await expect(200, n1('DELETE', `${core}/pods/mirror?gracePeriodSeconds=0`))
})

test('node identity: a node gets tokens only for the accounts of its own pods, bound to them', async () => {
  const n1 = as('n1')
  const ask = (account: string, bound?: object) =>
    n1('POST', `${core}/serviceaccounts/${account}/token`, {
      body: { spec: { ...(bound && { boundObjectRef: bound }) } },
    })
  const reference = (pod: Json) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    name: pod.metadata.name,
    uid: pod.metadata.uid,
  })
  await expect(201, ask('robot', reference(pods.own)))
  await expect(403, ask('robot'))
  await expect(403, ask('other', reference(pods.foreign)))
  await expect(403, ask('other', reference(pods.own)))
  await expect(403, ask('robot', { ...reference(pods.own), uid: undefined }))
  await expect(403, ask('robot', { ...reference(pods.own), uid: 'another' }))
  await expect(403, ask('robot', { apiVersion: 'v1', kind: 'Secret', name: 'used' }))
  await expect(403, ask('robot', reference(pods.foreign)))
})

test('node identity: the name alone makes no node, nor the group alone', async () => {
  for (const name of ['pretender', 'nameless'])
    for (const target of [`${core}/secrets/used`, '/api/v1/nodes/n1', `${core}/pods/own`])
      await expect(403, as(name)('GET', target), `${name} ${target}`)
})

test('RBAC escalation: a role is made or changed only by who holds what it gives, or has escalate', async () => {
  const roles = {
    verbs: ['create', 'update', 'patch', 'get'],
    apiGroups: ['rbac.authorization.k8s.io'],
    resources: ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings'],
  }
  await grant(admin, 'weak', { rules: [roles, { verbs: ['get'], resources: ['pods'] }] })
  await grant(admin, 'escalator', { rules: [{ ...roles, verbs: [...roles.verbs, 'escalate'] }] })
  const weak = as('weak')
  const role = (name: string, rules: object[]) => ({ body: { metadata: { name }, rules } })
  const rule = (verbs: string[], resources: string[], more: object = {}) => ({
    verbs,
    apiGroups: [''],
    resources,
    ...more,
  })
  for (const place of [`${rbac}/namespaces/a/roles`, `${rbac}/clusterroles`]) {
    await expect(201, weak('POST', place, role('fine', [rule(['get'], ['pods'])])))
    const wanted = [
      rule(['get'], ['secrets']),
      rule(['list'], ['pods']),
      rule(['*'], ['pods']),
      rule(['get'], ['*']),
      rule(['get'], ['pods/exec']),
      rule(['get'], ['*/status']),
      rule(['get'], ['pods'], { apiGroups: ['', 'apps'] }),
      rule(['get'], ['pods', 'secrets']),
      rule(['get'], ['secrets'], { resourceNames: ['one'] }),
    ]
    for (const [i, more] of wanted.entries()) {
      await expect(403, weak('POST', place, role(`bad${i}`, [more])), JSON.stringify(more))
      await expect(
        403,
        weak('PUT', `${place}/fine`, role('fine', [rule(['get'], ['pods']), more])),
        JSON.stringify(more),
      )
      await expect(
        403,
        weak('PATCH', `${place}/fine`, { body: { rules: [more] }, type: merge }),
        JSON.stringify(more),
      )
      const applied = JSON.stringify({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: place.endsWith('clusterroles') ? 'ClusterRole' : 'Role',
        metadata: { name: 'applied' },
        rules: [more],
      })
      await expect(
        403,
        weak('PATCH', `${place}/applied?fieldManager=m`, {
          body: applied,
          type: 'application/apply-patch+yaml',
        }),
      )
    }
    await expect(201, as('escalator')('POST', place, role('strong', [rule(['*'], ['*'])])))
  }
  const labels = { 'rbac.authorization.k8s.io/aggregate-to-x': 'true' }
  const aggregated = {
    metadata: { name: 'sum' },
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: labels }] },
    rules: [],
  }
  await expect(403, weak('POST', `${rbac}/clusterroles`, { body: aggregated }))
  await expect(
    403,
    weak('POST', `${rbac}/clusterroles`, role('urls', [{ verbs: ['get'], nonResourceURLs: ['/metrics'] }])),
  )
})

test('RBAC escalation: a role is bound only by who holds what it gives, or has bind on it', async () => {
  await grant(admin, 'binder', {
    rules: [
      {
        verbs: ['create', 'update', 'patch'],
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['rolebindings', 'clusterrolebindings'],
      },
      {
        verbs: ['bind'],
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['clusterroles'],
        resourceNames: ['view'],
      },
    ],
  })
  const binding = (name: string, role: string) => ({
    body: {
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'binder' }],
    },
  })
  const binder = as('binder')
  for (const place of [`${rbac}/namespaces/a/rolebindings`, `${rbac}/clusterrolebindings`]) {
    await expect(201, binder('POST', place, binding('viewers', 'view')))
    for (const role of ['cluster-admin', 'admin', 'edit']) {
      await expect(403, binder('POST', place, binding('mine', role)), role)
      await expect(403, as('weak')('POST', place, binding('weak', role)), role)
    }
    // The role of a binding never changes, whoever asks.
    const { code } = await binder('PUT', `${place}/viewers`, binding('viewers', 'cluster-admin'))
    assert.ok(code === 422 || code === 403, String(code))
  }
})

test('RBAC escalation: impersonation needs a right for each part, and a user', async () => {
  await grant(admin, 'actor', {
    rules: [{ verbs: ['impersonate'], resources: ['users'], resourceNames: ['weak'] }],
  })
  const actor = as('actor')
  const who = '/apis/authentication.k8s.io/v1/selfsubjectreviews'
  const ask = (headers: Record<string, string>) => actor('POST', who, { body: {}, headers })
  const { status } = await expect(201, ask({ 'impersonate-user': 'weak' }))
  assert.equal(status.userInfo.username, 'weak')
  const refused: Record<string, string>[] = [
    { 'impersonate-user': 'admin' },
    { 'impersonate-user': 'weak', 'impersonate-group': 'system:masters' },
    { 'impersonate-user': 'weak', 'impersonate-group': 'x,system:masters' },
    { 'impersonate-user': 'weak', 'impersonate-uid': '1' },
    { 'impersonate-user': 'weak', 'impersonate-extra-scopes': 'all' },
    { 'impersonate-user': 'system:serviceaccount:a:robot' },
    { 'impersonate-user': 'system:node:n1' },
    { 'impersonate-user': 'system:anonymous' },
    { 'impersonate-user': 'constructor' },
    { 'impersonate-user': '__proto__' },
  ]
  for (const headers of refused) await expect(403, ask(headers), JSON.stringify(headers))
  for (const headers of [
    { 'impersonate-group': 'system:masters' },
    { 'impersonate-uid': '1' },
    { 'impersonate-extra-scopes': 'a' },
    { 'impersonate-user': '' },
  ] as Record<string, string>[])
    await expect(400, ask(headers), JSON.stringify(headers))
  // Nobody is not made somebody.
  await expect(401, sender(server, '')('POST', who, { body: {}, headers: { 'impersonate-user': 'admin' } }))
  await expect(403, sender(server, '')('GET', '/version', { headers: { 'impersonate-user': 'admin' } }))
})

test('RBAC escalation: making tokens needs serviceaccounts/token, not serviceaccounts', async () => {
  await grant(admin, 'minter', { rules: [{ verbs: ['*'], resources: ['serviceaccounts', 'secrets'] }] })
  await expect(403, as('minter')('POST', `${core}/serviceaccounts/robot/token`, { body: {} }))
})

test('CVE-2019-11243, CVE-2019-11248: routes × anonymous: health and version only, debugging nowhere', async () => {
  const nobody = sender(server, '')
  for (const open of ['/healthz', '/livez', '/readyz', '/version'])
    await expect(200, nobody('GET', open), open)
  const all = new Set<string>([
    ...[
      '/',
      '/api',
      '/apis',
      '/api/v1',
      '/metrics',
      '/logs',
      '/openapi/v2',
      '/openapi/v3',
      '/openid/v1/jwks',
      '/.well-known/openid-configuration',
    ],
    ...[
      '/configz',
      '/flagz',
      '/statusz',
      '/livez/ping',
      '/readyz/etcd',
      '/version/',
      '/healthz/',
      '/%68ealthz',
      '/api/v1/namespaces/kube-public/configmaps/cluster-info',
    ],
    ...[
      '/api/v1/nodes',
      '/api/v1/secrets',
      '/apis/apps/v1/deployments',
      '/api/v1/namespaces/default/pods/x/exec',
    ],
    ...[
      '/debug/pprof',
      '/debug/pprof/heap',
      '/debug/flags/v',
      '/debug/',
      '/json/list',
      '/json/version',
      '/inspector',
    ],
  ])
  for (const path of all) {
    if (['/healthz', '/livez', '/readyz', '/version'].includes(path)) continue
    for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])
      assert.equal((await nobody(method, path)).code, 401, `${method} ${path}`)
  }
  for (const path of ['/debug/pprof', '/debug/pprof/heap', '/debug/flags/v', '/json/list', '/logs', '/logs/'])
    await expect(404, admin('GET', path), path)
  for (const header of [
    'Bearer',
    'Bearer ',
    'Bearer x',
    'Basic YWRtaW46YWRtaW4=',
    'bearer undefined',
    'Bearer null',
    `Bearer ${'x'.repeat(30_000)}`,
  ])
    await expect(401, nobody('GET', '/healthz', { headers: { authorization: header } }), header.slice(0, 40))
})

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const decode = (part: string | undefined) => JSON.parse(Buffer.from(part ?? '', 'base64url').toString())

async function tokenOf(account: string, spec: object = {}): Promise<string> {
  const { status } = await expect(
    201,
    admin('POST', `${core}/serviceaccounts/${account}/token`, { body: { spec } }),
  )
  return status.token
}

/** Whether a token says who somebody is; asked with a request of its own connection. */
async function holds(token: string): Promise<boolean> {
  const { code } = await sender(server, token)('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
    body: {},
  })
  assert.ok(code === 201 || code === 401, String(code))
  return code === 201
}

test('trust roots: forged tokens are refused: alg none, HMAC with the public key, another key, changed claims', async () => {
  const token = await tokenOf('robot')
  assert.ok(await holds(token))
  const [head, claims, signature] = token.split('.')
  const header = decode(head)
  const body = decode(claims)
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const hmac = (alg: string, secret: string) => {
    const text = `${encode({ ...header, alg })}.${claims}`
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  }
  const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const byStranger = `${head}.${claims}.${signBytes('sha256', Buffer.from(`${head}.${claims}`), { key: stranger, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
  const other = { ...body, sub: 'system:serviceaccount:kube-system:x' }
  const forged = [
    ...['none', 'None', 'NONE', ''].flatMap((alg) => [
      `${encode({ ...header, alg })}.${claims}.`,
      `${encode({ alg })}.${claims}.${signature}`,
    ]),
    ...['HS256', 'ES256', 'RS256'].flatMap((alg) => [hmac(alg, pem), hmac(alg, pem.trim()), hmac(alg, '')]),
    byStranger,
    `${head}.${encode(other)}.${signature}`,
    `${head}.${claims}.${'A'.repeat(86)}`,
    `${head}.${claims}.`,
    `${head}.${claims}`,
    `${token}.${signature}`,
    `${encode({ ...header, kid: 'unknown' })}.${claims}.${signature}`,
    `${encode({ ...header, jwk: stranger.export({ format: 'jwk' }) })}.${claims}.${signature}`,
    `${head}..${signature}`,
    `${encode(null)}.${encode([])}.${signature}`,
    `ey${'J'.repeat(12_000)}`,
    'eyJ.eyJ.eyJ',
  ]
  for (const bad of forged) assert.equal(await holds(bad), false, bad.slice(0, 120))
})

test('trust roots: the audience, issuer and times of a token count', async () => {
  const { sign } = createJwtSigner({ signingKey })
  const good = decode((await tokenOf('robot')).split('.')[1])
  const now = Math.floor(clock.now() / 1000)
  assert.ok(await holds(sign(good)))
  for (const change of [
    { aud: ['vault'] },
    { aud: [] },
    { aud: undefined },
    { aud: { [good.aud[0]]: true } },
    { iss: 'https://elsewhere' },
    { iss: undefined },
    { exp: now - 120 },
    { exp: undefined },
    { exp: String(now + 1000) },
    { nbf: now + 3600 },
    { 'kubernetes.io': undefined },
    { 'kubernetes.io': { ...good['kubernetes.io'], namespace: 'b' } },
    { 'kubernetes.io': { ...good['kubernetes.io'], serviceaccount: { name: 'robot', uid: 'old' } } },
    {
      'kubernetes.io': { ...good['kubernetes.io'], serviceaccount: { name: 'constructor', uid: undefined } },
    },
  ])
    assert.equal(await holds(sign({ ...good, ...change })), false, JSON.stringify(change))
  assert.equal(await holds(await tokenOf('robot', { audiences: ['vault'] })), false)
  await grant(admin, 'reviewer', {
    rules: [{ verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'] }],
  })
  const review = async (spec: object) =>
    (
      await expect(
        201,
        as('reviewer')('POST', '/apis/authentication.k8s.io/v1/tokenreviews', { body: { spec } }),
      )
    ).status
  const vault = await tokenOf('robot', { audiences: ['vault'] })
  assert.equal((await review({ token: vault, audiences: ['vault'] })).authenticated, true)
  assert.notEqual((await review({ token: vault })).authenticated, true)
  assert.notEqual((await review({ token: vault, audiences: ['other'] })).authenticated, true)
})

test('trust roots: tokens end with their account, pod and time', async () => {
  for (const name of ['leaving', 'staying'])
    await expect(201, admin('POST', `${core}/serviceaccounts`, { body: { metadata: { name } } }))
  const pod = await expect(
    201,
    admin('POST', `${core}/pods`, { body: draftPod('bound', { serviceAccountName: 'staying' }) }),
  )
  const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: 'bound', uid: pod.metadata.uid }
  const tokens = {
    account: await tokenOf('leaving'),
    pod: await tokenOf('staying', { boundObjectRef }),
    time: await tokenOf('staying', { expirationSeconds: 600 }),
  }
  for (const token of Object.values(tokens)) assert.ok(await holds(token))
  await expect(200, admin('DELETE', `${core}/serviceaccounts/leaving`))
  await expect(200, admin('DELETE', `${core}/pods/bound?gracePeriodSeconds=0`))
  assert.equal(await holds(tokens.account), false)
  assert.equal(await holds(tokens.pod), false)
  // One of the same name is another account.
  await expect(201, admin('POST', `${core}/serviceaccounts`, { body: { metadata: { name: 'leaving' } } }))
  assert.equal(await holds(tokens.account), false)
  assert.ok(await holds(tokens.time))
  await clock.advance(700_000)
  assert.equal(await holds(tokens.time), false)
})

test('a stray loop: roles that gather each other for ever leave the server answering', async () => {
  await using other = await startTestServer()
  const boss = sender(other)
  const gathering = (name: string, verb: string) => ({
    metadata: { name, labels: { loop: 'x' } },
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { loop: 'x' } }] },
    rules: [{ verbs: [verb], apiGroups: [''], resources: ['pods'] }],
  })
  for (const [name, verb] of [
    ['one', 'get'],
    ['two', 'list'],
  ] as const)
    await expect(201, boss('POST', `${rbac}/clusterroles`, { body: gathering(name, verb) }))
  for (let turn = 0; turn < 20; turn++) {
    await settle()
    await expect(200, boss('GET', '/healthz'))
  }
})
