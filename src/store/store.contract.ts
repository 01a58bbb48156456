// What every backend's store must do: one suite, run by memory.test.ts and lmdb.test.ts. It covers what SECURITY asks of
// the store: serialisable writes, gap-free revisions, reads at a revision, the nine watch properties, expiry, closing.
import assert from 'node:assert/strict'
import { describe, type TestContext, test } from 'node:test'
import type { Clock } from '../base/clock.ts'
import { settle } from '../base/node/system-clock.ts'
import { seededRng } from '../base/rng.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import { maxKeyBytes } from './keys.ts'
import type { KeyValue, Store, StoreErrorCode, WatchBatch, WatchEvent } from './store.ts'
import { StoreTraffic } from './store-traffic.ts'
import type { WatchWindow } from './watch-hub.ts'

/** Opens an empty store; what it lies on goes away with `t`. */
export type OpenForTest = (options: {
  readonly t: TestContext
  readonly clock: Clock
  readonly watchWindow?: Partial<WatchWindow>
}) => Promise<Store>

interface Fixture {
  readonly store: Store
  readonly clock: VirtualClock
  /** Ends with the test. */
  readonly signal: AbortSignal
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export function text(kv: KeyValue | undefined): string | undefined {
  return kv && new TextDecoder().decode(kv.value)
}

/** `put /a 4 = value (was other)`, to compare events at a glance. */
export function show({ type, kv, previous }: WatchEvent): string {
  const was = previous === undefined ? '' : ` (was ${text(previous)})`
  return type === 'put'
    ? `put ${kv.key} ${kv.modRevision} = ${text(kv)}${was}`
    : `delete ${kv.key} ${kv.modRevision}${was}`
}

/** The events of a watch up to revision `to`. */
export async function eventsUntil(watch: AsyncIterable<WatchBatch>, to: number): Promise<string[]> {
  const events: string[] = []
  for await (const batch of watch) {
    events.push(...batch.events.map(show))
    if (batch.revision >= to) break
  }
  return events
}

export async function rejectsWith(code: StoreErrorCode, promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, { name: 'StoreError', code })
}

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

type StoreTest = (
  title: string,
  run: (fixture: Fixture) => Promise<void>,
  watchWindow?: Partial<WatchWindow>,
) => void

/** Revisions 2 to 9: /a/x, /a/y and /b/x come, change and (/a/x) go and come back. */
async function fill(store: Store): Promise<void> {
  await store.put('/a/x', bytes('x2'))
  await store.put('/a/y', bytes('y3'))
  await store.put('/b/x', bytes('b4'))
  await store.put('/a/x', bytes('x5'))
  await store.delete('/a/x')
  await store.put('/a/y', bytes('y7'))
  await store.put('/a/x', bytes('x8'))
  await store.put('/b/x', bytes('b9'))
}

