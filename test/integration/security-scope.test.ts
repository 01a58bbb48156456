// Requests that name one thing and reach for another: traversal, scopes, selectors, methods. Rows 6 and 13 of the list.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startTestServer } from '../../src/testing/cluster.ts'
import { draftPod, expect, grant, makeNamespaces, sender } from './security-client.ts'

const user = (name: string) => ({ token: `token-${name}`, user: name, groups: [] })
const server = await startTestServer({
  tokens: ['one', 'boss', 'lister', 'named', 'reader', 'onlooker'].map(user),
})
after(() => server.stop())
const admin = sender(server)
const as = (name: string) => sender(server, `token-${name}`)

const secret = (name: string) => ({ metadata: { name }, stringData: { planted: 'treasure' } })
await makeNamespaces(admin, ['a', 'ab', 'b'])
for (const namespace of ['a', 'ab', 'b'])
  await expect(
    201,
    admin('POST', `/api/v1/namespaces/${namespace}/secrets`, { body: secret(`of-${namespace}`) }),
  )

test('CVE-2015-5305, CVE-2022-3162: traversal and odd segments are refused, never resolved', async () => {
  await grant(admin, 'one', {
    namespace: 'a',
    rules: [{ verbs: ['*'], resources: ['secrets', 'configmaps'] }],
  })
  const one = as('one')
  const segments = [
    '..',
    '.',
    '%2e%2e',
    '%2E%2E',
    '.%2e',
    '..%2fb',
    '%2e%2e%2fb',
    '..%5c',
    '%00',
    'x%0a',
    '%',
    '%zz',
    '%252e%252e',
    '%c0%ae%c0%ae',
    '',
    'x'.repeat(2000),
  ]
  for (const odd of segments) {
    for (const target of [
      `/api/v1/namespaces/a/secrets/${odd}/of-b`,
      `/api/v1/namespaces/a/secrets/${odd}`,
      `/api/v1/namespaces/a/${odd}/b/secrets/of-b`,
      `/api/v1/namespaces/a/secrets/${odd}/../b/secrets/of-b`,
      `/api/v1/namespaces/${odd}/secrets/of-b`,
      `/api/v1/${odd}/namespaces/b/secrets/of-b`,
      `/api/v1/namespaces/a/configmaps/${odd}/secrets/of-b`,
    ]) {
      const { code, text } = await one('GET', target)
      // An empty last segment is a trailing slash: the list of the user's own.
      assert.ok(!text.includes('dHJlYXN1cmU') || (odd === '' && target.endsWith('/a/secrets/')), target)
      assert.ok([200, 400, 403, 404].includes(code), `${target} ${code}`)
    }
  }
  for (const target of [
    '',
    '*',
    'http://x/api',
    '//api/v1/secrets',
    `/${'x/'.repeat(20_000)}`,
    '/api/v1/namespaces/a/secrets?watch=%zz',
  ]) {
    const { code } = await admin('GET', target)
    assert.ok(code >= 400 && code < 500, `${target.slice(0, 50)} ${code}`)
  }
})

test('CVE-2015-5305: names that would leave their place are refused when objects are made', async () => {
  for (const name of ['..', '.', 'a/b', '../b/x', 'a%2fb', 'A', 'a\nb', '', 'x'.repeat(254), '-a']) {
    const { code } = await admin('POST', '/api/v1/namespaces/a/secrets', { body: secret(name) })
    assert.equal(code, 422, name)
  }
  const foreign = { ...secret('s'), metadata: { name: 's', namespace: 'b' } }
  await expect(400, admin('POST', '/api/v1/namespaces/a/secrets', { body: foreign }))
  await expect(
    400,
    admin('PUT', '/api/v1/namespaces/a/secrets/of-a', {
      body: { ...secret('of-a'), metadata: { name: 'of-b' } },
    }),
  )
})

test('CVE-2022-3162: a list of one namespace or group holds nothing of a neighbour whose name begins alike', async () => {
  const { items } = await expect(200, admin('GET', '/api/v1/namespaces/a/secrets'))
  assert.deepEqual(
    items.map((item: { metadata: { name: string } }) => item.metadata.name),
    ['of-a'],
  )
  const one = as('one')
  await expect(403, one('GET', '/api/v1/namespaces/ab/secrets'))
  await expect(403, one('GET', '/api/v1/secrets'))
  for (const selector of [
    'metadata.namespace=b',
    'metadata.namespace=b,metadata.name=of-b',
    'metadata.name=..%2fb%2fof-b',
    'metadata.name=of-b',
  ]) {
    const listed = await expect(200, one('GET', `/api/v1/namespaces/a/secrets?fieldSelector=${selector}`))
    assert.deepEqual(listed.items, [], selector)
  }
  const { resourceVersion } = (await expect(200, admin('GET', '/api/v1/secrets?limit=1'))).metadata
  for (const start of ['../b/', 'b/', 'ab/', '!', 'a0']) {
    const token = JSON.stringify({ v: 'meta.k8s.io/v1', rv: Number(resourceVersion), start })
    const target = `/api/v1/namespaces/a/secrets?continue=${Buffer.from(token).toString('base64url')}`
    const page = await expect(200, one('GET', target))
    for (const { metadata } of page.items) assert.equal(metadata.namespace, 'a', start)
  }
})

