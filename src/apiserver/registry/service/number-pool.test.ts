import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRng } from '../../../base/rng.ts'
import { NumberPool, reservedAddresses, reservedPorts } from './number-pool.ts'

test('NumberPool gives each number once, the reserved ones last, and then none', () => {
  const pool = new NumberPool({ size: 100, reserved: 20, rng: seededRng(1) })
  assert.equal(pool.take(5), true)
  assert.equal(pool.take(5), false)
  const given = Array.from({ length: 99 }, () => pool.takeAny())
  assert.ok(given.slice(0, 80).every((number) => number !== undefined && number >= 20))
  assert.ok(given.slice(80).every((number) => number !== undefined && number < 20))
  assert.equal(new Set(given).size, 99)
  assert.deepEqual([pool.takeAny(), pool.free], [undefined, 0])
  pool.release(42)
  assert.equal(pool.takeAny(), 42)
})

test('reservedAddresses() and reservedPorts() keep upstream’s shares', () => {
  assert.deepEqual([14, 254, 4094, 65_534, 1_048_574].map(reservedAddresses), [0, 16, 255, 256, 256])
  assert.deepEqual([16, 128, 2768, 20_000].map(reservedPorts), [0, 16, 86, 128])
})
