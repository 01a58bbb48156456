import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyDefaults } from './defaults.ts'
import type { JsonSchema } from './json-schema.ts'

const schema: JsonSchema = {
  type: 'object',
  properties: {
    a: { type: 'string', default: 'A' },
    b: { type: 'object', default: {}, properties: { c: { type: 'integer', default: 1 } } },
    list: { type: 'array', items: { type: 'object', properties: { d: { type: 'boolean', default: true } } } },
    map: { type: 'object', additionalProperties: { type: 'string', default: 'M' } },
    null: { type: 'string', nullable: true, default: 'N' },
    plain: { type: 'string' },
  },
}

test('applyDefaults() fills in what is absent, and within what it fills in', () => {
  const check = (given: object, expected: object) => {
    applyDefaults(given, schema)
    assert.deepEqual(given, expected)
  }
  check({}, { a: 'A', b: { c: 1 }, null: 'N' })
  check({ a: 'x', b: { c: 2 }, null: 'n' }, { a: 'x', b: { c: 2 }, null: 'n' })
  check({ list: [{}, { d: false }] }, { a: 'A', b: { c: 1 }, list: [{ d: true }, { d: false }], null: 'N' })
})

test('applyDefaults() takes nulls for absence where null is no value', () => {
  const given = { a: null, b: null, null: null, plain: null, map: { x: null } }
  applyDefaults(given, schema)
  assert.deepEqual(given, { a: 'A', b: { c: 1 }, null: null, map: { x: 'M' } })
})

test('applyDefaults() gives each object a default of its own', () => {
  const [one, two] = [{} as { b?: object }, {} as { b?: object }]
  applyDefaults(one, schema)
  applyDefaults(two, schema)
  assert.notEqual(one.b, two.b)
})
