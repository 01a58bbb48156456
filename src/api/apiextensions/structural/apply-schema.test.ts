import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sortedSet } from '../../../machinery/apply/field-set.ts'
import { fieldsOf } from '../../../machinery/apply/fields-of.ts'
import { applySchemaOf } from './apply-schema.ts'
import type { JsonSchema } from './json-schema.ts'

/** The fields that an applier owns, as managedFields has them. */
function owned(spec: JsonSchema, value: unknown): unknown {
  const schema = applySchemaOf({ type: 'object', properties: { spec } }, 'x')
  const fields = fieldsOf(schema, { apiVersion: 'x/v1', kind: 'X', spec: value })
  return JSON.parse(JSON.stringify(sortedSet(fields)))['f:spec']
}

const port: JsonSchema = {
  type: 'object',
  properties: { port: { type: 'integer' }, name: { type: 'string' } },
}
const ports = [
  { port: 1, name: 'a' },
  { port: 2, name: 'b' },
]

test('applySchemaOf() lets fields of objects be owned one by one, unless they are atomic', () => {
  assert.deepEqual(owned(port, ports[0]), { 'f:name': {}, 'f:port': {} })
  assert.deepEqual(owned({ ...port, 'x-kubernetes-map-type': 'atomic' }, ports[0]), {})
  const values: JsonSchema = { type: 'object', additionalProperties: { type: 'string' } }
  assert.deepEqual(owned(values, { a: '1' }), { 'f:a': {} })
  assert.deepEqual(owned({ ...values, 'x-kubernetes-map-type': 'atomic' }, { a: '1' }), {})
})

test('applySchemaOf() owns lists as their type says', () => {
  const list: JsonSchema = { type: 'array', items: port }
  assert.deepEqual(owned(list, ports), {})
  const byPort: JsonSchema = {
    ...list,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['port'],
  }
  assert.deepEqual(owned(byPort, ports), {
    'k:{"port":1}': { '.': {}, 'f:name': {}, 'f:port': {} },
    'k:{"port":2}': { '.': {}, 'f:name': {}, 'f:port': {} },
  })
  const names: JsonSchema = { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' }
  assert.deepEqual(owned(names, ['b', 'a']), { 'v:"a"': {}, 'v:"b"': {} })
})

test('applySchemaOf() keeps what is not declared, and owns it by its own form', () => {
  const open: JsonSchema = { ...port, 'x-kubernetes-preserve-unknown-fields': true }
  const value = JSON.parse('{"port":1,"more":{"deep":true},"__proto__":{"x":1}}')
  assert.deepEqual(
    owned(open, value),
    JSON.parse('{"f:port":{},"f:more":{"f:deep":{}},"f:__proto__":{"f:x":{}}}'),
  )
})
