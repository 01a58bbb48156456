import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson } from '../../../machinery/codec/json.ts'
import { formatFieldError } from '../../../machinery/field-error.ts'
import type { JsonSchema } from './json-schema.ts'
import { validateValue } from './validate-value.ts'

function faults(schema: JsonSchema, value: unknown, old?: unknown): readonly string[] {
  const spec: JsonSchema = { type: 'object', properties: { x: schema } }
  const before = old === undefined ? {} : { old: { value: { x: old } } }
  return validateValue({ x: value }, spec, before).map(formatFieldError)
}

function check(schema: JsonSchema, value: unknown, ...expected: readonly string[]): void {
  assert.deepEqual(faults(schema, value), expected)
}

test('validateValue() tells wrong types as upstream does', () => {
  const type = (name: string) => ({ type: name })
  check(type('integer'), 'a', 'x: Invalid value: "string": x in body must be of type integer: "string"')
  check(
    type('integer'),
    1.5,
    'x: Invalid value: "number": x in body must be of type integer: "number"',
    '<nil>: Invalid value: "": Checked value must be of type integer (default format) in x',
  )
  check(
    { type: 'string', format: 'uri' },
    1.5,
    'x: Invalid value: "float64": x in body must be of type uri: "float64"',
  )
  check(type('string'), 1, 'x: Invalid value: "integer": x in body must be of type string: "integer"')
  check(type('object'), [], 'x: Invalid value: "array": x in body must be of type object: "array"')
  check(type('boolean'), null, 'x: Invalid value: "null": x in body must be of type boolean: "null"')
  check(type('number'), 1)
  check({ type: 'string', nullable: true }, null)
  check({ 'x-kubernetes-int-or-string': true }, 'a')
  check(
    { 'x-kubernetes-int-or-string': true },
    true,
    'x: Invalid value: "boolean": x in body must be of type integer,string: "boolean"',
  )
})

test('validateValue() holds numbers to their bounds', () => {
  const between = { type: 'number', minimum: 1, maximum: 3 }
  check(between, 0, 'x: Invalid value: 0: x in body should be greater than or equal to 1')
  check(between, 3.5, 'x: Invalid value: 3.5: x in body should be less than or equal to 3')
  check({ ...between, exclusiveMaximum: true }, 3, 'x: Invalid value: 3: x in body should be less than 3')
  check({ ...between, exclusiveMinimum: true }, 1, 'x: Invalid value: 1: x in body should be greater than 1')
  check({ type: 'integer', multipleOf: 2 }, 3, 'x: Invalid value: 3: x in body should be a multiple of 2')
  check({ type: 'number', multipleOf: 0.1 }, 0.3)
  const off = 'x in body should be a multiple of 3'
  check({ type: 'integer', multipleOf: 3 }, 10_000_000_000, `x: Invalid value: 10000000000: ${off}`)
  const { value: large } = parseJson('4611686018427387904')
  check({ type: 'integer', multipleOf: 3 }, large, `x: Invalid value: 4611686018427387904: ${off}`)
  check(
    { type: 'integer', format: 'int32' },
    2 ** 31,
    '<nil>: Invalid value: "": Checked value must be of type integer with format int32 in x',
  )
  const { value } = parseJson('9223372036854775807')
  check({ type: 'integer', format: 'int64' }, value)
})

test('validateValue() takes whole numbers that are written with an exponent', () => {
  const text = 'Checked value must be of type integer (default format) in x'
  check({ type: 'integer' }, 1e21, `<nil>: Invalid value: "": ${text}`)
  check({ type: 'integer' }, -0)
  check({ type: 'number', multipleOf: 3 }, 3e21)
  check(
    { type: 'number', multipleOf: 1e22 },
    1e21,
    'x: Invalid value: 1e+21: x in body should be a multiple of 1e+22',
  )
})

test('validateValue() looks into an object that has too many properties', () => {
  const schema = { type: 'object', maxProperties: 1, additionalProperties: { type: 'string', maxLength: 1 } }
  check(
    schema,
    { a: 'b', c: 'long' },
    'x: Too many: 2: must have at most 1 items',
    'x.c: Too long: may not be more than 1 bytes',
  )
})

test('validateValue() holds texts to length, pattern, format and enumeration', () => {
  check({ type: 'string', maxLength: 2 }, 'abc', 'x: Too long: may not be more than 2 bytes')
  check({ type: 'string', maxLength: 1 }, '😀')
  check(
    { type: 'string', minLength: 2 },
    'a',
    'x: Invalid value: "a": x in body should be at least 2 chars long',
  )
  check({ type: 'string', pattern: '^b' }, 'a', 'x: Invalid value: "a": x in body should match \'^b\'')
  check({ type: 'string', format: 'ipv4' }, 'a', 'x: Invalid value: "a": x in body must be of type ipv4: "a"')
  check({ type: 'string', format: 'nobody-knows' }, 'a')
  check({ enum: ['a', 1] }, 'b', 'x: Unsupported value: "b": supported values: "a", "1"')
})

