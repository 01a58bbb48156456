// A server killed under load, over a store on disk. More of it: WHERRY_MODEL_KILL_SEEDS=20 node --test test/sim/model/run-kills.test.ts
import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runKills } from './run-kills.ts'

const seeds = Number(process.env.WHERRY_MODEL_KILL_SEEDS ?? 1)

for (let seed = 1; seed <= seeds; seed++) {
  test(`runKills() finds every answered write after kills, seed ${seed}`, async () => {
    const dir = await mkdtemp(join(tmpdir(), 'model-'))
    try {
      const { violations, calls, events, kills } = await runKills({ seed, steps: 600, dir })
      assert.deepEqual(violations, [])
      assert.ok(kills > 0 && calls > 300 && events > 0, `${kills} kills, ${calls} calls, ${events} events`)
    } finally {
      await rm(dir, { recursive: true, force: true })
    }
  })
}
