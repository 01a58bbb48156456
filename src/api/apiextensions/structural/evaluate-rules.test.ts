import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { evaluateRules } from './evaluate-rules.ts'
import type { JsonSchema, ValidationRule } from './json-schema.ts'

const rules = (...list: readonly ValidationRule[]) => ({ 'x-kubernetes-validations': list })
const integer = { type: 'integer' }

function specWith(...list: readonly ValidationRule[]): JsonSchema {
  const properties = { min: integer, max: integer, name: { type: 'string' } }
  return { type: 'object', properties: { spec: { type: 'object', properties, ...rules(...list) } } }
}

function faults(schema: JsonSchema, spec: unknown, old?: unknown): readonly string[] {
  const whole = (value: unknown) => ({ apiVersion: 'a/v1', kind: 'K', metadata: { name: 'x' }, spec: value })
  return evaluateRules(whole(spec), schema, old === undefined ? undefined : whole(old)).map(formatFieldError)
}

test('evaluateRules() tells what does not hold, in the rule’s words or its own', () => {
  const rule = 'self.min <= self.max'
  const check = (more: Partial<ValidationRule>, ...expected: readonly string[]) =>
    assert.deepEqual(faults(specWith({ rule, ...more }), { min: 2, max: 1 }), expected)
  assert.deepEqual(faults(specWith({ rule }), { min: 1, max: 2 }), [])
  check({}, 'spec: Invalid value: "object": failed rule: self.min <= self.max')
  check({ message: 'too much' }, 'spec: Invalid value: "object": too much')
  check({ messageExpression: '"min is " + string(self.min)' }, 'spec: Invalid value: "object": min is 2')
  check({ messageExpression: '""', message: 'plain' }, 'spec: Invalid value: "object": plain')
  check(
    { reason: 'FieldValueForbidden', fieldPath: '.min' },
    'spec.min: Forbidden: failed rule: self.min <= self.max',
  )
  check({ reason: 'FieldValueRequired' }, 'spec: Required value: failed rule: self.min <= self.max')
  check({ reason: 'FieldValueDuplicate' }, 'spec: Duplicate value: "object"')
})

test('evaluateRules() tells expressions that fail', () => {
  assert.deepEqual(faults(specWith({ rule: 'self.min > 0' }), { max: 1 }), [
    'spec: Invalid value: "object": no such key: min evaluating rule: self.min > 0',
  ])
})

test('evaluateRules() looks at the old value in transition rules alone', () => {
  const immutable = specWith({ rule: 'self.name == oldSelf.name', message: 'name is immutable' })
  assert.deepEqual(faults(immutable, { name: 'a' }), [])
  assert.deepEqual(faults(immutable, { name: 'a' }, { name: 'a' }), [])
  assert.deepEqual(faults(immutable, { name: 'b' }, { name: 'a' }), [
    'spec: Invalid value: "object": name is immutable',
  ])
  const optional = specWith({
    rule: 'oldSelf.hasValue() ? self.name == oldSelf.value().name : self.name == "first"',
    optionalOldSelf: true,
  })
  assert.deepEqual(faults(optional, { name: 'first' }), [])
  assert.equal(faults(optional, { name: 'other' }).length, 1)
  assert.deepEqual(faults(optional, { name: 'x' }, { name: 'x' }), [])
})

test('evaluateRules() lets be what has not changed', () => {
  const schema = specWith({ rule: 'self.min < 5' })
  assert.deepEqual(faults(schema, { min: 9 }, { min: 9 }), [])
  assert.equal(faults(schema, { min: 9, name: 'new' }, { min: 9 }).length, 1)
})

test('evaluateRules() goes into lists, maps and the object itself', () => {
  const item: JsonSchema = { type: 'string', ...rules({ rule: 'self != "bad"' }) }
  const schema: JsonSchema = {
    type: 'object',
    ...rules({ rule: 'self.metadata.name == "x"' }),
    properties: {
      spec: {
        type: 'object',
        properties: {
          list: { type: 'array', items: item },
          map: { type: 'object', additionalProperties: item },
        },
      },
    },
  }
  assert.deepEqual(faults(schema, { list: ['good', 'bad'], map: { a: 'bad' } }), [
    'spec.list[1]: Invalid value: "string": failed rule: self != "bad"',
    'spec.map[a]: Invalid value: "string": failed rule: self != "bad"',
  ])
})

test('evaluateRules() stops when the budget is used up', () => {
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      spec: {
        type: 'array',
        items: integer,
        ...rules({ rule: 'self.all(a, self.all(b, self.all(c, a + b + c > 0)))' }),
      },
    },
  }
  const found = faults(
    schema,
    Array.from({ length: 1000 }, () => 1),
  )
  assert.equal(found.length, 1)
  assert.match(found[0] ?? '', /no further validation rules will be run due to call cost exceeds limit/)
})
