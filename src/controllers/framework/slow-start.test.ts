import assert from 'node:assert/strict'
import { test } from 'node:test'
import { slowStart } from './slow-start.ts'

test('slowStart() doubles its batches and stops after one that has a failure', async () => {
  const batches: number[][] = []
  const run = async (count: number, failing: number) => {
    batches.length = 0
    let current: number[] = []
    const result = await slowStart(count, async (index) => {
      if (current.length === 0) {
        batches.push(current)
        queueMicrotask(() => {
          current = []
        })
      }
      current.push(index)
      await Promise.resolve()
      if (index === failing) throw new Error('quota')
    })
    return result
  }
  assert.deepEqual(await run(8, -1), { succeeded: 8, error: undefined })
  assert.deepEqual(batches, [[0], [1, 2], [3, 4, 5, 6], [7]])
  const failed = await run(100, 1)
  assert.deepEqual([failed.succeeded, String(failed.error), batches.length], [2, 'Error: quota', 2])
  assert.deepEqual(await run(0, -1), { succeeded: 0, error: undefined })
})
