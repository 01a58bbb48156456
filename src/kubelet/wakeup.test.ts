import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settle } from '../base/node/system-clock.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import { Wakeup } from './wakeup.ts'

test('Wakeup ends a pause early, and keeps what is told while its owner works', async () => {
  const clock = new VirtualClock({ settle })
  const { signal } = new AbortController()
  const wakeup = new Wakeup()
  const pause = async (act?: () => void) => {
    const start = clock.now()
    const done = wakeup.wait(clock, 1000, { signal })
    await clock.advance(400)
    act?.()
    await clock.advance(0)
    const ended = await Promise.race([done.then(() => clock.now() - start), settle().then(() => 'not yet')])
    await clock.advance(600)
    await done
    return ended
  }
  assert.equal(await pause(() => wakeup.wake()), 400)
  wakeup.clear()
  assert.equal(await pause(), 'not yet')
  wakeup.wake()
  assert.equal(await pause(), 400)
  wakeup.clear()
  assert.equal(clock.pendingTimers, 0)
})

test('Wakeup rejects when it is aborted', async () => {
  const clock = new VirtualClock({ settle })
  const stop = new AbortController()
  const waiting = new Wakeup().wait(clock, 1000, { signal: stop.signal })
  stop.abort(new Error('stopped'))
  await assert.rejects(waiting, { message: 'stopped' })
  assert.equal(clock.pendingTimers, 0)
})
