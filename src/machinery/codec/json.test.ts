import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomInt, seededRng } from '../../base/rng.ts'
import { isRawNumber } from '../json-value.ts'
import { CodecError } from './codec-error.ts'
import { parseJson } from './json.ts'

test('parseJson() gives what JSON.parse gives', () => {
  for (const text of [
    '{"a":[1,2,{"b":null}],"c":"\\"}{[\\\\"}',
    ' 1 ',
    '"x"',
    '[]',
    '{}',
    '-0.5e3',
    '{"a":""}',
  ]) {
    const { value, duplicates } = parseJson(text)
    assert.deepEqual(value, JSON.parse(text), text)
    assert.deepEqual(duplicates, [], text)
  }
  assert.deepEqual(parseJson(new TextEncoder().encode('{"a":"ä€"}')).value, { a: 'ä€' })
})

test('parseJson() reports faults as Go does', () => {
  const cases: Record<string, string> = {
    '': 'unexpected end of JSON input',
    '{': 'unexpected end of JSON input',
    '{"a"': 'unexpected end of JSON input',
    '{"a":1': 'unexpected end of JSON input',
    '"a': 'unexpected end of JSON input',
    '{a:1}': "invalid character 'a' looking for beginning of object key string",
    '{"a":1,}': "invalid character '}' looking for beginning of object key string",
    '{"a" 1}': "invalid character '1' after object key",
    '{"a":1 "b":2}': `invalid character '"' after object key:value pair`,
    '[1 2]': "invalid character '2' after array element",
    '[1,]': "invalid character ']' looking for beginning of value",
    '{} x': "invalid character 'x' after top-level value",
    tru: 'unexpected end of JSON input',
    trux: "invalid character 'x' in literal true (expecting 'e')",
    '-x': "invalid character 'x' in numeric literal",
    '01': "invalid character '1' after top-level value",
    '1.x': "invalid character 'x' after decimal point in numeric literal",
    '1ex': "invalid character 'x' in exponent of numeric literal",
    '"\n"': "invalid character '\\n' in string literal",
    '"\u0001"': "invalid character '\\x01' in string literal",
    '"\\x"': "invalid character 'x' in string escape code",
    '"\\u12g4"': "invalid character 'g' in \\u hexadecimal character escape",
    "{'a':1}": "invalid character '\\'' looking for beginning of object key string",
    '\u{feff}{}': "invalid character '\\ufeff' looking for beginning of value",
  }
  for (const [given, message] of Object.entries(cases)) {
    assert.throws(() => parseJson(given), new CodecError('syntax', message), given)
  }
})

test('parseJson() bounds the depth before parsing', () => {
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  assert.doesNotThrow(() => parseJson(deep(400)))
  assert.throws(() => parseJson(deep(401)), new CodecError('depth', 'exceeded max depth'))
  assert.throws(() => parseJson('{"a":'.repeat(1_000_000)), new CodecError('depth', 'exceeded max depth'))
  assert.doesNotThrow(() => parseJson(`"${'['.repeat(1000)}"`))
})

test('parseJson() keeps whole numbers that a float cannot hold', () => {
  const text =
    '{"a":9007199254740993,"b":[-12345678901234567890],"c":9007199254740991,"d":0.1234567890123456789,"e":"9007199254740993"}'
  const value = parseJson(text).value as Record<string, unknown>
  assert(isRawNumber(value.a))
  assert.equal(value.c, 9007199254740991)
  assert.equal(value.e, '9007199254740993')
  assert.equal(
    JSON.stringify(value),
    '{"a":9007199254740993,"b":[-12345678901234567890],"c":9007199254740991,"d":0.12345678901234568,"e":"9007199254740993"}',
  )
})

test('parseJson() finds keys given twice, and takes the last', () => {
  const cases: Record<string, string[]> = {
    '{"spec":{"replicas":1,"replicas":2,"replicas":3}}': ['spec.replicas'],
    '{"a":[{"n":1},{"n":1,"n":2}],"a":3}': ['a[1].n', 'a'],
    '{"\\u0061":1,"a":2}': ['a'],
    '{"a":{"x":1},"b":{"x":1}}': [],
    '{"a:b":":"}': [],
    '{"__proto__":1,"__proto__":2}': ['__proto__'],
  }
  for (const [given, expected] of Object.entries(cases)) {
    const { value, duplicates } = parseJson(given)
    assert.deepEqual(duplicates, expected, given)
    assert.equal(JSON.stringify(value), JSON.stringify(JSON.parse(given)))
  }
})

test('parseJson() keeps hostile keys as data', () => {
  const value = parseJson('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')
    .value as object
  assert.deepEqual(Object.keys(value), ['__proto__', 'constructor'])
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
  const long = parseJson('{"__proto__":9007199254740993}').value as object
  assert.deepEqual(Object.keys(long), ['__proto__'])
})

test('parseJson() either parses or throws a CodecError, whatever it is given', () => {
  const rng = seededRng(3)
  const bits = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '1',
    '-',
    '.',
    'e',
    'true',
    'nul',
    '"',
    '\\',
    ' ',
    '\\u00',
    '\n',
    '12345678901234567',
  ]
  for (let i = 0; i < 5000; i++) {
    const text = Array.from({ length: randomInt(rng, 12) }, () => bits[randomInt(rng, bits.length)]).join('')
    let expected: unknown
    try {
      expected = JSON.stringify(JSON.parse(text))
    } catch {
      assert.throws(() => parseJson(text), CodecError, text)
      continue
    }
    if (!/\d{16}/.test(text)) assert.equal(JSON.stringify(parseJson(text).value), expected, text)
  }
})
