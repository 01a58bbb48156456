import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sleep } from './clock.ts'
import { settle } from './node/system-clock.ts'
import { VirtualClock } from './virtual-clock.ts'

test('VirtualClock fires timers in order of due time, then of creation', async () => {
  const clock = new VirtualClock({ settle })
  const fired: string[] = []
  clock.after(20, () => fired.push('b'))
  clock.after(10, () => fired.push('a'))
  clock.after(20, () => fired.push('c'))
  await clock.advance(15)
  assert.deepEqual(fired, ['a'])
  await clock.advance(5)
  assert.deepEqual(fired, ['a', 'b', 'c'])
  assert.equal(clock.pendingTimers, 0)
})

test('VirtualClock lets a task that sleeps in a loop run to the moment asked for', async () => {
  const clock = new VirtualClock({ settle, startMs: 0 })
  const times: number[] = []
  const stop = new AbortController()
  const loop = (async () => {
    for (;;) {
      await sleep(clock, 1000, { signal: stop.signal })
      times.push(clock.now())
    }
  })()
  await clock.advance(3500)
  assert.deepEqual(times, [1000, 2000, 3000])
  stop.abort(new Error('enough'))
  await assert.rejects(loop, /enough/)
  assert.equal(clock.pendingTimers, 0)
})

test('VirtualClock.runUntil stops at the first step that satisfies, and reports what never does', async () => {
  const clock = new VirtualClock({ settle, startMs: 0 })
  let ticks = 0
  const tick = () => {
    ticks++
    clock.after(100, tick)
  }
  clock.after(100, tick)
  await clock.runUntil(() => ticks === 7, { limitMs: 10_000 })
  assert.equal(clock.now(), 700)
  await assert.rejects(
    clock.runUntil(() => false, { limitMs: 1000 }),
    /not met within 1000 ms/,
  )
})

test('VirtualClock forgets a cancelled timer', async () => {
  const clock = new VirtualClock({ settle })
  const timer = clock.after(5, () => assert.fail('cancelled timer fired'))
  timer.cancel()
  timer.cancel()
  assert.equal(clock.pendingTimers, 0)
  await clock.advance(10)
})
