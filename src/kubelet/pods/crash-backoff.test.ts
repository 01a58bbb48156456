import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settle } from '../../base/node/system-clock.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { CrashBackoff } from './crash-backoff.ts'

test('CrashBackoff doubles up to its limit and starts again after a long good time', async () => {
  const clock = new VirtualClock({ settle })
  const backoff = new CrashBackoff({ clock, limits: { initialMs: 10_000, maxMs: 300_000 } })
  const seen: number[] = []
  for (let crash = 0; crash < 8; crash++) {
    const failedAt = clock.now()
    const wait = backoff.remainingMs('a', failedAt)
    seen.push(wait)
    await clock.advance(wait)
    assert.equal(backoff.remainingMs('a', failedAt), 0)
    backoff.next('a', failedAt)
  }
  assert.deepEqual(seen, [0, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000])
  await clock.advance(600_001)
  assert.equal(backoff.remainingMs('a', clock.now()), 0)
  backoff.next('a', clock.now())
  assert.equal(backoff.delayMs('a'), 10_000)
})

test('CrashBackoff counts keys apart and forgets by prefix', () => {
  const clock = new VirtualClock({ settle })
  const backoff = new CrashBackoff({ clock, limits: { initialMs: 10_000, maxMs: 300_000 } })
  backoff.next('uid-1_a', clock.now())
  backoff.next('uid-2_a', clock.now())
  backoff.forget('uid-1_')
  assert.equal(backoff.delayMs('uid-1_a'), 0)
  assert.equal(backoff.remainingSinceUpdateMs('uid-2_a'), 10_000)
})
