import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  cloneJson,
  equalJson,
  getKey,
  isJsonObject,
  isRawNumber,
  numberOf,
  rawNumber,
  setKey,
} from './json-value.ts'

test('equalJson() compares by value, whatever the order of keys', () => {
  assert.equal(equalJson({ a: [1, { b: null }], c: 'x' }, { c: 'x', a: [1, { b: null }] }), true)
  for (const [a, b] of [
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: undefined }, { b: undefined }],
    [[1], { 0: 1 }],
    [[1], [1, 2]],
    [null, {}],
    ['1', 1],
  ]) {
    assert.equal(equalJson(a, b), false, JSON.stringify([a, b]))
    assert.equal(equalJson(b, a), false, JSON.stringify([b, a]))
  }
  assert.equal(equalJson({}, { constructor: 1 }), false)
  assert.equal(equalJson(rawNumber('9007199254740993'), rawNumber('9007199254740993')), true)
  assert.equal(equalJson(rawNumber('9007199254740993'), rawNumber('9007199254740992')), false)
})

test('cloneJson() shares nothing and keeps hostile keys and long numbers', () => {
  const value = JSON.parse('{"__proto__":{"x":[1]},"a":{"b":"c"}}')
  setKey(value, 'n', rawNumber('9007199254740993'))
  const copy = cloneJson(value)
  assert.equal(JSON.stringify(copy), '{"__proto__":{"x":[1]},"a":{"b":"c"},"n":9007199254740993}')
  assert.notEqual(copy.a, value.a)
  assert.notEqual(getKey(copy, '__proto__'), getKey(value, '__proto__'))
})

test('setKey() and getKey() never reach the prototype', () => {
  const target = {}
  setKey(target, '__proto__', { polluted: 1 })
  assert.deepEqual(Object.keys(target), ['__proto__'])
  assert.equal(Object.getPrototypeOf(target), Object.prototype)
  assert.deepEqual(getKey(target, '__proto__'), { polluted: 1 })
  assert.equal(getKey(target, 'toString'), undefined)
})

test('isJsonObject() tells objects from lists, nulls and kept numbers', () => {
  assert.equal(isJsonObject({}), true)
  for (const value of [null, [], 'x', 1, undefined, rawNumber('1')]) assert.equal(isJsonObject(value), false)
  assert.equal(isRawNumber({ rawJSON: '1' }), false)
})

test('numberOf() makes long numbers comparable', () => {
  const long = rawNumber('9223372036854775807') as unknown as number
  assert.equal(numberOf(7), 7)
  assert.equal(numberOf(long) > 2 ** 62, true)
})

test('LongNumber compares, computes and prints, and is written as it was', () => {
  const long = rawNumber('9223372036854775807') as unknown as number
  const object = { spec: { seconds: long } }
  assert.equal(JSON.stringify(object), '{"spec":{"seconds":9223372036854775807}}')
  assert.ok(long > 10 && !(long < 10) && long >= 2 ** 62 && 5 < long)
  assert.equal(Math.max(1, long), 2 ** 63)
  assert.equal(Number.isNaN(long - 1), false)
  assert.equal(`${long}`, '9223372036854775807')
  assert.equal(String(rawNumber('-9007199254740993')), '-9007199254740993')
  assert.deepEqual(cloneJson(object), object)
  assert.ok(equalJson(object, { spec: { seconds: rawNumber('9223372036854775807') } }))
  assert.ok(!equalJson(object, { spec: { seconds: rawNumber('9223372036854775806') } }))
  assert.ok(!equalJson(object, { spec: { seconds: 2 ** 63 } }))
  assert.throws(() => {
    ;(long as unknown as { rawJSON: string }).rawJSON = '1'
  }, TypeError)
})