function writeTests(storeTest: StoreTest): void {
  storeTest('put() takes the next revision and gives the previous value', async ({ store }) => {
    assert.equal(store.revision, 1)
    assert.equal(store.compactRevision, 1)
    const first = await store.put('/a', bytes('1'))
    assert.deepEqual([first.ok, first.revision, first.ok && first.previous], [true, 2, undefined])
    const second = await store.put('/a', bytes('2'))
    assert.deepEqual([second.ok, second.revision, second.ok && text(second.previous)], [true, 3, '1'])
    const { kv, revision } = await store.get('/a')
    assert.deepEqual([text(kv), kv?.createRevision, kv?.modRevision, revision], ['2', 2, 3, 3])
    assert.equal(store.revision, 3)
  })

  storeTest('put() with expected 0 creates only what is not there', async ({ store }) => {
    assert.equal((await store.put('/a', bytes('1'), { expected: 0 })).ok, true)
    const again = await store.put('/a', bytes('2'), { expected: 0 })
    assert.deepEqual([again.ok, again.revision, !again.ok && text(again.current)], [false, 2, '1'])
    assert.equal(store.revision, 2, 'a refused write takes no revision')
    await store.delete('/a')
    assert.equal((await store.put('/a', bytes('3'), { expected: 0 })).ok, true)
    assert.equal((await store.get('/a')).kv?.createRevision, 4, 'a key that comes back is created anew')
  })

  storeTest('put() with a modRevision changes only that version', async ({ store }) => {
    assert.equal((await store.put('/a', bytes('1'), { expected: 7 })).ok, false, 'there is nothing to change')
    await store.put('/a', bytes('1'))
    assert.equal((await store.put('/a', bytes('2'), { expected: 2 })).ok, true)
    const stale = await store.put('/a', bytes('3'), { expected: 2 })
    assert.deepEqual([stale.ok, !stale.ok && stale.current?.modRevision], [false, 3])
    assert.equal(text((await store.get('/a')).kv), '2')
  })

  storeTest('put() lets one of many racing writers win, and the others see it', async ({ store }) => {
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, i) => store.put('/race', bytes(`writer ${i}`), { expected: 0 })),
    )
    assert.equal(results.filter(({ ok }) => ok).length, 1)
    for (const result of results) if (!result.ok) assert.equal(result.current?.modRevision, 2)
    assert.equal(store.revision, 2)
  })

  storeTest('put() keeps racing increments by compare-and-swap', async ({ store }) => {
    const increment = async () => {
      for (;;) {
        const { kv } = await store.get('/count')
        const next = Number(text(kv) ?? '0') + 1
        if ((await store.put('/count', bytes(`${next}`), { expected: kv?.modRevision ?? 0 })).ok) return
      }
    }
    await Promise.all(Array.from({ length: 12 }, increment))
    assert.equal(text((await store.get('/count')).kv), '12')
    assert.equal(store.revision, 13)
  })

  storeTest('put() of several keys at once takes consecutive revisions', async ({ store }) => {
    const results = await Promise.all(Array.from({ length: 100 }, (_, i) => store.put(`/k${i}`, bytes('v'))))
    const revisions = results.map(({ revision }) => revision).sort((a, b) => a - b)
    assert.deepEqual(
      revisions,
      Array.from({ length: 100 }, (_, i) => i + 2),
    )
  })

  storeTest('put() takes values of no bytes and of a megabyte, and any bytes', async ({ store }) => {
    const large = new Uint8Array(1024 * 1024).map((_, i) => i * 7)
    await store.put('/empty', bytes(''))
    await store.put('/large', large)
    await store.put('/large', Uint8Array.of(0, 255, 0))
    assert.equal((await store.get('/empty')).kv?.value.length, 0)
    assert.deepEqual([...((await store.get('/large')).kv?.value ?? [])], [0, 255, 0])
    const before = await store.get('/large', { revision: 3 })
    assert.equal(Buffer.compare(before.kv?.value ?? bytes(''), large), 0)
  })

  storeTest('put() refuses keys that cannot be kept apart', async ({ store }) => {
    for (const key of ['', 'a\0b', '\ud800', 'k'.repeat(maxKeyBytes + 1)]) {
      await assert.rejects(store.put(key, bytes('v')), { name: 'BugError' })
    }
    const longest = 'é'.repeat(maxKeyBytes / 2)
    await store.put(longest, bytes('1'))
    await store.put(longest, bytes('2'))
    assert.deepEqual([text((await store.get(longest)).kv), store.revision], ['2', 3])
    assert.equal(text((await store.get(longest, { revision: 2 })).kv), '1')
  })

  storeTest('delete() takes a revision only where something was', async ({ store }) => {
    const nothing = await store.delete('/a')
    assert.deepEqual([nothing.ok, nothing.revision], [true, 1])
    assert.equal((await store.delete('/a', { expected: 0 })).ok, true)
    assert.equal((await store.delete('/a', { expected: 5 })).ok, false)
    await store.put('/a', bytes('1'))
    assert.equal((await store.delete('/a', { expected: 7 })).ok, false)
    assert.equal((await store.delete('/a', { expected: 0 })).ok, false)
    const gone = await store.delete('/a', { expected: 2 })
    assert.deepEqual([gone.ok, gone.revision, gone.ok && text(gone.previous)], [true, 3, '1'])
    assert.equal((await store.get('/a')).kv, undefined)
  })
}

