import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import type { JsonSchema } from './json-schema.ts'
import { validateDefaults } from './validate-defaults.ts'
import { validateSchema } from './validate-schema.ts'
import { validateStructural } from './validate-structural.ts'

const of = (spec: JsonSchema): JsonSchema => ({ type: 'object', properties: { spec } })

test('validateStructural() wants a type everywhere', () => {
  const check = (schema: JsonSchema, ...expected: readonly string[]) =>
    assert.deepEqual(validateStructural(schema, 's').map(formatFieldError), expected)
  check(of({ type: 'object', properties: { a: { type: 'string' } } }))
  check({}, 's.type: Required value: must not be empty at the root')
  check(
    { type: 'array' },
    's.items: Required value: must be specified',
    's.type: Invalid value: "array": must be object at the root',
  )
  check(of({}), 's.properties[spec].type: Required value: must not be empty for specified object fields')
  check(
    of({ type: 'array', items: {} }),
    's.properties[spec].items.type: Required value: must not be empty for specified array items',
  )
  check(of({ 'x-kubernetes-preserve-unknown-fields': true }))
  check(of({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }))
})

test('validateStructural() lets junctors say values alone, of fields that are specified', () => {
  const check = (spec: JsonSchema, ...expected: readonly string[]) =>
    assert.deepEqual(validateStructural(of({ type: 'object', ...spec }), 's').map(formatFieldError), expected)
  check({ properties: { a: { type: 'string' } }, oneOf: [{ required: ['a'] }] })
  check(
    { anyOf: [{ type: 'object' }] },
    's.properties[spec].anyOf[0].type: Forbidden: must be empty to be structural',
  )
  check(
    { allOf: [{ properties: { a: { minimum: 1 } } }] },
    's.properties[spec].properties[a]: Required value: because it is defined in s.properties[spec].allOf[0].properties[a]',
  )
  check(
    { properties: { a: { type: 'string', pattern: '(' } } },
    's.properties[spec].properties[a].pattern: Invalid value: "(": must be a valid regular expression, but isn\'t: error parsing regexp: missing closing ): `(`',
  )
  check(
    { 'x-kubernetes-embedded-resource': true },
    's.properties[spec].properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields',
  )
})

test('validateStructural() keeps its hands off metadata', () => {
  const metadata = (schema: JsonSchema): JsonSchema => ({ type: 'object', properties: { metadata: schema } })
  assert.deepEqual(
    validateStructural(
      metadata({ type: 'object', properties: { name: { pattern: 'a', type: 'string' } } }),
      's',
    ),
    [],
  )
  const labels = { type: 'object', properties: { labels: { type: 'object' } } }
  assert.deepEqual(validateStructural(metadata(labels), 's').map(formatFieldError), [
    's.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified',
  ])
})

test('validateStructural() wants no additional properties at a root, not even none', () => {
  const faults = (schema: JsonSchema) => validateStructural(schema, 's').map(formatFieldError)
  for (const additionalProperties of [true, false, { type: 'string' }] as const) {
    assert.deepEqual(faults({ type: 'object', additionalProperties }), [
      's.additionalProperties: Forbidden: must not be used at the root',
    ])
    const embedded = {
      type: 'object',
      'x-kubernetes-embedded-resource': true,
      'x-kubernetes-preserve-unknown-fields': true,
      additionalProperties,
    }
    assert.deepEqual(faults(of(embedded)), [
      's.properties[spec].additionalProperties: Forbidden: must not be used if x-kubernetes-embedded-resource is set',
    ])
  }
})

test('validateDefaults() wants defaults that fit and are pruned', () => {
  const check = (spec: JsonSchema, ...expected: readonly string[]) =>
    assert.deepEqual(validateDefaults(of(spec), 's').map(formatFieldError), expected)
  check({ type: 'string', default: 'a' })
  check(
    { type: 'string', default: 1 },
    's.properties[spec].default: Invalid value: "integer": s.properties[spec].default in body must be of type string: "integer"',
  )
  check(
    { type: 'object', default: { a: 1 } },
    's.properties[spec].default: Invalid value: {"a":1}: must not have unknown fields',
  )
})

test('validateSchema() refuses what custom resources do not know', () => {
  const check = (spec: JsonSchema, ...expected: readonly string[]) =>
    assert.deepEqual(validateSchema(of(spec), 's').map(formatFieldError), expected)
  const at = 's.properties[spec]'
  check(
    { type: 'text' },
    `${at}.type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"`,
  )
  check({ $ref: '#/x' }, `${at}.$ref: Forbidden: $ref is not supported`)
  check(
    { type: 'array', uniqueItems: true },
    `${at}.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
  )
  check(
    { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'string' } },
    `${at}.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive`,
  )
  check(
    { type: 'array', 'x-kubernetes-list-type': 'map', items: { type: 'object' } },
    `${at}.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`,
  )
  check(
    { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'object' } },
    `${at}.items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set`,
  )
  check(
    {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['k'],
      items: { type: 'object', properties: { k: { type: 'string' } } },
    },
    `${at}.items.properties[k].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property`,
  )
  check(
    { type: 'object', 'x-kubernetes-validations': [{ rule: ' ' }] },
    `${at}.x-kubernetes-validations[0].rule: Required value: rule is not specified`,
  )
  check(
    { type: 'object', 'x-kubernetes-validations': [{ rule: 'true', fieldPath: '.nope' }] },
    `${at}.x-kubernetes-validations[0].fieldPath: Invalid value: ".nope": must be a valid path`,
  )
})

test('validateDefaults() wants defaults that keep the rules', () => {
  const check = (rule: object, ...expected: readonly string[]) => {
    const list = { type: 'array', items: { type: 'integer' }, default: [1, 2] }
    const schema = of({ ...list, 'x-kubernetes-validations': [rule as { rule: string }] })
    assert.deepEqual(validateDefaults(schema, 's').map(formatFieldError), expected)
  }
  const at = 's.properties[spec].default: Invalid value:'
  check({ rule: 'self.size() == 2' })
  check({ rule: 'self.size() == 1' }, `${at} failed rule: self.size() == 1`)
  check({ rule: 'self == oldSelf' })
  check({ rule: 'self != oldSelf' }, `${at} failed rule: self != oldSelf`)
  const first = 'oldSelf.hasValue() || self.size() == 1'
  check({ rule: first, optionalOldSelf: true }, `${at} failed rule: ${first}`)
  check(
    { rule: 'self.nope' },
    `${at} "array": rule compile error: compilation failed: ERROR: <input>:1:5: type 'list(int)' does not support field selection\n | self.nope\n | ....^`,
  )
})

test('validateDefaults() stops when its budget is used up', () => {
  const rule = 'self.all(a, self.all(b, self.all(c, a + b + c >= 0)))'
  const list = (name: string): [string, JsonSchema] => [
    name,
    {
      type: 'array',
      items: { type: 'integer' },
      default: Array.from({ length: 200 }, () => 1),
      'x-kubernetes-validations': [{ rule }],
    },
  ]
  const schema: JsonSchema = { type: 'object', properties: Object.fromEntries([list('a'), list('b')]) }
  const found = validateDefaults(schema, 's').map(formatFieldError)
  assert.equal(found.length, 1, found.join('\n'))
  assert.match(found[0] ?? '', /no further validation rules will be run due to call cost exceeds limit/)
})
