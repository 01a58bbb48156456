import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aborted } from './abort.ts'
import { TaskGroup } from './task-group.ts'

const never = () => new AbortController().signal

test('TaskGroup stops its other tasks when one fails, and reports that failure', async () => {
  const group = new TaskGroup({ signal: never() })
  let stopped = false
  group.spawn(async (signal) => {
    await aborted(signal)
    stopped = true
  })
  group.spawn(async () => {
    throw new Error('broken')
  })
  await assert.rejects(group.wait(), /broken/)
  assert.equal(stopped, true)
  assert.equal(group.size, 0)
})

test('TaskGroup does not take an abort for a failure', async () => {
  const outer = new AbortController()
  const group = new TaskGroup({ signal: outer.signal })
  group.spawn(async (signal) => {
    await aborted(signal)
    signal.throwIfAborted()
  })
  outer.abort(new Error('time to go'))
  await group.wait()
})

test('TaskGroup waits for its tasks when its block is left', async () => {
  let ended = false
  {
    await using group = new TaskGroup({ signal: never() })
    group.spawn(async (signal) => {
      await aborted(signal)
      await Promise.resolve()
      ended = true
    })
  }
  assert.equal(ended, true)
})

test('TaskGroup waits for tasks that a task spawns', async () => {
  const group = new TaskGroup({ signal: never() })
  const order: number[] = []
  group.spawn(async () => {
    order.push(1)
    group.spawn(async () => {
      order.push(2)
    })
  })
  await group.wait()
  assert.deepEqual(order, [1, 2])
})

test('TaskGroup reports a failure as it is when its block is left after a failed wait()', async () => {
  const failing = async () => {
    await using group = new TaskGroup({ signal: never() })
    group.spawn(async () => {
      throw new TypeError('broken')
    })
    await group.wait()
  }
  await assert.rejects(failing, TypeError)
})
