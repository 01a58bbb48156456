import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomInt, seededRng } from '../../base/rng.ts'
import { suggestedPriorityLevels } from '../bootstrap/flow-control.data.ts'
import { allocateSeats, type Claim, levelLimits } from './seat-allocation.ts'

const claim = (target: number, lowerBound: number, upperBound: number): Claim => ({
  target,
  lowerBound,
  upperBound,
})

test('levelLimits() divides by shares, rounding up', () => {
  const shares = (
    own: number,
    lendablePercent = 0,
    borrowingLimitPercent: number | undefined = undefined,
  ) => ({
    shares: own,
    lendablePercent,
    borrowingLimitPercent,
  })
  assert.deepEqual(levelLimits([shares(30, 33), shares(10, 0, 50), shares(0)], 100), [
    { nominal: 75, lower: 50, upper: 175 },
    { nominal: 25, lower: 25, upper: 38 },
    { nominal: 0, lower: 0, upper: 100 },
  ])
})

test('levelLimits() gives the usual levels what upstream gives them', () => {
  const names = [...suggestedPriorityLevels.keys(), 'catch-all']
  const all = [...suggestedPriorityLevels.values()].map(
    ({ limited }) => limited?.nominalConcurrencyShares ?? 0,
  )
  const limits = levelLimits(
    [...all, 5].map((shares) => ({ shares, lendablePercent: 0, borrowingLimitPercent: undefined })),
    600,
  )
  assert.deepEqual(Object.fromEntries(names.map((name, index) => [name, limits[index]?.nominal])), {
    system: 74,
    'node-high': 98,
    'leader-election': 25,
    'workload-high': 98,
    'workload-low': 245,
    'global-default': 49,
    'catch-all': 13,
  })
})

test('allocateSeats() is in proportion to the targets', () => {
  assert.deepEqual(allocateSeats(60, [claim(1, 0, 100), claim(2, 0, 100)]), [20, 40])
})

test('allocateSeats() keeps to the bounds and gives the rest to the others', () => {
  assert.deepEqual(allocateSeats(60, [claim(1, 0, 10), claim(2, 0, 100)]), [10, 50])
  assert.deepEqual(allocateSeats(48, [claim(24, 24, 64), claim(4, 0, 64), claim(4, 0, 64)]), [36, 6, 6])
  assert.deepEqual(allocateSeats(60, [claim(50, 50, 100), claim(100, 0, 100)]), [50, 10])
})

test('allocateSeats() says nothing where the bounds leave no answer', () => {
  assert.equal(allocateSeats(10, [claim(20, 20, 30)]), undefined)
  assert.equal(allocateSeats(10, [claim(1, 0, 5)]), undefined)
})

test('allocateSeats() gives out exactly the sum, within bounds, whatever the claims', () => {
  const rng = seededRng(7)
  for (let i = 0; i < 1000; i++) {
    const claims = Array.from({ length: 1 + randomInt(rng, 9) }, () => {
      const lowerBound = randomInt(rng, 20)
      return claim(lowerBound + randomInt(rng, 30), lowerBound, lowerBound + randomInt(rng, 60))
    })
    const low = claims.reduce((all, { lowerBound }) => all + lowerBound, 0)
    const high = claims.reduce((all, { upperBound }) => all + upperBound, 0)
    const sum = low + randomInt(rng, high - low + 1)
    const parts = allocateSeats(sum, claims) ?? []
    assert.ok(Math.abs(parts.reduce((all, part) => all + part, 0) - sum) < 1e-6)
    for (const [index, { lowerBound, upperBound }] of claims.entries()) {
      const part = parts[index] ?? -1
      assert.ok(part >= lowerBound - 1e-9 && part <= upperBound + 1e-9)
    }
  }
})
