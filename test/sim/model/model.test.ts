// Random clients against the API server from a bounded number of seeds. A seed that fails is run again, made small and
// explained by `npm run sim -- model --seed N`.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { planOf } from './plan.ts'
import { runModel } from './run-model.ts'

for (let first = 1; first <= 60; first += 20) {
  test(`runModel() finds nothing wrong from the seeds ${first} to ${first + 19}`, async () => {
    for (let seed = first; seed < first + 20; seed++) {
      const { violations } = await runModel({ seed })
      assert.deepEqual(violations, [], `seed ${seed}: npm run sim -- model --seed ${seed}`)
    }
  })
}

test('runModel() repeats itself, and does what its plan says', async () => {
  const one = await runModel({ seed: 11 })
  assert.deepEqual((await runModel({ seed: 11 })).trace, one.trace)
  assert.ok(one.calls > 100 && one.events > 50, `${one.calls} calls, ${one.events} events`)
  const plan = planOf(11, 60)
  const less = await runModel({ seed: 11, plan: plan.filter(({ id }) => id % 2 === 0) })
  assert.deepEqual(less.violations, [])
})

test('planOf() has every action in a hundred seeds', () => {
  const actions = new Set(
    Array.from({ length: 100 }, (_, seed) => planOf(seed, 150))
      .flat()
      .map(({ action }) => action),
  )
  assert.equal(actions.size, 21)
})
