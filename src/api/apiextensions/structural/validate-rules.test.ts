import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import type { JsonSchema, ValidationRule } from './json-schema.ts'
import { type RuleChecks, validateRules } from './validate-rules.ts'

const rules = (...list: readonly ValidationRule[]) => ({ 'x-kubernetes-validations': list })
const integer = { type: 'integer' }
const string = { type: 'string' }

function specWith(...list: readonly ValidationRule[]): JsonSchema {
  const properties = { min: integer, max: integer, name: string }
  return { type: 'object', properties: { spec: { type: 'object', properties, ...rules(...list) } } }
}

function check(schema: JsonSchema, ...expected: readonly RegExp[]): void {
  checkWith({}, schema, ...expected)
}

function checkWith(checks: RuleChecks, schema: JsonSchema, ...expected: readonly RegExp[]): void {
  const found = validateRules(schema, 's', checks).map(formatFieldError)
  assert.equal(found.length, expected.length, found.join('\n'))
  for (const [index, form] of expected.entries()) assert.match(found[index] ?? '', form)
}

test('validateRules() compiles, and asks that old values can be compared', () => {
  check(specWith({ rule: 'self.min > 0' }))
  check(
    specWith({ rule: 'self.nope > 0' }),
    /^s.properties\[spec\].x-kubernetes-validations\[0\].rule: Invalid value: \{"rule":"self.nope > 0"\}: compilation failed: ERROR: <input>:1:5: undefined field 'nope'/,
  )
  check(specWith({ rule: 'self.min' }), /rule: Invalid value: .*: cel expression must evaluate to a bool$/)
  check(
    specWith({ rule: 'true', messageExpression: 'self.min' }),
    /messageExpression: Invalid value: .*: messageExpression must evaluate to a string$/,
  )
  check(specWith({ rule: 'self.min', messageExpression: 'self.min' }), /rule: /)
  const unused = /optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule$/
  check(specWith({ rule: 'true', optionalOldSelf: true }), unused)
  check(specWith({ rule: 'self.min', optionalOldSelf: true }), /rule: /, unused)
  const items: JsonSchema = { type: 'string', maxLength: 10, ...rules({ rule: 'self == oldSelf' }) }
  check(
    { type: 'object', properties: { list: { type: 'array', maxItems: 10, items } } },
    /oldSelf cannot be used on the uncorrelatable portion of the schema within s.properties\[list\]$/,
  )
})

test('validateRules() leaves be what is above faults of the schema', () => {
  const schema = specWith({ rule: 'self.nope > 0' })
  checkWith({ faultyFields: ['s.properties[spec].properties[min].default'] }, schema)
  checkWith({ faultyFields: ['s.properties[spec2]', 's.properties[other]'] }, schema, /nope/)
})

test('validateRules() tells values that expressions cannot look into', () => {
  const spec = { 'x-kubernetes-preserve-unknown-fields': true, ...rules({ rule: 'true' }) }
  check(
    { type: 'object', properties: { spec } },
    /^s.properties\[spec\].x-kubernetes-validations: Internal error: internal error: failed to construct type/,
  )
})

// Upstream: pkg/apis/apiextensions/validation/validation_test.go, the tables of costs.
const advice =
  '\\(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared\\)$'
const tooMuch = (part: string, name: string, factor: string) =>
  new RegExp(`${part}: Forbidden: estimated ${name} cost exceeds budget by factor of ${factor}x ${advice}`)
const contributed =
  /contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema$/
const inTotal = (factor: string) =>
  new RegExp(
    `^s: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of ${factor}x ${advice}`,
  )
const moreThan100 = 'more than 100'
const root = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  properties,
})

test('validateRules() refuses what may cost more than one expression may', () => {
  const nested = (limits: { list?: number; text?: number }): JsonSchema =>
    root({
      f: {
        type: 'array',
        ...(limits.list !== undefined && { maxItems: limits.list }),
        items: { type: 'string', ...(limits.text !== undefined && { maxLength: limits.text }) },
        ...rules({ rule: 'self.all(x, self.all(y, x == y))' }),
      },
    })
  const over = tooMuch('s.properties\\[f\\].x-kubernetes-validations\\[0\\].rule', 'rule', moreThan100)
  check(nested({}), over, contributed, inTotal(moreThan100))
  checkWith({ stored: true }, nested({}), contributed, inTotal(moreThan100))
  check(nested({ list: 10, text: 10 }))
})

