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
  const stored = old === undefined ? {} : { old: whole(old) }
  const warn = (text: string) => void told.push(`warned: ${text}`)
  const told: string[] = []
  const found = evaluateRules(whole(spec), schema, { ...stored, warn }).map(formatFieldError)
  return [...found, ...told]
}

test('evaluateRules() tells what does not hold, in the rule’s words or its own', () => {
  const rule = 'self.min <= self.max'
  const check = (more: Partial<ValidationRule>, ...expected: readonly string[]) =>
    assert.deepEqual(faults(specWith({ rule, ...more }), { min: 2, max: 1 }), expected)
  assert.deepEqual(faults(specWith({ rule }), { min: 1, max: 2 }), [])
  check({}, 'spec: Invalid value: failed rule: self.min <= self.max')
  check({ message: 'too much' }, 'spec: Invalid value: too much')
  check({ messageExpression: '"min is " + string(self.min)' }, 'spec: Invalid value: min is 2')
  check({ messageExpression: '""', message: 'plain' }, 'spec: Invalid value: plain')
  check(
    { reason: 'FieldValueForbidden', fieldPath: '.min' },
    'spec.min: Forbidden: failed rule: self.min <= self.max',
  )
  check({ reason: 'FieldValueRequired' }, 'spec: Required value: failed rule: self.min <= self.max')
  check({ reason: 'FieldValueDuplicate' }, 'spec: Duplicate value')
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
    'spec: Invalid value: name is immutable',
  ])
  const optional = specWith({
    rule: 'oldSelf.hasValue() ? self.name == oldSelf.value().name : self.name == "first"',
    optionalOldSelf: true,
  })
  assert.deepEqual(faults(optional, { name: 'first' }), [])
  assert.equal(faults(optional, { name: 'other' }).length, 1)
  assert.deepEqual(faults(optional, { name: 'x' }, { name: 'x' }), [])
})

test('evaluateRules() only warns of what has not changed', () => {
  const schema = specWith({ rule: 'self.min < 5' })
  const text = 'spec: Invalid value: failed rule: self.min < 5'
  assert.deepEqual(faults(schema, { min: 9 }, { min: 9 }), [`warned: ${text}`])
  assert.deepEqual(faults(schema, { min: 9, name: 'new' }, { min: 9 }), [text])
  assert.deepEqual(faults(schema, { min: 9 }), [text])
  const broken = specWith({ rule: 'self.min < 5' }, { rule: 'self.max < 5' })
  assert.deepEqual(faults(broken, { min: 9 }, { min: 9 }), [
    'spec: Invalid value: "object": no such key: max evaluating rule: self.max < 5',
    `warned: ${text}`,
  ])
  const transition = specWith({ rule: 'self.min < 5 && oldSelf.min < 5' })
  assert.equal(
    faults(transition, { min: 9 }, { min: 9 })[0],
    'spec: Invalid value: failed rule: self.min < 5 && oldSelf.min < 5',
  )
})

test('evaluateRules() compares what can be told apart over time', () => {
  const item: JsonSchema = {
    type: 'object',
    properties: { k: { type: 'string' }, v: integer },
    ...rules({ rule: 'self.v < 5' }),
  }
  const listOf = (more: object): JsonSchema => {
    const list = { type: 'array', items: item, ...more }
    return { type: 'object', properties: { spec: { type: 'object', properties: { list } } } }
  }
  const a = { k: 'a', v: 9 }
  const b = { k: 'b', v: 1 }
  const at = (index: number) => `spec.list[${index}]: Invalid value: failed rule: self.v < 5`
  const keyed = listOf({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'] })
  assert.deepEqual(faults(keyed, { list: [b, a] }, { list: [a] }), [`warned: ${at(1)}`])
  assert.deepEqual(faults(keyed, { list: [b, { ...a, v: 8 }] }, { list: [a] }), [at(1)])
  // Whether an item of another list is new cannot be told; the whole list can be what it was.
  assert.deepEqual(faults(listOf({}), { list: [a, b] }, { list: [a] }), [at(0)])
  assert.deepEqual(faults(listOf({}), { list: [a, b] }, { list: [a, b] }), [`warned: ${at(0)}`])
  const whole = listOf({
    ...{ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['k'] },
    ...rules({ rule: 'self.size() < 2' }),
    items: { ...item, 'x-kubernetes-validations': [] },
  })
  const size = 'warned: spec.list: Invalid value: failed rule: self.size() < 2'
  assert.deepEqual(faults(whole, { list: [a, b] }, { list: [b, a] }), [size])
})

test('evaluateRules() takes a stored null for nothing to compare with', () => {
  const field = { type: 'string', nullable: true, ...rules({ rule: 'self == oldSelf' }) }
  const schema: JsonSchema = {
    type: 'object',
    properties: { spec: { type: 'object', properties: { field } } },
  }
  assert.deepEqual(faults(schema, { field: 'new' }, { field: null }), [])
  assert.deepEqual(faults(schema, { field: 'new' }, { field: 'old' }), [
    'spec.field: Invalid value: "new": failed rule: self == oldSelf',
  ])
})

test('evaluateRules() compares members of atomic maps', () => {
  const spec: JsonSchema = {
    type: 'object',
    'x-kubernetes-map-type': 'atomic',
    properties: { name: { type: 'string', ...rules({ rule: 'self == oldSelf' }) } },
  }
  const schema: JsonSchema = { type: 'object', properties: { spec } }
  assert.equal(faults(schema, { name: 'a' }, { name: 'b' }).length, 1)
})

test('evaluateRules() does not keep types of the root for unchanged', () => {
  const kind = { type: 'string', ...rules({ rule: 'self == "Other"' }) }
  assert.deepEqual(faults({ type: 'object', properties: { kind } }, {}, {}), [
    'kind: Invalid value: "K": failed rule: self == "Other"',
  ])
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
    'spec.list[1]: Invalid value: "bad": failed rule: self != "bad"',
    'spec.map[a]: Invalid value: "bad": failed rule: self != "bad"',
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
