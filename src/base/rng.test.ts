import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoffDelay } from './backoff.ts'
import { systemRng } from './node/system-rng.ts'
import { randomInt, randomSuffix, seededRng, uuid } from './rng.ts'

test('seededRng() repeats itself from the same seed and not from another', () => {
  const draw = (seed: number) => Array.from({ length: 20 }, seededRng(seed).next)
  assert.deepEqual(draw(1), draw(1))
  assert.notDeepEqual(draw(1), draw(2))
})

test('randomInt() stays in range and reaches both ends', () => {
  for (const rng of [seededRng(3), systemRng]) {
    const seen = new Set(Array.from({ length: 400 }, () => randomInt(rng, 4)))
    assert.deepEqual([...seen].sort(), [0, 1, 2, 3])
  }
})

test('uuid() has the form of version 4', () => {
  for (const rng of [seededRng(5), systemRng]) {
    assert.match(uuid(rng), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  }
})

test('randomSuffix() uses only letters that cannot form words or be confused', () => {
  assert.match(randomSuffix(seededRng(9), 200), /^[bcdfghjklmnpqrstvwxz2456789]{200}$/)
})

test('backoffDelay() doubles up to the limit', () => {
  const policy = { initialMs: 5, maxMs: 1000 }
  assert.deepEqual(
    [1, 2, 3, 8, 9, 1000].map((failures) => backoffDelay(policy, failures)),
    [5, 10, 20, 640, 1000, 1000],
  )
})
