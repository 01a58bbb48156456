// Bad input: each gets the Status that a Kubernetes user knows, nothing crashes, nothing stored is lost.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Answer, type Call, caller, patchTypes } from './api-calls.ts'

let server: TestServer
let call: Call
before(async () => {
  server = await startTestServer()
  call = caller(server.handler())
  await call('POST', maps, { metadata: { name: 'witness' }, data: { a: '1' } })
})
after(() => server.stop())
/** A test after which what was stored is still there, and the program is as it was. */
function hostile(name: string, run: () => Promise<void>): void {
  test(name, async () => {
    await run()
    assert.deepEqual((await call('GET', `${maps}/witness`)).body.data, { a: '1' })
    assert.deepEqual(Object.keys(Object.prototype), [])
    assert.equal(({} as Record<string, unknown>).polluted, undefined)
  })
}

const maps = '/api/v1/namespaces/default/configmaps'

function check(answer: Answer, status: number, message?: RegExp): void {
  assert.equal(answer.status, status, answer.text)
  if (message !== undefined) assert.match(answer.body.message, message)
  if (status >= 400) assert.deepEqual([answer.body.kind, answer.body.code], ['Status', status])
}

hostile(
  'CVE-2022-3162 paths are never normalised: dots, encoded slashes, empty and overlong segments are refused',
  async () => {
    const paths = [
      '/api/v1/namespaces/default/../kube-system/configmaps/x',
      '/api/v1/namespaces/default/configmaps/..',
      '/api/v1/namespaces/default/configmaps/%2e%2e',
      '/api/v1/namespaces/default/configmaps/.',
      '/api/v1/namespaces/default/configmaps/a%2fb',
      '/api/v1/namespaces/default/configmaps/a%2Fb',
      '/api/v1/namespaces/default%2fconfigmaps',
      '/api/v1/namespaces/default/configmaps/a%252fb',
      '/api/v1/namespaces/default/configmaps/a%00b',
      '/api/v1/namespaces/default/configmaps/%',
      '/api/v1/namespaces/default/configmaps/%ff',
      `/api/v1/namespaces/default/configmaps/${'a'.repeat(2000)}`,
    ]
    for (const path of paths) check(await call('GET', path), 400)
    for (const path of [
      '//api/v1/pods',
      '/api//v1/pods',
      '/api/v1//pods',
      '/api/v2/pods',
      '/apis/apps/v1/namespaces/x/pods',
    ]) {
      check(await call('GET', path), 404)
    }
    check(await call('GET', `/api/v1/pods?x=${'a'.repeat(20_000)}`), 414)
    check(await call('GET', '/api/v1/namespaces/default/nodes'), 404)
    check(await call('GET', '/api/v1/configmaps/witness'), 404)
  },
)

hostile('bodies that are no object of the kind are refused by name', async () => {
  check(await call('POST', maps, '{"metadata":'), 400, /unexpected end of JSON input/)
  check(
    await call('POST', maps, '[]'),
    400,
    /^the object provided is unrecognized \(must be of type ConfigMap\): couldn't get version\/kind; json parse error: json: cannot unmarshal array into Go value of type .* \(5b5d\)$/,
  )
  check(await call('POST', maps, 'null'), 422, /metadata.name: Required value/)
  check(await call('POST', maps, '"text"'), 400)
  check(await call('POST', maps, ''), 400)
  check(
    await call('POST', maps, { kind: 5 }),
    400,
    /cannot unmarshal number into Go struct field .kind of type string \(\{"kind":5\}\)$/,
  )
  check(
    await call('POST', maps, { metadata: { name: 7 } }),
    400,
    /cannot unmarshal number into Go struct field ObjectMeta.metadata.name of type string/,
  )
  check(await call('POST', maps, { kind: 'Secret', metadata: { name: 'x' } }), 400)
  check(
    await call('POST', maps, { apiVersion: 'apps/v1', metadata: { name: 'x' } }),
    400,
    /^the API version in the data \(apps\/v1\) does not match the expected API version \(v1\)$/,
  )
  check(await call('POST', maps, 'a: [', { 'content-type': 'application/yaml' }), 400)
  check(
    await call('POST', maps, '{}', { 'content-type': 'text/plain' }),
    415,
    /^the body of the request was in an unknown format/,
  )
})