test('CVE-2019-11247: cluster-wide objects are not reached through a namespace', async () => {
  await grant(admin, 'boss', {
    namespace: 'a',
    rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  })
  const boss = as('boss')
  await expect(200, boss('GET', '/api/v1/namespaces/a'))
  for (const target of [
    '/api/v1/namespaces/a/namespaces/b',
    '/api/v1/namespaces/a/namespaces',
    '/api/v1/namespaces/a/namespaces?watch=true&timeoutSeconds=1',
    '/api/v1/namespaces/a/nodes',
    '/api/v1/namespaces/a/persistentvolumes',
    '/apis/rbac.authorization.k8s.io/v1/namespaces/a/clusterroles',
    '/apis/rbac.authorization.k8s.io/v1/namespaces/a/clusterroles/cluster-admin',
  ]) {
    for (const method of ['GET', 'DELETE', 'PATCH', 'PUT', 'POST']) {
      const { code, json } = await boss(
        method,
        target,
        method === 'GET' || method === 'DELETE' ? {} : { body: {} },
      )
      assert.ok(code >= 400 && code < 500, `${method} ${target} ${code} ${json?.kind}`)
    }
  }
  await expect(200, admin('GET', '/api/v1/namespaces/b'))
})

test('selectors decide rights by what they mean: escaped commas end no term (CVE-2022-3162 class)', async () => {
  const rules = [
    { verbs: ['list', 'watch', 'deletecollection'], resources: ['secrets'], resourceNames: ['mine'] },
  ]
  await grant(admin, 'named', { namespace: 'a', rules })
  const named = as('named')
  const base = '/api/v1/namespaces/a/secrets?fieldSelector='
  await expect(200, named('GET', `${base}metadata.name=mine`))
  for (const selector of [
    'metadata.namespace!=x\\,metadata.name=mine',
    'metadata.namespace!=x\\,metadata.name=mine,metadata.namespace=a',
    'metadata.name!=x\\,metadata.name=mine',
    'metadata.name!=mine',
    'metadata.name=mine\\,',
  ]) {
    const target = `${base}${encodeURIComponent(selector)}`
    for (const method of ['GET', 'DELETE']) await expect(403, named(method, target), `${method} ${selector}`)
    await expect(403, named('GET', `${target}&watch=1`), selector)
  }
  // Only the first of repeated parameters counts, for rights and for the list alike.
  const twice = await expect(200, named('GET', `${base}metadata.name=mine&fieldSelector=metadata.name=of-a`))
  assert.deepEqual(twice.items, [])
})

test('unknown methods are no verbs: constructor, __proto__ and LIST are refused (names as lookups)', async () => {
  await grant(admin, 'lister', { namespace: 'a', rules: [{ verbs: ['list'], resources: ['secrets'] }] })
  for (const method of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'BREW', 'PROPFIND']) {
    const { code, text } = await admin(method, '/api/v1/namespaces/a/secrets/of-a')
    assert.equal(code, 405, `${method} ${text}`)
    const { code: plain } = await sender(server, '')(method, '/version')
    assert.ok(plain >= 400 && plain < 500, `${method} /version ${plain}`)
  }
  await expect(403, as('lister')('LIST', '/api/v1/namespaces/a/secrets/of-a'))
})

test('k/k#78741: a reader of pods opens no exec, attach or port-forward, whatever the method', async () => {
  await grant(admin, 'reader', {
    namespace: 'a',
    rules: [
      {
        verbs: ['get', 'list', 'watch'],
        resources: ['pods', 'pods/exec', 'pods/attach', 'pods/portforward', 'nodes/proxy'],
      },
    ],
  })
  await expect(201, admin('POST', '/api/v1/namespaces/a/pods', { body: draftPod('p') }))
  for (const way of ['exec', 'attach', 'portforward'])
    for (const method of ['GET', 'POST', 'HEAD', 'get'])
      await expect(
        403,
        as('reader')(method, `/api/v1/namespaces/a/pods/p/${way}?command=id&stdout=1`),
        `${method} ${way}`,
      )
})

test('CVE-2020-8551: metric labels do not grow under random paths and methods', async () => {
  const size = async () => (await admin('GET', '/metrics')).text.split('\n').length
  for (let i = 0; i < 20; i++) await admin(`M${i}`, `/api/v1/w${i}`)
  const before = await size()
  for (let i = 0; i < 1000; i++) {
    await admin(`M${i}`, `/api/v1/r${i}`)
    await admin('GET', `/apis/g${i}/v${i}/namespaces/n${i}/x${i}/y/z${i}`)
    await admin(`X${i}`, `/api/v1/namespaces/n${i}/pods/p${i}`)
    await admin('GET', `/random/${i}`)
  }
  const grown = (await size()) - before
  assert.ok(grown < 120, `${grown} more lines`)
  assert.doesNotMatch((await admin('GET', '/metrics')).text, /function|undefined/)
})

test('a reader of one namespace sees no pods of another by the node they are on', async () => {
  await grant(admin, 'onlooker', {
    namespace: 'a',
    rules: [{ verbs: ['list', 'watch'], resources: ['pods'] }],
  })
  for (const namespace of ['a', 'ab', 'b'])
    await expect(
      201,
      admin('POST', `/api/v1/namespaces/${namespace}/pods`, { body: draftPod(namespace, { nodeName: 'n' }) }),
    )
  const target = '/api/v1/namespaces/a/pods?fieldSelector=spec.nodeName%3Dn'
  const named = (items: readonly { metadata: { namespace: string } }[]) =>
    items.map(({ metadata }) => metadata.namespace)
  const listed = await expect(200, as('onlooker')('GET', target))
  assert.deepEqual(named(listed.items), ['a'])
  for (const more of [
    '&limit=5',
    `&resourceVersionMatch=Exact&resourceVersion=${listed.metadata.resourceVersion}`,
  ])
    assert.deepEqual(named((await expect(200, as('onlooker')('GET', target + more))).items), ['a'], more)
  const { code, text } = await as('onlooker')('GET', `${target}&watch=true&timeoutSeconds=1`)
  assert.equal(code, 200)
  const events = text.trimEnd().split('\n')
  assert.deepEqual(named(events.map((line) => JSON.parse(line).object)), ['a'])
})
