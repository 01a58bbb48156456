import assert from 'node:assert/strict'
import { test } from 'node:test'
import { semanticEqual } from './equality.ts'

const equal: readonly [unknown, unknown][] = [
  [1, 1],
  [undefined, null],
  [undefined, []],
  [{ a: 1, b: [] }, { a: 1 }],
  [{ a: undefined }, {}],
  [
    { a: 1, b: 2 },
    { b: 2, a: 1 },
  ],
  [JSON.parse('{"__proto__":{"x":1}}'), JSON.parse('{"__proto__":{"x":1}}')],
]
const different: readonly [unknown, unknown][] = [
  [1, '1'],
  [0, undefined],
  ['', undefined],
  [false, undefined],
  [[1], [1, 2]],
  [[1], { 0: 1 }],
  [{ a: 1 }, { a: 2 }],
  [{}, { a: 0 }],
  [{}, undefined],
  [{}, []],
  [JSON.parse('{"__proto__":{"x":1}}'), JSON.parse('{"__proto__":{"x":2}}')],
  [{}, JSON.parse('{"constructor":"x"}')],
]

test('semanticEqual() takes absent and empty for the same', () => {
  for (const [a, b] of equal) {
    assert.ok(semanticEqual(a, b) && semanticEqual(b, a), `${JSON.stringify(a)} ${JSON.stringify(b)}`)
  }
})

test('semanticEqual() tells different values apart', () => {
  for (const [a, b] of different) {
    assert.ok(!semanticEqual(a, b) && !semanticEqual(b, a), `${JSON.stringify(a)} ${JSON.stringify(b)}`)
  }
})
