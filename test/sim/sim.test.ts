import assert from 'node:assert/strict'
import { test } from 'node:test'
import { simulate } from './simulate.ts'

// A seed that fails is run again, with its trace, by `npm run sim -- --seed N`.
for (let first = 1; first <= 100; first += 20) {
  test(`simulate() comes right from the seeds ${first} to ${first + 19}`, async () => {
    for (let seed = first; seed < first + 20; seed++) {
      const { wrong } = await simulate(seed)
      assert.deepEqual(wrong, [], `seed ${seed}: npm run sim -- --seed ${seed}`)
    }
  })
}

test('simulate() lives the same life again from the same seed', async () => {
  const { trace } = await simulate(3)
  assert.ok(trace.length > 30)
  assert.deepEqual((await simulate(3)).trace, trace)
  assert.notDeepEqual((await simulate(4)).trace, trace)
})
