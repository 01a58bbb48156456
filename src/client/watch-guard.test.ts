import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settle } from '../base/node/system-clock.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import { WatchGuard } from './watch-guard.ts'

const limits = { quietMs: 180_000, firstMs: 30_000, totalMs: 600_000 }

test('WatchGuard breaks a watch whose first sign does not come', async () => {
  const clock = new VirtualClock({ settle })
  using guard = new WatchGuard(clock, limits)
  await clock.advance(29_000)
  assert.equal(guard.signal.aborted, false)
  await clock.advance(2000)
  assert.equal(guard.signal.aborted, true)
})

test('WatchGuard lets a watch be quiet for longer once something has come', async () => {
  const clock = new VirtualClock({ settle })
  using guard = new WatchGuard(clock, limits)
  guard.heard()
  await clock.advance(179_000)
  assert.equal(guard.signal.aborted, false)
  guard.heard()
  await clock.advance(179_000)
  assert.equal(guard.signal.aborted, false)
  await clock.advance(2000)
  assert.equal(guard.signal.aborted, true)
})

test('WatchGuard ends a watch that lasts too long, however lively', async () => {
  const clock = new VirtualClock({ settle })
  using guard = new WatchGuard(clock, limits)
  for (let i = 0; i < 61; i++) {
    guard.heard()
    await clock.advance(10_000)
  }
  assert.equal(guard.signal.aborted, true)
})
