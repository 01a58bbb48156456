import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settle } from '../base/node/system-clock.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import { WaitingPods } from './waiting-pods.ts'

test('WaitingPods waits for every plugin', async () => {
  const clock = new VirtualClock({ settle })
  const waiting = new WaitingPods(clock)
  const word = waiting.wait(
    'u',
    new Map([
      ['A', 1000],
      ['B', 1000],
    ]),
  )
  waiting.allow('u', 'A')
  assert.equal(waiting.size, 1)
  waiting.allow('u', 'B')
  assert.equal(await word, undefined)
  assert.equal(clock.pendingTimers, 0)
})

test('WaitingPods rejects when the time is up', async () => {
  const clock = new VirtualClock({ settle })
  const waiting = new WaitingPods(clock)
  const word = waiting.wait('u', new Map([['A', 1000]]))
  await clock.advance(1000)
  assert.deepEqual(await word, {
    plugin: 'A',
    verdict: { code: 'Unschedulable', reasons: ['rejected due to timeout after waiting 1s at plugin A'] },
  })
  assert.equal(waiting.reject('u', { plugin: '', reason: '' }), false)
})
