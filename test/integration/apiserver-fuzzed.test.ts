// What the fuzzer found (test/fuzz), each without chance: bodies that nothing may stumble over.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { startTestServer } from '../../src/testing/cluster.ts'
import { caller, patchTypes } from './api-calls.ts'

const server = await startTestServer()
after(() => server.stop())
const call = caller(server.handler())
const maps = '/api/v1/namespaces/default/configmaps'

test('apply of an object whose type or name is no text answers 400 or what its schema says', async () => {
  const hostile = { toString: null, valueOf: null }
  for (const [body, status] of [
    [{ apiVersion: hostile, kind: 'ConfigMap', metadata: { name: 'x' } }, 400],
    [{ apiVersion: 'v1', kind: [hostile], metadata: { name: 'x' } }, 400],
    [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: hostile } }, 400],
    // Upstream answers 500 to an applied object that does not fit its schema.
    [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', finalizers: [hostile] } }, 500],
  ] as const) {
    const answer = await call('PATCH', `${maps}/x?fieldManager=m`, body, patchTypes.apply)
    assert.equal(answer.status, status, answer.text)
    assert.doesNotMatch(answer.text, /primitive/)
  }
})

test('a body whose type is no text answers 400', async () => {
  const hostile = { toString: null, valueOf: null }
  for (const [method, target] of [
    ['POST', maps],
    ['PUT', `${maps}/x`],
  ] as const)
    for (const body of [
      { kind: hostile, metadata: { name: 'x' } },
      { apiVersion: [hostile], kind: 'ConfigMap', metadata: { name: 'x' } },
      { metadata: { name: hostile } },
      { metadata: { name: 'x', labels: { a: hostile } } },
    ]) {
      const answer = await call(method, target, body)
      assert.equal(answer.status, 400, answer.text)
    }
})
