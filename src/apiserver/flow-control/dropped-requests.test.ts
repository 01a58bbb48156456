import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DroppedRequests } from './dropped-requests.ts'

test('DroppedRequests says one second while few are refused', () => {
  const dropped = new DroppedRequests()
  for (let second = 0; second < 100; second++) dropped.record(second * 1000)
  assert.equal(dropped.retryAfterSeconds, 1)
})

test('DroppedRequests doubles the time while many are, and takes it back by seconds', () => {
  const dropped = new DroppedRequests()
  const told: number[] = []
  for (let second = 0; second < 100; second++) {
    for (let i = 0; i < 200; i++) dropped.record(second * 1000 + i)
    told.push(dropped.retryAfterSeconds)
  }
  assert.deepEqual([...new Set(told)], [1, 2, 4, 8, 16, 32])
  dropped.record(1_000_000)
  assert.equal(dropped.retryAfterSeconds, 31)
  dropped.record(1_002_000)
  assert.equal(dropped.retryAfterSeconds, 30)
})
