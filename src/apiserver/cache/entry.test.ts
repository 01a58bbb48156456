import assert from 'node:assert/strict'
import { test } from 'node:test'
import { replaceRevision, spliceRevision } from './entry.ts'

const stored = (more: object = {}) =>
  Buffer.from(
    JSON.stringify({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: {
        name: 'a',
        namespace: 'b',
        uid: 'u-1',
        annotations: { text: '","uid":"no","resourceVersion":"no"' },
      },
      data: { text: '"metadata":{"name":"x","uid":"y"}' },
      ...more,
    }),
  )

test('spliceRevision() puts the version into the metadata, whatever the values hold', () => {
  const obj = JSON.parse(spliceRevision(stored(), 42).toString())
  assert.deepEqual(Object.keys(obj.metadata), ['name', 'namespace', 'uid', 'resourceVersion', 'annotations'])
  assert.equal(obj.metadata.resourceVersion, '42')
  delete obj.metadata.resourceVersion
  assert.equal(JSON.stringify(obj), stored().toString())
})

test('replaceRevision() changes the version and nothing else', () => {
  const before = spliceRevision(stored(), 9)
  assert.deepEqual(replaceRevision(before, 12_345), spliceRevision(stored(), 12_345))
})