test('validateValue() holds lists and objects to their sizes and members', () => {
  const list = { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 2 }
  check(list, [], 'x: Invalid value: 0: x in body should have at least 1 items')
  check(list, ['a', 'b', 'c'], 'x: Too many: 3: must have at most 2 items')
  check(list, ['a', 1], 'x[1]: Invalid value: "integer": x[1] in body must be of type string: "integer"')
  const map = { type: 'object', additionalProperties: { type: 'string' }, minProperties: 1, maxProperties: 1 }
  check(map, {}, 'x: Invalid value: 0: x in body should have at least 1 properties')
  check(map, { a: 'a', b: 'b' }, 'x: Too many: 2: must have at most 1 items')
  check(map, { a: 1 }, 'x.a: Invalid value: "integer": x.a in body must be of type string: "integer"')
  check({ type: 'object', required: ['a'] }, {}, 'x.a: Required value')
})

test('validateValue() chooses among alternatives, and tells the nearest one’s faults', () => {
  const alternatives = [{ required: ['a'] }, { required: ['b'] }]
  const object = { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } }
  check({ ...object, oneOf: alternatives }, { a: '1' })
  check(
    { ...object, oneOf: alternatives },
    {},
    '<nil>: Invalid value: "": "x" must validate one and only one schema (oneOf). Found none valid',
    'x.a: Required value',
  )
  check(
    { ...object, oneOf: alternatives },
    { a: '1', b: '2' },
    '<nil>: Invalid value: "": "x" must validate one and only one schema (oneOf). Found 2 valid alternatives',
  )
  check({ ...object, anyOf: alternatives }, { a: '1', b: '2' })
  check(
    { ...object, not: { required: ['a'] } },
    { a: '1' },
    '<nil>: Invalid value: "": "x" must not validate the schema (not)',
  )
  check(
    { type: 'integer', allOf: [{ minimum: 2 }, { maximum: 9 }] },
    1,
    'x: Invalid value: 1: x in body should be greater than or equal to 2',
    '<nil>: Invalid value: "": "x" must validate all the schemas (allOf)',
  )
})

test('validateValue() lets be what has not changed', () => {
  const schema: JsonSchema = { type: 'object', properties: { a: { maximum: 1 }, b: { type: 'string' } } }
  assert.deepEqual(faults(schema, { a: 5, b: 'new' }, { a: 5 }), [])
  assert.equal(faults(schema, { a: 6 }, { a: 5 }).length, 1)
  const both: JsonSchema = {
    type: 'object',
    properties: { a: { type: 'integer' }, b: { type: 'string' } },
    allOf: [{ properties: { a: { maximum: 1 } } }],
  }
  assert.deepEqual(faults(both, { a: 5 }, { a: 5 }), [])
  assert.equal(faults(both, { a: 5, b: 'new' }, { a: 5 }).length, 2)
  const kind = { type: 'string', enum: ['Other'] }
  const typed: JsonSchema = { type: 'object', properties: { kind } }
  assert.equal(validateValue({ kind: 'K' }, typed, { old: { value: { kind: 'K', x: 1 } } }).length, 1)
  // What the schema says nothing of cannot be told to be the same.
  const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, minProperties: 2 }
  assert.equal(faults(open, { a: 5 }, { a: 5 }).length, 1)
  const keyed: JsonSchema = {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['k'],
    items: { type: 'object', properties: { k: { type: 'string' }, v: { maximum: 1 } } },
  }
  const old = [{ k: 'a', v: 5 }]
  assert.deepEqual(
    faults(
      keyed,
      [
        { k: 'b', v: 0 },
        { k: 'a', v: 5 },
      ],
      old,
    ),
    [],
  )
  assert.equal(faults({ ...keyed, 'x-kubernetes-list-type': 'atomic' }, [...old, { k: 'b' }], old).length, 1)
})

test('validateValue() is quick where a pattern would block, and tells no more faults than anybody reads', () => {
  check(
    { type: 'string', pattern: '^(a+)+$' },
    `${'a'.repeat(100_000)}!`,
    ...faults({ type: 'string', pattern: '^(a+)+$' }, `${'a'.repeat(100_000)}!`),
  )
  const many = Array.from({ length: 200_000 }, () => 'a')
  assert.equal(faults({ type: 'array', items: { type: 'integer' } }, many).length, 1000)
})