hostile('CVE-2019-11253 bombs are refused: size, depth, aliases, patches', async () => {
  check(
    await call('POST', maps, { metadata: { name: 'x' }, data: { a: 'x'.repeat(3 * 1024 * 1024) } }),
    413,
    /^Request entity too large: limit is 3145728$/,
  )
  check(
    await call('POST', maps, `{"metadata":{"name":"x"},"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`),
    400,
  )
  const laughs = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...'bcdefghi'
      .split('')
      .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(',')}]`),
  ]
  check(await call('POST', maps, laughs.join('\n'), { 'content-type': 'application/yaml' }), 400)
  const copies = Array.from({ length: 40 }, (_, i) => ({ op: 'copy', from: '/data', path: `/data/c${i}` }))
  const bomb = await call('PATCH', `${maps}/witness`, copies, patchTypes.json)
  assert.ok(bomb.status === 413 || bomb.status === 422 || bomb.status === 400, bomb.text.slice(0, 200))
  const many = Array.from({ length: 20_000 }, () => ({ op: 'test', path: '/data/a', value: '1' }))
  check(await call('PATCH', `${maps}/witness`, many, patchTypes.json), 413)
})

hostile('prototype keys are keys like any other', async () => {
  const data = JSON.parse('{"__proto__":"1","constructor":"2","toString":"3"}')
  for (const name of ['constructor', 'tostring', 'valueof']) {
    const created = await call('POST', maps, { metadata: { name, labels: { constructor: 'x' } }, data })
    check(created, 201)
    assert.equal(JSON.stringify(created.body.data), JSON.stringify(data))
    const { body } = await call(
      'PATCH',
      `${maps}/${name}`,
      '{"data":{"hasOwnProperty":"4"}}',
      patchTypes.merge,
    )
    assert.deepEqual(Object.keys(body.data).sort(), [
      '__proto__',
      'constructor',
      'hasOwnProperty',
      'toString',
    ])
    assert.equal((await call('GET', `${maps}?labelSelector=constructor%3Dx`)).body.items.length, 1)
    check(await call('DELETE', `${maps}/${name}`), 200)
  }
  const annotated =
    '{"metadata":{"name":"annotated","annotations":{"__proto__":"x"}},"__proto__":{"polluted":1}}'
  const answer = await call('POST', maps, annotated)
  assert.ok(answer.status === 201 || answer.status === 422, answer.text)
  const path = [{ op: 'add', path: '/__proto__/polluted', value: 1 }]
  assert.ok((await call('PATCH', `${maps}/witness`, path, patchTypes.json)).status >= 400)
  assert.equal((await call('GET', '/api/v1/namespaces/constructor/configmaps')).body.items.length, 0)
  check(await call('POST', '/api/v1/namespaces/__proto__/configmaps', { metadata: { name: 'x' } }), 404)
  check(await call('GET', `${maps}?__proto__=1&limit=1`), 200)
})

hostile('methods and verbs that a resource does not have are 405', async () => {
  check(await call('POST', `${maps}/witness`), 405)
  check(await call('PUT', maps, {}), 405)
  check(await call('BREW', maps), 405)
  check(await call('GET', '/apis/authorization.k8s.io/v1/subjectaccessreviews'), 405)
  check(await call('DELETE', `${maps}/witness/status`), 404)
})

hostile('CVE-2020-8552 metrics do not grow with random paths', async () => {
  const size = async () => (await call('GET', '/metrics')).text.split('\n').length
  for (const path of ['/api/v1/made-up', '/apis/g/v/r/n/s']) await call('GET', path)
  await size()
  const before = await size()
  for (let i = 1; i < 50; i++) await call('GET', `/apis/g${i}/v1/r${i}/n${i}/s${i}`)
  assert.equal(await size(), before)
})
