import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toJson } from './adapt.ts'
import { dyn } from './cel-type.ts'
import { compile, evaluate } from './program.ts'
import { escapeProperty, unescapeProperty } from './property-names.ts'
import { type JsonSchema, schemaType } from './schema-type.ts'

const schema: JsonSchema = {
  type: 'object',
  properties: {
    replicas: { type: 'integer' },
    ratio: { type: 'number' },
    port: { 'x-kubernetes-int-or-string': true },
    'a-b': { type: 'string' },
    namespace: { type: 'string' },
    __proto: { type: 'string' },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
    ports: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object', properties: { name: { type: 'string' }, port: { type: 'integer' } } },
    },
    since: { type: 'string', format: 'date-time' },
    day: { type: 'string', format: 'date' },
    a__b: { type: 'string' },
    nested: {
      type: 'object',
      properties: { inner: { type: 'object', properties: { x: { type: 'integer' } } } },
    },
    names: { type: 'array', items: { type: 'string' } },
    wait: { type: 'string', format: 'duration' },
    data: { type: 'string', format: 'byte' },
    anything: { type: undefined },
  },
}

function check(expression: string, self: unknown, expected: unknown): void {
  const { program, fault } = compile(expression, {
    variables: { self: schemaType(schema, { root: true }) ?? dyn },
  })
  if (program === undefined) {
    assert.deepEqual({ fault }, expected, expression)
    return
  }
  const result = evaluate(program, { self })
  assert.deepEqual(result.value === undefined ? result.fault : toJson(result.value), expected, expression)
}

test('schemaType() gives fields their types', () => {
  check('self.replicas + 1', { replicas: 2 }, 3)
  check('self.ratio < 1.5', { ratio: 1 }, true)
  check('self.port == 80 || self.port == "80"', { port: '80' }, true)
  check(
    'self.a__dash__b + self.__namespace__ + self.__underscores__proto',
    { 'a-b': 'x', namespace: 'y', __proto: 'z' },
    'xyz',
  )
  check('self.labels["k"] == "v" && "k" in self.labels', { labels: { k: 'v' } }, true)
  check('self.since < timestamp("2030-01-01T00:00:00Z")', { since: '2024-02-29T12:00:00Z' }, true)
  check('self.wait > duration("1m")', { wait: '1h' }, true)
  check('string(self.data)', { data: 'aGk=' }, 'hi')
  check('self.metadata.name + self.kind', { metadata: { name: 'n' }, kind: 'K' }, 'nK')
  check('has(self.replicas)', {}, false)
  check(
    'self.day == timestamp("1997-07-16T00:00:00Z") && string(self.day) == "1997-07-16T00:00:00Z"',
    { day: '1997-07-16' },
    true,
  )
  check('type(self.ratio) == double && self.ratio == 1.0', { ratio: 1 }, true)
  check('self.a__underscores__b', { a__b: 'x' }, 'x')
})

test('schemaType() hides what the schema does not know', () => {
  const fault = (field: string) =>
    `compilation failed: ERROR: <input>:1:5: undefined field '${field}'\n | self.${field}\n | ....^`
  check('self.nope', {}, { fault: fault('nope') })
  check('self.anything', {}, { fault: fault('anything') })
  check('self.constructor', {}, { fault: fault('constructor') })
})

test('schemaType() makes sets and keyed lists compare without order, and add by merging', () => {
  check('self.tags == ["b", "a"]', { tags: ['a', 'b'] }, true)
  check('(self.tags + ["a", "c"]).size()', { tags: ['a', 'b'] }, 3)
  check('(self.ports + self.ports).size()', { ports: [{ name: 'a', port: 1 }] }, 1)
})

test('escapeProperty() and unescapeProperty() undo one another', () => {
  for (const [name, escaped] of [
    ['a.b', 'a__dot__b'],
    ['a-b/c', 'a__dash__b__slash__c'],
    ['x__y', 'x__underscores__y'],
    ['namespace', '__namespace__'],
    ['plain', 'plain'],
  ] as const) {
    assert.equal(escapeProperty(name), escaped)
    assert.equal(unescapeProperty(escaped), name)
  }
  assert.equal(escapeProperty('a b'), undefined)
})

test('schemaType() has null fields absent, and null items null', () => {
  check('!has(self.replicas) && !has(self.port)', { replicas: null, port: null }, true)
  check('self.replicas', { replicas: null }, 'no such key: replicas')
  check('self.names.size() == 2 && type(self.names[0]) == null_type', { names: [null, 'x'] }, true)
  check('"k" in self.labels && type(self.labels.k) == null_type', { labels: { k: null } }, true)
})

test('schemaType() tells a missing step from a missing end', () => {
  check('has(self.nested.inner)', { nested: {} }, false)
  check('has(self.nested.inner.x)', { nested: {} }, 'no such key: inner')
  check('has(self.nested) && has(self.nested.inner)', {}, false)
  check('self.ports.exists(p, p.port == 2)', { ports: [{ name: 'a' }, { name: 'b', port: 2 }] }, true)
  check(
    'self.ports.all(p, p.port == 2)',
    { ports: [{ name: 'a' }, { name: 'b', port: 2 }] },
    'no such key: port',
  )
  check(
    'self.ports.exists_one(p, p.port == 2)',
    { ports: [{ name: 'a' }, { name: 'b', port: 2 }] },
    'no such key: port',
  )
})

test('schemaType() lets nothing through that is not what the schema says', () => {
  check('self.replicas + 1', { replicas: 'x' }, 'no such overload')
  check('self.replicas + 1', { replicas: 1.5 }, 'no such overload')
  check('self.names.join()', { names: [1] }, 'no such overload')
  check('self.labels.k.startsWith("a")', { labels: { k: 1 } }, 'no such overload')
})

test('schemaType() adds sets and keyed lists up to sets and keyed lists', () => {
  check('self.tags + self.tags == ["b", "a"]', { tags: ['a', 'b'] }, true)
  const [a, b, c] = [
    { name: 'a', port: 1 },
    { name: 'b', port: 2 },
    { name: 'b', port: 3 },
  ]
  check('self.ports + [self.ports[1]] == [self.ports[1], self.ports[0]]', { ports: [a, b] }, true)
  check('(self.ports + self.ports.filter(p, p.name == "b")).exists(p, p.port == 3)', { ports: [a, c] }, true)
})
