import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KubeObject } from '../machinery/kind.ts'
import { deepFreeze } from './deep-freeze.ts'
import { SharedParts } from './shared-parts.ts'

interface Example extends KubeObject {
  readonly spec: {
    readonly containers: readonly object[]
    readonly affinity?: object
    readonly replicas?: number
  }
  readonly status?: { readonly conditions: readonly object[] }
}

function example(name: string, image = 'web:1'): Example {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, uid: name, resourceVersion: '1', creationTimestamp: '', labels: { app: 'web' } },
    spec: {
      containers: [{ name: 'web', image }, { name: 'log' }],
      affinity: { nodeAffinity: {} },
      replicas: 1,
    },
    status: { conditions: [{ type: 'Ready', lastTransitionTime: '2026-01-01T00:00:00Z' }] },
  }
}

test('SharedParts.share() keeps equal parts once and changes nothing that an object says', () => {
  const parts = new SharedParts()
  const [a, b, other] = [example('a'), example('b'), example('c', 'web:2')]
  for (const obj of [a, b, other]) parts.share(obj)
  assert.deepEqual([a, b, other], [example('a'), example('b'), example('c', 'web:2')])
  assert.equal(a.metadata.labels, b.metadata.labels)
  assert.equal(a.spec.affinity, b.spec.affinity)
  assert.equal(a.spec.containers[0], b.spec.containers[0])
  assert.equal(a.status?.conditions[0], b.status?.conditions[0])
  assert.notEqual(a.spec.containers[0], other.spec.containers[0])
  assert.equal(a.spec.containers[1], other.spec.containers[1])
})

test('SharedParts.share() leaves frozen objects, hostile keys and what is not there alone', () => {
  const parts = new SharedParts()
  parts.share(example('a'))
  const frozen = deepFreeze(example('b'))
  parts.share(frozen)
  assert.deepEqual(frozen, example('b'))
  const hostile = JSON.parse(
    '{"metadata":{"labels":{"__proto__":"x"}},"spec":{"__proto__":{"a":1},"b":null}}',
  )
  const text = JSON.stringify(hostile)
  parts.share(hostile)
  assert.equal(JSON.stringify(hostile), text)
  assert.equal(Object.getPrototypeOf(hostile.spec), Object.prototype)
})

test('SharedParts.share() forgets what it does not meet again', () => {
  const parts = new SharedParts()
  const first = example('a')
  parts.share(first)
  const long = 'x'.repeat(1000)
  for (let i = 0; i < 400; i++) parts.share(example('b', `${long}${i}`))
  const again = example('c')
  parts.share(again)
  assert.equal(again.spec.containers[1], first.spec.containers[1], 'met all the time')
  for (let i = 0; i < 600; i++)
    parts.share({ ...example('d'), spec: { containers: [{ long, i }] } } as Example)
  const late = example('e')
  parts.share(late)
  assert.notEqual(late.spec.containers[1], first.spec.containers[1])
})
