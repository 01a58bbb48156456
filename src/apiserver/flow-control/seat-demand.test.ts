import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SeatDemand } from './seat-demand.ts'

test('SeatDemand.update() tells the period that ends', () => {
  const demand = new SeatDemand(0)
  demand.set(4, 0)
  demand.set(0, 5000)
  const stats = demand.update(10_000)
  assert.deepEqual(stats, { highWatermark: 4, average: 2, deviation: 2, smoothed: 4 })
})

test('SeatDemand.update() remembers a peak, half of it for five minutes', () => {
  const demand = new SeatDemand(0)
  demand.set(100, 0)
  demand.set(0, 10_000)
  assert.equal(demand.update(10_000).smoothed, 100)
  for (let i = 1; i <= 30; i++) demand.update(10_000 + i * 10_000)
  const { smoothed, highWatermark } = demand.stats
  assert.ok(smoothed > 48 && smoothed < 52, String(smoothed))
  assert.equal(highWatermark, 0)
  // A long silence counts as if it had been looked at all the time.
  assert.ok(Math.abs(demand.update(610_000).smoothed - 25) < 1.5)
})
