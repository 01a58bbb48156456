import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isTooLarge } from './pattern-size.ts'

test('isTooLarge() counts what repetitions become', () => {
  for (const pattern of [
    '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
    'a{1000}',
    '(?:[a-z]{1,63}\\.){1,10}[a-z]{2,63}',
    '[]{1000000}]{3}',
    '\\{1000000\\}',
    'x{,5}',
    ')(',
    '(',
    '[',
    '\\',
  ]) {
    assert.equal(isTooLarge(pattern), false, pattern)
  }
  for (const pattern of [
    'a{1000}'.repeat(200),
    '(a{500}b{500}){500}',
    '((a{100}){100}){100}',
    '|'.repeat(3000),
  ]) {
    assert.equal(isTooLarge(pattern), true, pattern.slice(0, 30))
  }
  assert.equal(isTooLarge('a'.repeat(200_000)), true)
})
