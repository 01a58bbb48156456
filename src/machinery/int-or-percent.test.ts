import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scaledValue } from './int-or-percent.ts'

test('scaledValue() takes numbers as they are and rounds percentages as told', () => {
  assert.equal(scaledValue(3, 10, { roundUp: true }), 3)
  assert.equal(scaledValue('25%', 10, { roundUp: true }), 3)
  assert.equal(scaledValue('25%', 10, { roundUp: false }), 2)
  assert.equal(scaledValue('0%', 10, { roundUp: true }), 0)
  assert.equal(scaledValue('200%', 3, { roundUp: false }), 6)
  for (const bad of ['25', '2.5%', '%', 'x%', ''])
    assert.equal(scaledValue(bad, 10, { roundUp: true }), undefined)
})