function readTests(storeTest: StoreTest): void {
  const read = async (store: Store, revision: number) => {
    const { kvs } = await store.list('/', { revision })
    return kvs.map((kv) => `${kv.key} ${text(kv)} ${kv.createRevision}`)
  }

  storeTest('get() and list() read the state as of a revision', async ({ store }) => {
    await fill(store)
    assert.deepEqual(await read(store, 1), [])
    assert.deepEqual(await read(store, 4), ['/a/x x2 2', '/a/y y3 3', '/b/x b4 4'])
    assert.deepEqual(await read(store, 5), ['/a/x x5 2', '/a/y y3 3', '/b/x b4 4'])
    assert.deepEqual(await read(store, 6), ['/a/y y3 3', '/b/x b4 4'])
    assert.deepEqual(await read(store, 8), ['/a/x x8 8', '/a/y y7 3', '/b/x b4 4'])
    assert.deepEqual(await read(store, 9), ['/a/x x8 8', '/a/y y7 3', '/b/x b9 4'])
    const values = [2, 4, 5, 6, 7, 8, 9].map(async (revision) =>
      text((await store.get('/a/x', { revision })).kv),
    )
    assert.deepEqual(await Promise.all(values), ['x2', 'x2', 'x5', undefined, undefined, 'x8', 'x8'])
    assert.equal((await store.get('/a/x', { revision: 4 })).revision, 9, 'the revision when it was served')
    assert.equal((await store.list('/a/', { revision: 4 })).revision, 4, 'the revision that is shown')
  })

  storeTest('get() and list() refuse a future revision', async ({ store }) => {
    await fill(store)
    await rejectsWith('future', store.get('/a/x', { revision: 10 }))
    await rejectsWith('future', store.list('/', { revision: 10 }))
    await rejectsWith('future', store.compact(10))
  })

  storeTest('list() gives the keys under a prefix in byte order', async ({ store }) => {
    // As strings, the emoji (surrogates) would come before the ideograph at U+F900.
    const keys = ['/a', '/a/', '/a/\u{f900}', '/a/\u{1f600}', '/a/a', '/a/b', '/a/é', '/a0', '/b']
    for (const key of keys.toReversed()) await store.put(key, bytes('v'))
    const sorted = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    const list = async (prefix: string) => (await store.list(prefix)).kvs.map(({ key }) => key)
    assert.deepEqual(await list(''), sorted)
    assert.deepEqual(
      await list('/a/'),
      sorted.filter((key) => key.startsWith('/a/')),
    )
    assert.deepEqual(
      await list('/a'),
      sorted.filter((key) => key.startsWith('/a')),
    )
    assert.deepEqual(await list('/c'), [])
    await Promise.all(keys.map((key) => store.delete(key)))
    const past = await store.list('/a/', { revision: keys.length + 1 })
    assert.deepEqual(
      past.kvs.map(({ key }) => key),
      sorted.filter((key) => key.startsWith('/a/')),
    )
  })

  storeTest('list() in pages shows one revision while writes go on', async ({ store }) => {
    const key = (i: number) => `/p/${String(i).padStart(2, '0')}`
    await Promise.all(Array.from({ length: 25 }, (_, i) => store.put(key(i), bytes(`${i}`))))
    const { revision } = store
    const seen: string[] = []
    let page = await store.list('/p/', { limit: 10 })
    assert.deepEqual([page.kvs.length, page.more, page.count, page.revision], [10, true, 25, revision])
    for (;;) {
      seen.push(...page.kvs.map((kv) => `${text(kv)}`))
      if (!page.more) break
      // Writes before, in and after the page to come.
      await store.delete(key(seen.length + 1))
      await store.put(`/p/${seen.length}new`, bytes('new'))
      await store.put('/p/00', bytes('changed'))
      const after = page.kvs.at(-1)?.key ?? ''
      page = await store.list('/p/', { limit: 10, after, revision })
      assert.equal(page.count, 25 - seen.length)
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 25 }, (_, i) => `${i}`),
    )
  })

  storeTest('list() counts, begins after a key and stops at a limit', async ({ store }) => {
    await fill(store)
    const counted = await store.list('/', { limit: 0 })
    assert.deepEqual([counted.kvs.length, counted.more, counted.count], [0, true, 3])
    const past = await store.list('/', { limit: 0, revision: 4 })
    assert.deepEqual([past.kvs.length, past.more, past.count], [0, true, 3])
    const whole = await store.list('/', { limit: 3 })
    assert.deepEqual([whole.kvs.length, whole.more, whole.count], [3, false, 3])
    for (const revision of [4, 9]) {
      const keys = async (after: string) =>
        (await store.list('/a/', { after, revision })).kvs.map(({ key }) => key)
      assert.deepEqual(await keys('/a/x'), ['/a/y'])
      assert.deepEqual(await keys('/a/y'), [])
      assert.deepEqual(await keys('/a/w'), ['/a/x', '/a/y'])
      assert.deepEqual(await keys('/'), ['/a/x', '/a/y'])
      assert.deepEqual(await keys('/b/x'), [])
    }
  })

  storeTest('list() of many keys lets other work run and stays whole', async ({ store }) => {
    const keys = Array.from({ length: 1_500 }, (_, i) => `/many/${String(i).padStart(4, '0')}`)
    await Promise.all(keys.map((key) => store.put(key, bytes(key))))
    const listing = store.list('/many/')
    const during = [store.delete('/many/1499'), store.put('/many/0000', bytes('changed'))]
    const { kvs, count } = await listing
    assert.deepEqual([kvs.length, count], [1_500, 1_500])
    assert.ok(kvs.every((kv) => text(kv) === kv.key))
    await Promise.all(during)
  })
}

