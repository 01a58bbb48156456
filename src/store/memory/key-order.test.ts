import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomInt, seededRng } from '../../base/rng.ts'
import { KeyOrder } from './key-order.ts'

test('KeyOrder holds the keys in order whatever is added and deleted', () => {
  const rng = seededRng(3)
  const order = new KeyOrder()
  const model = new Set<string>()
  const key = () => `/k/${randomInt(rng, 3_000)}`
  for (let i = 0; i < 20_000; i++) {
    const at = key()
    // Grows first and shrinks later, through runs that split and runs that empty.
    if (randomInt(rng, 20_000) > i) {
      order.add(at)
      model.add(at)
    } else {
      order.delete(at)
      model.delete(at)
    }
    if (i % 1_000 !== 0) continue
    const sorted = [...model].sort()
    const start = key()
    assert.deepEqual([...order.from('')], sorted)
    assert.deepEqual(
      [...order.from(start)],
      sorted.filter((one) => one >= start),
    )
  }
  for (const one of model) order.delete(one)
  assert.deepEqual([...order.from('')], [])
})
