// What every backend's store must do: one suite, run by memory.test.ts and lmdb.test.ts. It covers what SECURITY asks of
// the store: serialisable writes, gap-free revisions, reads at a revision, the nine watch properties, expiry, closing.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { settle } from '../base/node/system-clock.ts'
import { seededRng } from '../base/rng.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import {
  bytes,
  type Fixture,
  type OpenForTest,
  rejectsWith,
  type StoreTest,
  show,
} from './contract/fixture.ts'
import { readTests } from './contract/reads.contract.ts'
import { StoreTraffic } from './contract/store-traffic.ts'
import { compactionTests, watchTests } from './contract/watches.contract.ts'
import { expiryTests, writeTests } from './contract/writes.contract.ts'

export function storeContract(name: string, open: OpenForTest): void {
  const storeTest = (title: string, run: (fixture: Fixture) => Promise<void>, watchWindow = {}) => {
    test(title, { timeout: 20_000 }, async (t) => {
      const clock = new VirtualClock({ settle })
      const store = await open({ t, clock, watchWindow })
      try {
        await run({ store, clock, signal: t.signal })
      } finally {
        await store.close()
      }
      assert.equal(clock.pendingTimers, 0, 'a closed store holds no timer')
    })
  }
  describe(name, () => {
    writeTests(storeTest)
    readTests(storeTest)
    watchTests(storeTest)
    compactionTests(storeTest)
    expiryTests(storeTest)
    closeTests(storeTest)
    trafficTests(storeTest)
  })
}

function closeTests(storeTest: StoreTest): void {
  storeTest('close() finishes what was accepted and then refuses', async ({ store, signal }) => {
    const watch = store.watch('/', { signal })
    const waiting = store.watch('/', { signal })[Symbol.asyncIterator]()
    const next = waiting.next()
    const writes = [store.put('/a', bytes('1')), store.put('/b', bytes('2'), { ttlSeconds: 9 })]
    const closing = store.close()
    await rejectsWith('closed', store.put('/c', bytes('3')))
    const results = await Promise.all(writes)
    assert.deepEqual(
      results.map(({ ok, revision }) => [ok, revision]),
      [
        [true, 2],
        [true, 3],
      ],
    )
    await closing
    await store.close()
    await rejectsWith('closed', store.get('/a'))
    await rejectsWith('closed', store.list('/'))
    await rejectsWith('closed', store.delete('/a'))
    await rejectsWith('closed', store.compact(2))
    assert.deepEqual((await next).value?.events.map(show), ['put /a 2 = 1', 'put /b 3 = 2'])
    await rejectsWith('closed', waiting.next())
    const seen: string[] = []
    await rejectsWith(
      'closed',
      (async () => {
        for await (const { events } of watch) seen.push(...events.map(show))
      })(),
    )
    assert.deepEqual(seen, ['put /a 2 = 1', 'put /b 3 = 2'], 'what happened before is given first')
  })
}

function trafficTests(storeTest: StoreTest): void {
  for (const [seed, watchWindow] of [
    [1, {}],
    [2, { revisions: 6 }],
    [3, { bytes: 40 }],
    [4, { revisions: 0 }],
  ] as const) {
    storeTest(
      `watch() and all calls keep their promises under random traffic (seed ${seed})`,
      async ({ store }) => {
        const traffic = new StoreTraffic(store, seededRng(seed))
        await traffic.run({ clients: 6, calls: 60, watchers: 8 })
        assert.deepEqual(traffic.violations().slice(0, 10), [])
        assert.ok(traffic.writes > 50, `only ${traffic.writes} writes`)
      },
      watchWindow,
    )
  }
}
