// Watches: what they give and when they end; and what compaction takes away.
import assert from 'node:assert/strict'
import { settle } from '../../base/node/system-clock.ts'
import { bytes, eventsUntil, fill, rejectsWith, type StoreTest, text } from './fixture.ts'

export function watchTests(storeTest: StoreTest): void {
  const all = [
    'put /a/x 2 = x2',
    'put /a/y 3 = y3',
    'put /b/x 4 = b4',
    'put /a/x 5 = x5 (was x2)',
    'delete /a/x 6 (was x5)',
    'put /a/y 7 = y7 (was y3)',
    'put /a/x 8 = x8',
    'put /b/x 9 = b9 (was b4)',
  ]

  for (const [from, revisions] of [
    ['memory', 4_096],
    ['the log', 0],
  ] as const) {
    storeTest(
      `watch() gives what happens under its prefix, in order, from ${from}`,
      async ({ store, signal }) => {
        const live = eventsUntil(store.watch('/', { signal }), 9)
        const prefixed = eventsUntil(store.watch('/a/', { signal }), 9)
        await fill(store)
        assert.deepEqual(await live, all)
        const under = all.filter((event) => event.includes(' /a/'))
        assert.deepEqual(await prefixed, under)
        assert.deepEqual(await eventsUntil(store.watch('/', { from: 1, signal }), 9), all)
        assert.deepEqual(await eventsUntil(store.watch('/', { from: 5, signal }), 9), all.slice(3))
        assert.deepEqual(await eventsUntil(store.watch('/a/', { from: 2, signal }), 9), under)
        assert.deepEqual(await eventsUntil(store.watch('/none/', { from: 2, signal }), 9), [])
      },
      { revisions },
    )
  }

  storeTest('watch() begins with the next write, even when iterated later', async ({ store, signal }) => {
    await fill(store)
    const watch = store.watch('/', { signal })
    await store.put('/a/z', bytes('z10'))
    assert.deepEqual(await eventsUntil(watch, 10), ['put /a/z 10 = z10'])
  })

  storeTest('watch() from the future waits for it and gives nothing older', async ({ store, signal }) => {
    const watch = eventsUntil(store.watch('/', { from: 8, signal }), 9)
    await fill(store)
    assert.deepEqual(await watch, all.slice(6))
  })

  storeTest('watch() marks progress where nothing matches', async ({ store, signal }) => {
    const watch = store.watch('/none/', { signal })[Symbol.asyncIterator]()
    const next = watch.next()
    await store.put('/a', bytes('1'))
    assert.deepEqual(await next, { done: false, value: { revision: 2, events: [] } })
  })

  storeTest('watch() ends when its signal aborts, waiting or not', async ({ store }) => {
    const stop = new AbortController()
    const waiting = eventsUntil(store.watch('/', { signal: stop.signal }), 99)
    await settle()
    stop.abort()
    assert.deepEqual(await waiting, [])
    await fill(store)
    assert.deepEqual(await eventsUntil(store.watch('/', { from: 2, signal: stop.signal }), 9), [])
  })

  storeTest(
    'watch() never loses a slow watcher’s events before they are compacted',
    async ({ store, signal }) => {
      const watch = store.watch('/', { from: 2, signal })[Symbol.asyncIterator]()
      await store.put('/a/x', bytes('x2'))
      assert.equal((await watch.next()).value?.revision, 2)
      await Promise.all(Array.from({ length: 998 }, (_, i) => store.put('/a/x', bytes(`x${i}`))))
      let revision = 2
      while (revision < 1_000) {
        const { value } = await watch.next()
        for (const { kv } of value?.events ?? []) assert.equal(kv.modRevision, ++revision)
        assert.equal(value?.revision, revision)
      }
    },
    { revisions: 8 },
  )

  storeTest(
    'watch() cuts off a watcher that compaction has passed',
    async ({ store, signal }) => {
      const watch = store.watch('/', { from: 2, signal })[Symbol.asyncIterator]()
      await store.put('/a/x', bytes('x2'))
      await watch.next()
      await Promise.all(Array.from({ length: 18 }, (_, i) => store.put('/a/x', bytes(`x${i}`))))
      await store.compact(10)
      await rejectsWith('slow-watcher', watch.next())
      assert.equal((await watch.next()).done, true)
    },
    { revisions: 4 },
  )
}

export function compactionTests(storeTest: StoreTest): void {
  storeTest(
    'compact() forgets what is older and nothing else',
    async ({ store, signal }) => {
      await fill(store)
      await store.compact(6)
      assert.deepEqual([store.compactRevision, store.revision], [6, 9])
      for (const revision of [0, 1, 5]) {
        await rejectsWith('compacted', store.get('/a/x', { revision }))
        await rejectsWith('compacted', store.list('/', { revision }))
        await rejectsWith('compacted', eventsUntil(store.watch('/', { from: revision, signal }), 9))
      }
      await assert.rejects(store.get('/a/x', { revision: 5 }), { compactRevision: 6 })
      const at6 = await store.list('/', { revision: 6 })
      assert.deepEqual(at6.kvs.map(text), ['y3', 'b4'])
      const at8 = await store.list('/', { revision: 8 })
      assert.deepEqual(at8.kvs.map(text), ['x8', 'y7', 'b4'])
      assert.equal((await store.get('/a/x', { revision: 7 })).kv, undefined)
      // The delete at the very revision, too, and what it deleted.
      assert.deepEqual(await eventsUntil(store.watch('/', { from: 6, signal }), 9), [
        'delete /a/x 6 (was x5)',
        'put /a/y 7 = y7 (was y3)',
        'put /a/x 8 = x8',
        'put /b/x 9 = b9 (was b4)',
      ])
    },
    { revisions: 0 },
  )

  storeTest('compact() to the newest revision keeps the state, and again does nothing', async ({ store }) => {
    await fill(store)
    await store.compact(9)
    await store.compact(9)
    await store.compact(4)
    assert.equal(store.compactRevision, 9)
    assert.deepEqual((await store.list('/', { revision: 9 })).kvs.map(text), ['x8', 'y7', 'b9'])
    const result = await store.put('/a/x', bytes('x10'), { expected: 8 })
    assert.deepEqual([result.ok, result.revision], [true, 10])
    assert.equal(text((await store.get('/a/x', { revision: 9 })).kv), 'x8')
  })

  storeTest('compact() of a long history goes on beside writes and watchers', async ({ store, signal }) => {
    const value = bytes('v'.repeat(500))
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 600 }, (_, i) => store.put(`/k/${i % 50}`, value)))
    }
    const watch = eventsUntil(store.watch('/k/', { signal }), 3_101)
    const compactions = [store.compact(2_000), store.compact(3_001), store.compact(2_500)]
    const writes = Array.from({ length: 100 }, (_, i) => store.put(`/k/${i % 50}`, value))
    const results = await Promise.all(writes)
    await Promise.all(compactions)
    assert.deepEqual(results.map(({ revision }) => revision).at(-1), 3_101)
    assert.equal((await watch).length, 100)
    assert.equal(store.compactRevision, 3_001)
    assert.equal((await store.list('/k/', { revision: 3_001 })).kvs.length, 50)
  })
}
