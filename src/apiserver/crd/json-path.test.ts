import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJsonPath } from './json-path.ts'

const value = {
  spec: { 'a.b': 1, list: [1, 2, 3, 4], map: { x: { y: 'deep' } } },
  status: {
    conditions: [
      { type: 'Ready', status: 'True', count: 3 },
      { type: 'Other', status: 'False', count: 5 },
    ],
  },
}

test('parseJsonPath() finds what client-go’s paths find', () => {
  const check = (path: string, ...expected: readonly unknown[]) =>
    assert.deepEqual(parseJsonPath(path)?.(value), expected, path)
  check('.spec.list', [1, 2, 3, 4])
  check('.spec.list[0]', 1)
  check('.spec.list[-1]', 4)
  check('.spec.list[1:3]', 2, 3)
  check('.spec.list[::2]', 1, 3)
  check('.spec.list[*]', 1, 2, 3, 4)
  check('.spec.a\\.b', 1)
  check(".spec['a.b']", 1)
  check(".spec['a.b','list']", 1, [1, 2, 3, 4])
  check('.spec.map.*.y', 'deep')
  check('..y', 'deep')
  check('.status.conditions[?(@.type=="Ready")].status', 'True')
  check(".status.conditions[?(@.type == 'Ready')].status", 'True')
  check('.status.conditions[?(@.count > 4)].type', 'Other')
  check('.status.conditions[?(@.type != "Ready")].type', 'Other')
  check('.status.conditions[?(@.none)].type')
  check('.nothing.there')
})

test('parseJsonPath() refuses what is no path', () => {
  for (const path of ['.a[', '.a[?(@.b==)]', '.a]', '.a[1', ".a['b]", '.a b'])
    assert.equal(parseJsonPath(path), undefined, path)
})

test('parseJsonPath() knows no inherited members', () => {
  for (const path of ['.constructor', '.spec.toString', '.__proto__'])
    assert.deepEqual(parseJsonPath(path)?.(value), [], path)
})
