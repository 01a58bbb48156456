// Writes: compare-and-swap, revisions without a gap, keys, and expiry.
import assert from 'node:assert/strict'
import { maxKeyBytes } from '../keys.ts'
import { bytes, eventsUntil, type StoreTest, text } from './fixture.ts'

export function writeTests(storeTest: StoreTest): void {
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

export function expiryTests(storeTest: StoreTest): void {
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
