import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settle } from '../base/node/system-clock.ts'
import { randomInt, seededRng } from '../base/rng.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import { WorkQueue } from './work-queue.ts'

const { signal } = new AbortController()

function harness() {
  const clock = new VirtualClock({ settle })
  return { clock, queue: new WorkQueue({ clock }) }
}

test('WorkQueue gives each key once, in the order of adding', async () => {
  const { queue } = harness()
  for (const key of ['a', 'b', 'a', 'c']) queue.add(key)
  assert.equal(queue.depth, 3)
  assert.deepEqual(
    [await queue.get({ signal }), await queue.get({ signal }), await queue.get({ signal })],
    ['a', 'b', 'c'],
  )
})

test('WorkQueue holds back a key that is being processed until done()', async () => {
  const { queue, clock } = harness()
  queue.add('a')
  await queue.get({ signal })
  queue.add('a')
  queue.add('a')
  assert.equal(queue.depth, 0)
  const next = queue.get({ signal })
  queue.done('a')
  assert.equal(await next, 'a')
  queue.done('a')
  assert.equal(queue.depth, 0)
  assert.equal(queue.counters.adds, 3)
  assert.equal(clock.pendingTimers, 0)
  assert.throws(() => queue.done('a'), /not being processed/)
})

test('WorkQueue.addAfter() waits, and keeps the earlier of two times', async () => {
  const { queue, clock } = harness()
  queue.addAfter('a', 500)
  queue.addAfter('a', 100)
  queue.addAfter('b', 50)
  queue.addAfter('a', 300)
  await clock.advance(99)
  assert.equal(queue.depth, 1)
  await clock.advance(1)
  assert.equal(queue.depth, 2)
  assert.deepEqual([await queue.get({ signal }), await queue.get({ signal })], ['b', 'a'])
  queue.done('a')
  await clock.advance(1000)
  assert.equal(queue.depth, 0)
})

test('WorkQueue.addRateLimited() doubles from 5 ms to 1000 s until forget()', async () => {
  const { queue, clock } = harness()
  const waits: number[] = []
  for (let i = 0; i < 21; i++) {
    const before = clock.now()
    queue.addRateLimited('a')
    await clock.runUntil(() => queue.depth === 1, { limitMs: 2_000_000 })
    waits.push(clock.now() - before)
    queue.done(await queue.get({ signal }))
  }
  assert.deepEqual(waits.slice(0, 4), [5, 10, 20, 40])
  assert.deepEqual(waits.slice(17), [655_360, 1_000_000, 1_000_000, 1_000_000])
  queue.forget('a')
  queue.addRateLimited('a')
  await clock.advance(5)
  assert.equal(queue.depth, 1)
})

test('WorkQueue.get() rejects when its signal aborts and loses no key', async () => {
  const { queue } = harness()
  const stop = new AbortController()
  const first = queue.get({ signal: stop.signal })
  stop.abort(new Error('stopped'))
  await assert.rejects(first, /stopped/)
  queue.add('a')
  assert.equal(await queue.get({ signal }), 'a')
})

test('WorkQueue never gives a key to two workers and loses none', async () => {
  const rng = seededRng(7)
  const { queue, clock } = harness()
  const stop = new AbortController()
  const busy = new Set<string>()
  const wanted = new Map<string, number>()
  const worked = new Map<string, number>()
  const worker = async () => {
    for (;;) {
      const key = await queue.get({ signal: stop.signal })
      assert.ok(!busy.has(key))
      busy.add(key)
      worked.set(key, wanted.get(key) ?? 0)
      await new Promise<void>((resolve) => clock.after(randomInt(rng, 20), resolve))
      busy.delete(key)
      queue.done(key)
    }
  }
  const workers = [worker(), worker(), worker()]
  for (let i = 1; i < 500; i++) {
    const key = `k${randomInt(rng, 10)}`
    wanted.set(key, i)
    if (rng.next() < 0.5) queue.add(key)
    else queue.addAfter(key, randomInt(rng, 30))
    await clock.advance(randomInt(rng, 10))
  }
  await clock.advance(1000)
  assert.ok(queue.idle)
  assert.deepEqual(worked, wanted)
  stop.abort(new Error('over'))
  await Promise.allSettled(workers)
})
