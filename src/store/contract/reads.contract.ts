// Reads: the newest state, the state at a revision, order, pages and counts.
import assert from 'node:assert/strict'
import type { Store } from '../store.ts'
import { bytes, fill, rejectsWith, type StoreTest, text } from './fixture.ts'

export function readTests(storeTest: StoreTest): void {
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

  storeTest('export() gives every key of one revision while writes go on', async ({ store }) => {
    const keys = Array.from({ length: 1_200 }, (_, i) => `/e/${String(i).padStart(4, '0')}`)
    await Promise.all(keys.map((key) => store.put(key, bytes(key))))
    await store.put('/e/0001', bytes('mortal'), { ttlSeconds: 60 })
    const { revision } = store
    const seen: string[] = []
    for await (const slice of store.export()) {
      assert.equal(slice.revision, revision)
      if (seen.length === 0) assert.ok(slice.versions.some(({ expiresAtMs }) => expiresAtMs > 0))
      seen.push(...slice.versions.map(({ key }) => key))
      await store.delete('/e/1199')
      await store.put(`/e/0000/${seen.length}`, bytes('new'))
    }
    assert.deepEqual(seen, keys)
  })

  storeTest('export() of an empty store has one slice', async ({ store }) => {
    assert.deepEqual(await Array.fromAsync(store.export()), [{ revision: 1, versions: [] }])
  })

  storeTest('export() that is not read to the end does not hold up a close', async ({ store }) => {
    await Promise.all(Array.from({ length: 1_200 }, (_, i) => store.put(`/e/${i}`, bytes('v'.repeat(2_000)))))
    const slices = store.export()[Symbol.asyncIterator]()
    assert.equal((await slices.next()).done, false)
    await store.close()
    await rejectsWith('closed', slices.next())
    await rejectsWith('closed', Array.fromAsync(store.export()))
  })
}
