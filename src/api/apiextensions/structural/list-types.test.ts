import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import type { JsonSchema } from './json-schema.ts'
import { validateListTypes } from './list-types.ts'

const faults = (schema: JsonSchema, value: unknown) =>
  validateListTypes(value, schema, 'list').map((fault) => formatFieldError(fault))

test('validateListTypes() refuses an item of a set that is there twice, once however often it comes', () => {
  const set: JsonSchema = { type: 'array', items: { type: 'integer' }, 'x-kubernetes-list-type': 'set' }
  assert.deepEqual(faults(set, [1, 2, 3]), [])
  assert.deepEqual(faults(set, [1, 2, 1, 1, 2]), [
    'list[2]: Duplicate value: 1',
    'list[4]: Duplicate value: 2',
  ])
  const objects: JsonSchema = { ...set, items: { type: 'object', 'x-kubernetes-map-type': 'atomic' } }
  assert.deepEqual(
    faults(objects, [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ]).length,
    1,
  )
  assert.equal(validateListTypes(Array(50_000).fill([1, 1]), { ...set, items: set }).length >= 1, true)
})

test('validateListTypes() compares the items of a map by its keys, and their defaults', () => {
  const properties: JsonSchema['properties'] = {
    port: { type: 'integer' },
    protocol: { type: 'string', default: 'TCP' },
  }
  const map: JsonSchema = {
    type: 'array',
    items: { type: 'object', properties },
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['port', 'protocol'],
  }
  const tcp = { port: 1, protocol: 'TCP' }
  assert.deepEqual(faults(map, [tcp, { port: 1, protocol: 'UDP' }]), [])
  assert.deepEqual(faults(map, [tcp, { ...tcp, other: 1 }]), [
    'list[1]: Duplicate value: {"port":1,"protocol":"TCP"}',
  ])
  assert.match(faults(map, [tcp, 5])[0] ?? '', /must be an object for an array of list-type map$/)
})

test('validateListTypes() looks into lists, objects and values of maps', () => {
  const set: JsonSchema = { type: 'array', 'x-kubernetes-list-type': 'set' }
  const outer: JsonSchema = {
    type: 'object',
    properties: { a: { type: 'array', items: set } },
    additionalProperties: set,
  }
  assert.deepEqual(faults(outer, { a: [[], [1, 1]], b: ['x', 'x'] }), [
    'list.a[1][1]: Duplicate value: 1',
    'list[b][1]: Duplicate value: "x"',
  ])
})
