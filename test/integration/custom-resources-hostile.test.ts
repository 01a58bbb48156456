// Definitions and custom resources that mean harm: they are answered soon, and change nothing else.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestServer, type TestServer } from '../../src/testing/cluster.ts'
import { type Call, caller } from './api-calls.ts'
import { cron, cronTabs, definer, definition, definitions } from './custom-definitions.ts'

let server: TestServer
let call: Call

before(async () => {
  server = await startTestServer()
  call = caller(server.handler())
})
after(() => server.stop())

const define = definer(() => call)

test('hostile keys come back, and change nothing else', async () => {
  const { path } = await define('hostile')
  const text =
    '{"metadata":{"name":"a"},"spec":{"cronSpec":"x","template":{"__proto__":{"polluted":1},"constructor":{"prototype":2}}}}'
  const made = await call('POST', path, text)
  assert.equal(made.status, 201, made.text)
  assert.match(made.text, /"template":\{"__proto__":\{"polluted":1\},"constructor":\{"prototype":2\}\}/)
  const { text: back } = await call('GET', `${path}/a`)
  assert.match(back, /"__proto__":\{"polluted":1\}/)
  assert.equal(({} as { polluted?: number }).polluted, undefined)
  const deep = `{"metadata":{"name":"b"},"spec":{"cronSpec":"x","template":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}}`
  assert.equal((await call('POST', path, deep)).status, 400)
  const big = await call('POST', path, cron('c', { cronSpec: 'x', template: { id: 1 } }))
  assert.equal(big.status, 201)
})

test('numbers beyond 2^53 come back as they were', async () => {
  const { path } = await define('numbers')
  const made = await call(
    'POST',
    path,
    '{"metadata":{"name":"a"},"spec":{"cronSpec":"x","serial":9007199254740993}}',
  )
  assert.equal(made.status, 201, made.text)
  assert.match((await call('GET', `${path}/a`)).text, /"serial":9007199254740993/)
})

test('a built-in resource keeps its place, whatever a definition is called', async () => {
  const crd = definition('storage.k8s.io', [cronTabs], { plural: 'storageclasses', singular: 'storageclass' })
  const annotations = { 'api-approved.kubernetes.io': 'unapproved, a test' }
  await call('POST', definitions, { ...crd, metadata: { ...crd.metadata, annotations } })
  const { body } = await call('GET', '/apis/storage.k8s.io/v1/storageclasses')
  assert.equal(body.kind, 'StorageClassList')
})

test('definitions and objects of many faults are refused with some of them', async () => {
  const properties = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`p${i}`, {}]))
  const wide = { name: 'v1', schema: { openAPIV3Schema: { type: 'object', properties } } }
  const answer = await call('POST', definitions, definition('wide.test.example.com', [wide]))
  assert.equal(answer.status, 422)
  assert.ok(answer.body.details.causes.length <= 1001)
  const sets = {
    name: 'v1',
    schema: {
      openAPIV3Schema: {
        type: 'object',
        properties: { list: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'integer' } } },
      },
    },
  }
  const { path } = await define('sets', [sets])
  const list = Array.from({ length: 300_000 }, (_, i) => Math.floor(i / 2))
  const many = await call('POST', path, { metadata: { name: 'a' }, list })
  assert.equal(many.status, 422)
  assert.equal(many.body.details.causes.length, 1000)
})

/** A version whose spec has these fields. */
const specOf = (properties: object) => ({
  name: 'v1',
  schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties } } } },
})

test('a pattern that would backtrack for ever is matched in linear time', async () => {
  const { path } = await define('patterns', [specOf({ text: { type: 'string', pattern: '^(a+)+$' } })])
  const start = performance.now()
  const answer = await call('POST', path, cron('a', { text: `${'a'.repeat(500_000)}!` }))
  assert.equal(answer.status, 422)
  assert.ok(performance.now() - start < 5000)
})

test('a rule that would compute for ever is stopped', async () => {
  const list = { type: 'array', items: { type: 'integer' } }
  const define = (rule: string, limits: object) => {
    const schema = { ...list, ...limits, 'x-kubernetes-validations': [{ rule }] }
    return call('POST', definitions, definition('cost.test.example.com', [specOf({ list: schema })]))
  }
  const refused = await define('self.all(a, self.all(b, self.all(c, self.all(d, a + b + c + d >= 0))))', {})
  assert.equal(refused.status, 422, refused.text)
  assert.match(refused.body.message, /estimated rule cost exceeds budget by factor of more than 100x/)
  const made = await define('self.all(a, self.all(b, a >= 0))', { maxItems: 1200 })
  assert.equal(made.status, 201, made.text)
  const path = '/apis/cost.test.example.com/v1/namespaces/default/crontabs'
  const start = performance.now()
  const answer = await call('POST', path, cron('a', { list: Array.from({ length: 1200 }, (_, i) => i) }))
  assert.equal(answer.status, 422, answer.text)
  assert.match(answer.body.message, /actual cost limit exceeded/)
  assert.ok(performance.now() - start < 5000)
})

test('a schema of many levels is taken or refused, and the server goes on', async () => {
  // Written by hand: JSON.stringify would be the first to give up.
  const deep = (levels: number) => {
    const open = '{"type":"object","properties":{"a":'.repeat(levels)
    const schema = `{"openAPIV3Schema":${open}{"type":"string"}${'}}'.repeat(levels)}}`
    const crd = JSON.stringify(definition(`deep${levels}.test.example.com`, [{ name: 'v1', schema: {} }]))
    return crd.replace('"schema":{}', `"schema":${schema}`)
  }
  assert.equal((await call('POST', definitions, deep(3000))).status, 400)
  const taken = await call('POST', definitions, deep(120))
  assert.equal(taken.status, 201, taken.text)
  for (const path of ['/openapi/v3/apis/deep120.test.example.com/v1', '/openapi/v2'])
    assert.equal((await call('GET', path)).status, 200)
  const { path } = await define('after')
  assert.equal((await call('POST', path, cron('a'))).status, 201)
})