test('validateRules() multiplies by how often a place may be there', () => {
  const item = { type: 'string', maxLength: 500000, ...rules({ rule: 'self.contains("keyword")' }) }
  const over = tooMuch('rule', 'rule', moreThan100)
  check(root({ list: { type: 'array', items: item } }), over, contributed, inTotal(moreThan100))
  check(root({ list: { type: 'array', maxItems: 1, items: item } }))
  check(
    root({ map: { type: 'object', additionalProperties: item } }),
    over,
    contributed,
    inTotal(moreThan100),
  )
  check(root({ map: { type: 'object', maxProperties: 1, additionalProperties: item } }))
  const twice = { type: 'array', maxItems: 10, items: { type: 'array', maxItems: 8, items: item } }
  check(root({ twice }), tooMuch('rule', 'rule', '1\\.6'))
})

test('validateRules() refuses what may cost more than all of a schema may', () => {
  const costly = {
    type: 'array',
    maxItems: 2200,
    items: integer,
    ...rules({ rule: 'self.all(x, self.all(y, x == y))' }),
  }
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const found = validateRules(root(Object.fromEntries(names.map((name) => [name, costly]))), 's')
  const paths = found.map(({ field }) => field)
  const rule = (name: string) => `s.properties[${name}].x-kubernetes-validations[0].rule`
  assert.deepEqual(paths, [...names.map(rule), ...names.slice(0, 4).map(rule), 's'])
  assert.match(formatFieldError(found[0] ?? assert.fail()), tooMuch('rule', 'rule', '2\\.\\d'))
  assert.match(formatFieldError(found.at(-1) ?? assert.fail()), inTotal('1\\.[0-4]\\d{5}'))
})

test('validateRules() refuses messages that may cost too much', () => {
  const list = (limits: object): JsonSchema => ({
    type: 'array',
    items: string,
    ...limits,
    ...rules({ rule: 'true', messageExpression: "self.all(x, self.all(y, x == y)) ? 'same' : 'others'" }),
  })
  const over = tooMuch('messageExpression', 'messageExpression', moreThan100)
  check(root({ f: list({}) }), over, contributed, inTotal(moreThan100))
  check(root({ f: list({ maxItems: 3, items: { type: 'string', maxLength: 5 } }) }))
})

// What kube-apiserver 1.36 takes and refuses, to the last item.
test('validateRules() draws the line where upstream draws it', () => {
  const tags = (maxItems: number, maxLength: number): JsonSchema => {
    const items = { type: 'string', maxLength }
    return root({
      tags: { type: 'array', maxItems, items, ...rules({ rule: "self.all(x, x.contains('gpu'))" }) },
    })
  }
  for (const [length, most] of [
    [16, 909_090],
    [63, 333_333],
    [253, 94_339],
    [1024, 24_154],
  ] as const) {
    check(tags(most, length))
    check(tags(most + 1, length), tooMuch('rule', 'rule', '1\\.0000\\d\\d'))
  }
  const five = (type: JsonSchema) => ({
    type: 'array',
    items: type,
    ...rules({ rule: 'self.all(x, x == 5)' }),
  })
  check(root({ f: five(integer) }))
  check(
    root({ f: { type: 'array', items: five(integer) } }),
    tooMuch('rule', 'rule', moreThan100),
    contributed,
    inTotal(moreThan100),
  )
  const worker = (messageExpression: string): JsonSchema => ({
    type: 'object',
    properties: { min: { type: 'integer', minimum: 0 }, max: integer },
    ...rules({ rule: '!has(self.min) || !has(self.max) || self.min <= self.max', messageExpression }),
  })
  check(root({ worker: worker("'min (%d), max (%d)'.format([self.min, self.max])") }))
  check(
    root({ worker: worker("'min (' + string(self.min) + '), max (' + string(self.max) + ')'") }),
    tooMuch('messageExpression', 'messageExpression', moreThan100),
    contributed,
    inTotal(moreThan100),
  )
})
