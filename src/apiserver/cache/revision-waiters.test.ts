import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settle } from '../../base/node/system-clock.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { RevisionWaiters } from './revision-waiters.ts'

test('RevisionWaiters lets each go when its revision is reached, and leaves no timer', async () => {
  const clock = new VirtualClock({ settle })
  const waiters = new RevisionWaiters(clock, () => 0)
  const done: number[] = []
  for (const revision of [5, 3, 4]) void waiters.wait(revision, undefined).then(() => done.push(revision))
  waiters.reached(3)
  await settle()
  assert.deepEqual(done, [3])
  waiters.reached(9)
  await settle()
  assert.deepEqual(done, [3, 4, 5])
  assert.equal(clock.pendingTimers, 0)
})

test('RevisionWaiters gives up after three seconds each, or when the request goes', async () => {
  const clock = new VirtualClock({ settle })
  const waiters = new RevisionWaiters(clock, () => 7)
  const stop = new AbortController()
  const gone = assert.rejects(waiters.wait(8, stop), /gone/)
  stop.abort(new Error('gone'))
  await gone
  const first = assert.rejects(waiters.wait(8, undefined), /Too large resource version: 8, current: 7/)
  await clock.advance(2000)
  const second = waiters.wait(9, undefined)
  await clock.advance(1000)
  await first
  waiters.reached(9)
  await second
  assert.equal(clock.pendingTimers, 0)
})
