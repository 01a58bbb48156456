// Ten seconds of `npm run fuzz` from a fixed seed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runFuzz } from '../fuzz/run-fuzz.ts'

test('fuzz: malformed requests give no 500, no stray rejection, no growth', async () => {
  const { requests, statuses, faults } = await runFuzz({ seed: 20_260_101, ms: 10_000 })
  assert.deepEqual(faults, [])
  assert.ok(requests > 1000, `${requests} requests`)
  for (const status of [200, 201, 400, 404, 415, 422])
    assert.ok(statuses.has(status), `no answer was ${status}`)
})