function watchTests(storeTest: StoreTest): void {
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

function compactionTests(storeTest: StoreTest): void {
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

function expiryTests(storeTest: StoreTest): void {
  storeTest(
    'put() with a time to live is followed by a delete of its own',
    async ({ store, clock, signal }) => {
      await store.put('/e/1', bytes('1'), { ttlSeconds: 10 })
      await store.put('/e/2', bytes('2'), { ttlSeconds: 20 })
      const watch = eventsUntil(store.watch('/e/', { signal }), 5)
      await clock.advance(9_999)
      assert.equal(text((await store.get('/e/1')).kv), '1')
      await clock.advance(1)
      assert.deepEqual(await eventsUntil(store.watch('/e/', { from: 4, signal }), 4), [
        'delete /e/1 4 (was 1)',
      ])
      assert.equal((await store.get('/e/1')).kv, undefined)
      await clock.advance(10_000)
      assert.deepEqual(await watch, ['delete /e/1 4 (was 1)', 'delete /e/2 5 (was 2)'])
      assert.equal(store.revision, 5)
    },
  )

  storeTest('put() again replaces the time to live', async ({ store, clock, signal }) => {
    await store.put('/e/kept', bytes('1'), { ttlSeconds: 10 })
    await store.put('/e/kept', bytes('2'))
    await store.put('/e/longer', bytes('1'), { ttlSeconds: 10 })
    await store.put('/e/longer', bytes('2'), { ttlSeconds: 100 })
    await store.put('/e/shorter', bytes('1'), { ttlSeconds: 1_000 })
    await store.put('/e/shorter', bytes('2'), { ttlSeconds: 50 })
    await store.put('/e/gone', bytes('1'), { ttlSeconds: 10 })
    await store.delete('/e/gone')
    await clock.advance(99_999)
    assert.deepEqual(await eventsUntil(store.watch('/e/', { from: 10, signal }), 10), [
      'delete /e/shorter 10 (was 2)',
    ])
    await clock.advance(1)
    assert.deepEqual(await eventsUntil(store.watch('/e/', { from: 11, signal }), 11), [
      'delete /e/longer 11 (was 2)',
    ])
    await clock.advance(3_600_000)
    assert.deepEqual(
      (await store.list('/e/')).kvs.map(({ key }) => key),
      ['/e/kept'],
    )
    assert.equal(store.revision, 11)
  })

  storeTest(
    'put() with a time to live expires many keys, however many at once',
    async ({ store, clock, signal }) => {
      const keys = Array.from({ length: 700 }, (_, i) => `/e/${i}`)
      await Promise.all(keys.map((key) => store.put(key, bytes(key), { ttlSeconds: 60 })))
      const watch = eventsUntil(store.watch('/e/', { signal }), 1_401)
      await clock.advance(60_000)
      assert.equal((await watch).length, 700)
      assert.equal((await store.list('/e/')).count, 0)
    },
  )
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
