import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CodecError } from './codec-error.ts'
import { toYaml } from './to-yaml.ts'
import { parseYaml } from './yaml.ts'

function check(cases: Record<string, unknown>): void {
  for (const [given, expected] of Object.entries(cases))
    assert.deepEqual(parseYaml(given).value, expected, given)
}

test('parseYaml() takes the words and numbers that sigs.k8s.io/yaml takes', () => {
  const scalars: Record<string, unknown> = {
    yes: true,
    Off: false,
    n: false,
    TRUE: true,
    '~': null,
    '': null,
    '0o10': 8,
    '010': 8,
    '09': 9,
    '1_000': 1000,
    '0x1F': 31,
    '0b11': 3,
    '1e3': 1000,
    '+1': 1,
    '.5': 0.5,
    '1.': 1,
    '2001-01-01': '2001-01-01',
    '12:30': '12:30',
    '0o8': '0o8',
    '=': '=',
    yesterday: 'yesterday',
    '"yes"': 'yes',
    "'1'": '1',
    '!!str 12': '12',
    '!!int "12"': 12,
    '!!binary aGVsbG8=': 'hello',
    '!custom 12': '12',
  }
  for (const [given, expected] of Object.entries(scalars)) {
    assert.deepEqual(parseYaml(`x: ${given}`).value, { x: expected }, given)
  }
})

test('parseYaml() reads blocks, flows, anchors and merges', () => {
  check({
    'x: |\n  a\n   b\n\nz: >-\n  c\n  d': { x: 'a\n b\n', z: 'c d' },
    'x: &a {b: 1}\nw: *a\nz: [*a]': { x: { b: 1 }, w: { b: 1 }, z: [{ b: 1 }] },
    'b: &b {a: 1, c: 2}\nx:\n  <<: *b\n  a: 3': { b: { a: 1, c: 2 }, x: { a: 3, c: 2 } },
    'x:\n  <<: [{a: 1}, {a: 2, b: 3}]': { x: { a: 1, b: 3 } },
    '1: a\nyes: b\n2.5: c': { '1': 'a', true: 'b', '2.5': 'c' },
    '{"a":1}': { a: 1 },
    '{a: 1}': { a: 1 },
    '# nothing': null,
    '': null,
  })
})

test('parseYaml() reports duplicate keys by path', () => {
  assert.deepEqual(parseYaml('spec:\n  a: 1\n  a: 2\nl:\n- k: 1\n  k: 2').duplicates, ['spec.a', 'l[0].k'])
  assert.deepEqual(parseYaml('spec:\n  a: 1\n  a: 2').value, { spec: { a: 2 } })
  assert.deepEqual(parseYaml('{"a":1,"a":2}').duplicates, ['a'])
})

test('parseYaml() keeps hostile keys and long numbers as they are', () => {
  const value = parseYaml('__proto__: {polluted: 1}\nconstructor: 2\nbig: 9007199254740993').value as object
  assert.equal(JSON.stringify(value), '{"__proto__":{"polluted":1},"constructor":2,"big":9007199254740993}')
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
})

test('parseYaml() says where a fault is', () => {
  const cases: Record<string, string> = {
    'a: 1\nb: c: d': 'line 2: mapping values are not allowed in this context',
    'a: @b': 'line 1: found character that cannot start any token',
    'a: *b': "unknown anchor 'b' referenced",
    'a: &a [*a]': "anchor 'a' value contains itself",
    'a: 1\n---\nb: 2': 'more than one document in the body',
    'a: !!bool maybe': 'cannot decode !!str `maybe` as a !!bool',
  }
  for (const [given, message] of Object.entries(cases)) {
    assert.throws(
      () => parseYaml(given),
      new CodecError('syntax', `error converting YAML to JSON: yaml: ${message}`),
      given,
    )
  }
})

test('parseYaml() bounds depth, aliases and expanded text (CVE-2019-11253)', () => {
  const tooDeep = new CodecError('depth', 'exceeded max depth')
  assert.throws(() => parseYaml('['.repeat(100_000)), tooDeep)
  assert.throws(() => parseYaml('- '.repeat(100_000)), tooDeep)
  assert.throws(() => parseYaml('{a: '.repeat(100_000)), tooDeep)
  const nested = Array.from({ length: 500 }, (_, i) => `a${i}: &a${i} [${i === 0 ? 'x' : `*a${i - 1}`}]`)
  assert.throws(() => parseYaml(nested.join('\n')), CodecError)
  assert.throws(() => parseYaml(`[${','.repeat(1_000_000)}]`), { code: 'size' })
  const laughs = ['a: &a [l, l, l, l, l, l, l, l, l]']
  for (let i = 1; i < 9; i++) {
    const [last, next] = [String.fromCharCode(96 + i), String.fromCharCode(97 + i)]
    laughs.push(`${next}: &${next} [${Array.from({ length: 9 }, () => `*${last}`).join(', ')}]`)
  }
  assert.throws(
    () => parseYaml(laughs.join('\n')),
    (error) => error instanceof CodecError && error.code === 'size',
  )
  const big = `a: &a ${'x'.repeat(1_000_000)}\nb: [${Array.from({ length: 50 }, () => '*a').join(', ')}]`
  assert.throws(
    () => parseYaml(big),
    (error) => error instanceof CodecError && error.code === 'size',
  )
})

test('parseYaml() is not slow on many keys', () => {
  const text = Array.from({ length: 20_000 }, (_, i) => `key${i}: value`).join('\n')
  assert.equal(Object.keys(parseYaml(text).value as object).length, 20_000)
})

test('toYaml() prints as kubectl does', () => {
  const value = {
    metadata: {
      name: 'a',
      labels: {},
      annotations: { 'a/b': 'x: y', n: 'yes', t: '12:30', d: '2001-01-01', e: '' },
    },
    apiVersion: 'v1',
    data: {
      z: 'a\nb\n',
      y: 'a\nb',
      x: ' lead',
      w: 'tab\t',
      v: "it's",
      u: '- a',
      a10: '1',
      a9: '2',
      s: '  a\nb\n\n',
      r: '😀',
    },
    list: [1, [2, []], { b: null, a: [true] }, 'x\ny'],
    numbers: [0.5, 1e21, 1e-7, 1000000.5, 123456789012],
  }
  const expected = `apiVersion: v1
data:
  a9: "2"
  a10: "1"
  r: "\\U0001F600"
  s: |2+
      a
    b

  u: '- a'
  v: it's
  w: "tab\\t"
  x: ' lead'
  "y": |-
    a
    b
  z: |
    a
    b
list:
- 1
- - 2
  - []
- a:
  - true
  b: null
- |-
  x
  y
metadata:
  annotations:
    a/b: 'x: y'
    d: "2001-01-01"
    e: ""
    "n": "yes"
    t: "12:30"
  labels: {}
  name: a
numbers:
- 0.5
- 1e+21
- 1e-07
- 1.0000005e+06
- 123456789012
`
  assert.equal(toYaml(value), expected)
  assert.deepEqual(parseYaml(expected).value, value)
})

test('toYaml() prints scalars and empty values alone', () => {
  for (const [value, text] of [
    [null, 'null\n'],
    ['a', 'a\n'],
    [[], '[]\n'],
    [{}, '{}\n'],
    ['a\nb', '|-\na\nb\n'],
  ] as const) {
    assert.equal(toYaml(value), text)
  }
})
