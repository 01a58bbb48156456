import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonSchema } from './json-schema.ts'
import { prune } from './prune.ts'

const string: JsonSchema = { type: 'string' }
const object = (properties: Record<string, JsonSchema>, more: JsonSchema = {}): JsonSchema => ({
  type: 'object',
  properties,
  ...more,
})
const keeping: JsonSchema = { 'x-kubernetes-preserve-unknown-fields': true }

function check(schema: JsonSchema, given: string, expected: string, unknown: readonly string[]): void {
  const value: unknown = JSON.parse(given)
  const found: string[] = []
  prune(value, schema, { root: true, unknown: found })
  assert.equal(JSON.stringify(value), expected)
  assert.deepEqual(found, unknown)
}

test('prune() takes out what the schema does not name, and tells where', () => {
  check(
    object({ spec: object({ a: string, list: { type: 'array', items: object({ b: string }) } }) }),
    '{"apiVersion":"v1","kind":"K","metadata":{"x":1},"spec":{"a":"1","z":1,"list":[{"b":"1","c":2}]},"more":1}',
    '{"apiVersion":"v1","kind":"K","metadata":{"x":1},"spec":{"a":"1","list":[{"b":"1"}]}}',
    ['more', 'spec.list[0].c', 'spec.z'],
  )
})

test('prune() keeps what may be anything, and prunes what is named within', () => {
  check(
    object({ spec: object({ inner: object({ a: string }) }, keeping) }),
    '{"spec":{"any":{"deep":[1]},"inner":{"a":"1","b":2}}}',
    '{"spec":{"any":{"deep":[1]},"inner":{"a":"1"}}}',
    ['spec.inner.b'],
  )
  check(
    object({ map: { type: 'object', additionalProperties: object({ a: string }) } }),
    '{"map":{"x":{"a":"1","b":2}}}',
    '{"map":{"x":{"a":"1"}}}',
    ['map.x.b'],
  )
})

test('prune() leaves the type and metadata of embedded resources alone', () => {
  const pod = object({ spec: object({}) }, { 'x-kubernetes-embedded-resource': true })
  check(
    object({ pod }),
    '{"pod":{"kind":"Pod","metadata":{"name":"a"},"spec":{"x":1},"y":1}}',
    '{"pod":{"kind":"Pod","metadata":{"name":"a"},"spec":{}}}',
    ['pod.spec.x', 'pod.y'],
  )
})

test('prune() takes hostile keys for what they are', () => {
  check(object({ spec: object({}) }), '{"spec":{"__proto__":{"a":1},"constructor":1}}', '{"spec":{}}', [
    'spec.__proto__',
    'spec.constructor',
  ])
  const named = JSON.parse('{"__proto__":{"type":"string"}}') as Record<string, JsonSchema>
  check(object({ spec: object(named) }), '{"spec":{"__proto__":"a"}}', '{"spec":{"__proto__":"a"}}', [])
})
