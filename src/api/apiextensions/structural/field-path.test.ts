import assert from 'node:assert/strict'
import { test } from 'node:test'
import { schemaAtPath, splitPath } from './field-path.ts'
import type { JsonSchema } from './json-schema.ts'

const schema: JsonSchema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        'a.b': { type: 'integer' },
        labels: { type: 'object', additionalProperties: { type: 'string' } },
      },
    },
  },
}

test('schemaAtPath() follows names and names in quotes', () => {
  const found = (path: string) => schemaAtPath(path, schema, { brackets: true }).schema?.type
  assert.equal(found('.spec'), 'object')
  assert.equal(found(".spec['a.b']"), 'integer')
  assert.equal(found('.spec.labels.x'), 'string')
})

test('schemaAtPath() says why a path leads nowhere', () => {
  const fault = (path: string, brackets = true) => schemaAtPath(path, schema, { brackets }).fault
  assert.equal(fault('.spec.other'), 'does not refer to a valid field')
  assert.equal(fault('.spec.__proto__'), 'does not refer to a valid field')
  assert.equal(fault('spec'), 'expected [ or . but got: spec')
  assert.equal(fault('.'), 'unexpected end of JSON path')
  assert.equal(fault('.spec[a]'), 'expected single quoted string but got a')
  assert.equal(fault(".spec['a.b'"), 'unexpected end of JSON path')
  assert.equal(fault(".spec['a.b']", false), 'array notation is not allowed')
})

test('splitPath() takes a path apart', () => {
  assert.deepEqual(splitPath(".a['b.c'].d"), ['a', 'b.c', 'd'])
  assert.deepEqual(splitPath(`${".a['"}it\\'s']`), ['a', "it's"])
})
