import assert from 'node:assert/strict'
import { test } from 'node:test'
import { differences } from './differences.ts'

test('differences() names each field that differs', () => {
  const old = { a: 1, list: [{ x: 1 }, { x: 2 }], same: { y: 1 } }
  const next = { a: 2, list: [{ x: 1 }], same: { y: 1 }, more: 'z' }
  assert.equal(differences(old, next), '-a: 1\n+a: 2\n-list[1]: {"x":2}\n+more: "z"')
})

test('differences() stays short, and takes hostile keys', () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`k${index}`, index]))
  assert.equal(differences({}, { many: 1, ...many }).split('\n').length, 41)
  assert.equal(
    differences(JSON.parse('{"__proto__":1}'), JSON.parse('{"__proto__":2}')),
    '-__proto__: 1\n+__proto__: 2',
  )
})
