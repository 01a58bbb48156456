import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { settle, systemClock } from '../../base/node/system-clock.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import { bytes, eventsUntil, rejectsWith, text } from '../contract/fixture.ts'
import { storeContract } from '../store.contract.ts'
import type { Store } from '../store.ts'
import { type LmdbStoreOptions, openLmdbStore } from './lmdb-store.ts'
import { metaFormat, openTables } from './tables.ts'

// Memory-backed where there is such a place: these tests are about order and content, and a sync costs nothing there.
// What survives a kill on a real disk is in test/integration/store-crash.test.ts.
const parent = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

async function makeDir(t: TestContext): Promise<string> {
  const dir = await mkdtemp(join(parent, 'wherry-store-'))
  t.after(() => rm(dir, { recursive: true }))
  return dir
}

async function withStore<T>(
  options: Partial<LmdbStoreOptions> & { readonly dir: string },
  use: (store: Store) => Promise<T>,
): Promise<T> {
  await using store = await openLmdbStore({ clock: systemClock, reserveBytes: 0, ...options })
  return await use(store)
}

async function refusal(dir: string, code: 'corrupt' | 'locked', message: RegExp): Promise<void> {
  await assert.rejects(openLmdbStore({ dir, clock: systemClock }), (error: Error) => {
    assert.deepEqual([error.name, 'code' in error && error.code], ['StoreError', code])
    assert.match(error.message, message)
    assert.ok(error.message.includes(dir) && !error.message.includes('\n'), error.message)
    return true
  })
}

storeContract('LMDB store', async ({ t, ...options }) =>
  openLmdbStore({ dir: await makeDir(t), reserveBytes: 0, ...options }),
)

storeContract('LMDB store that opens its file anew after every commit', async ({ t, ...options }) =>
  openLmdbStore({ dir: await makeDir(t), reserveBytes: 0, mappedBytes: -1, ...options }),
)

/** What of a file is mapped into this process's memory. */
async function mappedOf(path: string): Promise<number> {
  const maps = await readFile('/proc/self/smaps', 'utf8')
  const sizes = maps.split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m).filter((map) => map.includes(` ${path}\n`))
  return sizes.reduce((sum, map) => sum + Number(/^Rss:\s+(\d+) kB/m.exec(map)?.[1]) * 1024, 0)
}

describe('openLmdbStore()', () => {
  test('openLmdbStore() keeps little of its file mapped', async (t) => {
    const dir = await makeDir(t)
    const value = Buffer.alloc(4000, 'x')
    /** After much was written and listed, and after one write more. */
    const mapped = (mappedBytes: number) =>
      withStore({ dir, mappedBytes }, async (store) => {
        const keys = Array.from({ length: 2048 }, (_, i) => `/key-${i}`)
        await Promise.all(keys.map((key) => store.put(key, value)))
        await store.list('/')
        const before = await mappedOf(join(dir, 'data.mdb'))
        await store.put('/last', value)
        return [before, await mappedOf(join(dir, 'data.mdb'))]
      })
    const [before = 0, after = 0] = await mapped(4 * 1024 ** 2)
    assert.ok(before > 8 * 1024 ** 2 && after < 1024 ** 2, `${before} bytes, then ${after}`)
    const [, unbounded = 0] = await mapped(Number.POSITIVE_INFINITY)
    assert.ok(unbounded > 8 * 1024 ** 2, `${unbounded} bytes`)
  })

  test('openLmdbStore() finds everything again', async (t) => {
    const dir = await makeDir(t)
    await withStore({ dir }, async (store) => {
      for (const value of ['1', '2', '3']) await store.put('/a', bytes(value))
      await store.put('/b', bytes('b'))
      await store.delete('/b')
      await store.compact(3)
    })
    await withStore({ dir }, async (store) => {
      assert.deepEqual([store.revision, store.compactRevision], [6, 3])
      assert.equal(text((await store.get('/a')).kv), '3')
      assert.equal(text((await store.get('/a', { revision: 3 })).kv), '2')
      await rejectsWith('compacted', store.get('/a', { revision: 2 }))
      assert.deepEqual(await eventsUntil(store.watch('/', { from: 3, signal: t.signal }), 6), [
        'put /a 3 = 2 (was 1)',
        'put /a 4 = 3 (was 2)',
        'put /b 5 = b',
        'delete /b 6 (was b)',
      ])
      assert.equal((await store.put('/a', bytes('4'), { expected: 4 })).revision, 7)
    })
    await withStore({ dir }, async (store) => {
      await store.compact(7)
      assert.equal(store.revision, 7)
    })
    await withStore({ dir }, async (store) => {
      assert.deepEqual(
        [store.revision, store.compactRevision],
        [7, 7],
        'the revision stays when all is compacted',
      )
      assert.deepEqual(await eventsUntil(store.watch('/', { from: 7, signal: t.signal }), 7), [
        'put /a 7 = 4 (was 3)',
      ])
    })
  })

  test('openLmdbStore() lets keys expire whose time came meanwhile, and the others later', async (t) => {
    const dir = await makeDir(t)
    const startMs = Date.UTC(2026, 0, 1)
    await withStore({ dir, clock: new VirtualClock({ settle, startMs }) }, async (store) => {
      await store.put('/soon', bytes('1'), { ttlSeconds: 10 })
      await store.put('/late', bytes('1'), { ttlSeconds: 100 })
    })
    const clock = new VirtualClock({ settle, startMs: startMs + 50_000 })
    await withStore({ dir, clock }, async (store) => {
      assert.equal(store.revision, 3)
      await clock.advance(0)
      assert.deepEqual(await eventsUntil(store.watch('/', { from: 4, signal: t.signal }), 4), [
        'delete /soon 4 (was 1)',
      ])
      assert.equal(text((await store.get('/late')).kv), '1')
      await clock.advance(50_000)
      assert.deepEqual(await eventsUntil(store.watch('/', { from: 5, signal: t.signal }), 5), [
        'delete /late 5 (was 1)',
      ])
    })
  })

  test('openLmdbStore() gives back the disk that compaction has freed', async (t) => {
    const dir = await makeDir(t)
    const value = bytes('v'.repeat(1_000_000))
    await withStore({ dir }, async (store) => {
      for (let i = 0; i < 100; i++) await store.put('/k', value)
      await store.put('/kept', bytes('kept'))
      await store.compact(store.revision)
      assert.ok((await store.size()) > 90_000_000)
    })
    await withStore({ dir }, async (store) => {
      assert.ok((await store.size()) < 3_000_000, `${await store.size()} bytes`)
      assert.deepEqual([store.revision, text((await store.get('/kept')).kv)], [102, 'kept'])
      assert.equal((await store.get('/k')).kv?.value.length, value.length)
      assert.equal((await store.put('/k', bytes('2'), { expected: 101 })).revision, 103)
    })
    assert.equal((await stat(join(dir, 'data.mdb'))).mode & 0o777, 0o600)
    assert.deepEqual(readdirSync(dir).toSorted(), ['data.mdb', 'data.mdb-lock', 'lock'])
  })

  test('openLmdbStore() goes on with a compaction that was cut short', async (t) => {
    const dir = await makeDir(t)
    const value = bytes('v'.repeat(1_000))
    await withStore({ dir }, async (store) => {
      await Promise.all(Array.from({ length: 2_000 }, (_, i) => store.put(`/k/${i % 10}`, value)))
      const compaction = store.compact(2_000)
      await store.close()
      await compaction
    })
    await withStore({ dir }, async (store) => {
      assert.equal(store.compactRevision, 2_000)
      await store.compact(2_000)
      assert.equal((await store.list('/k/', { revision: 2_000 })).count, 10)
    })
    const tables = await openTables(join(dir, 'data.mdb'), false)
    assert.deepEqual([tables?.log.getKeysCount({}), tables?.history.getKeysCount({})], [2, 2])
    await tables?.root.close()
  })

  test('openLmdbStore() makes everything private', async (t) => {
    const dir = join(await makeDir(t), 'made', 'here')
    await withStore({ dir }, async (store) => {
      await store.put('/a', bytes('secret'))
      const mode = async (path: string) => (await stat(path)).mode & 0o777
      assert.equal(await mode(dir), 0o700)
      for (const name of readdirSync(dir)) assert.equal(await mode(join(dir, name)), 0o600, name)
    })
  })

  test('openLmdbStore() refuses a directory that is open, here or in another process', async (t) => {
    const dir = await makeDir(t)
    await withStore({ dir }, async (store) => {
      const twice = new RegExp(`already open in process ${process.pid}: stop that first`)
      await refusal(dir, 'locked', twice)
      await refusal(dir, 'locked', twice)
      const module = new URL('./lmdb-store.ts', import.meta.url).href
      const script = `import(${JSON.stringify(module)}).then(({ openLmdbStore }) =>
        openLmdbStore({ dir: process.argv[1], clock: { monotonic: () => 0 } })).catch((e) => console.log(e.code))`
      const { stdout } = spawnSync(process.execPath, ['-e', script, dir], { encoding: 'utf8' })
      assert.equal(stdout.trim(), 'locked')
      assert.equal((await store.put('/a', bytes('1'))).ok, true, 'the holder goes on')
    })
    await withStore({ dir }, async (store) => assert.equal(store.revision, 2))
  })

  test('openLmdbStore() takes over a directory that an interrupted start or an old run left', async (t) => {
    const dir = await makeDir(t)
    for (const name of ['data.mdb.new', 'data.mdb.new-lock', 'data.mdb-lock', 'lock', 'pid']) {
      await writeFile(join(dir, name), name === 'lock' ? '' : 'left over')
    }
    await withStore({ dir }, async (store) => assert.equal(store.revision, 1))
    await writeFile(join(dir, 'data.mdb-lock'), 'left over')
    await withStore({ dir }, async (store) => assert.equal((await store.put('/a', bytes('1'))).ok, true))
  })

  test('openLmdbStore() refuses damaged data and leaves it as it is', async (t) => {
    const dir = await makeDir(t)
    await withStore({ dir }, async (store) => {
      await Promise.all(Array.from({ length: 200 }, (_, i) => store.put(`/k/${i}`, new Uint8Array(5_000))))
    })
    const file = join(dir, 'data.mdb')
    const whole = await readFile(file)
    const changed = (change: (copy: Buffer) => void) => {
      const copy = Buffer.from(whole)
      change(copy)
      return copy
    }
    const cases: readonly [content: Buffer, message: RegExp][] = [
      [Buffer.alloc(0), /cut short to 0 bytes/],
      [whole.subarray(0, 100), /cut short to 100 bytes/],
      [whole.subarray(0, 8_192), /cut short to 8192 bytes/],
      [whole.subarray(0, whole.length - 4_096), /cut short/],
      [Buffer.from('not a database at all'.repeat(1_000)), /its header is damaged/],
      [changed((copy) => copy.fill(0, 0, 4_096)), /its header is damaged/],
      [changed((copy) => copy.fill(0, 4_096, 8_192)), /its header is damaged/],
      [changed((copy) => copy.writeUInt32LE(999, 28)), /it is in another format/],
      // The newer header is lost and an older one of the same file stands in its place.
      [changed((copy) => copy.writeBigUInt64LE(1n, 24 + 128)), /its two headers do not agree/],
    ]
    for (const [content, message] of cases) {
      await writeFile(file, content)
      await refusal(dir, 'corrupt', message)
      await refusal(dir, 'corrupt', /restore it from a backup, or move it away to start empty$/)
      assert.equal(Buffer.compare(await readFile(file), content), 0)
    }
    await writeFile(file, whole)
    await withStore({ dir }, async (store) => assert.equal((await store.list('/k/')).count, 200))
  })

  test('openLmdbStore() takes a file that ends before free pages, and refuses one that ends before used ones', async (t) => {
    const dir = await makeDir(t)
    await withStore({ dir }, async (store) => {
      for (let i = 0; i < 40; i++) await store.put(`/k/${i % 20}`, new Uint8Array(9_000))
    })
    const file = join(dir, 'data.mdb')
    const content = await readFile(file)
    // As if pages beyond the end had been taken and given back: legal in LMDB, which does not write those.
    for (const meta of [24, 4_096 + 24]) {
      content.writeBigUInt64LE(content.readBigUInt64LE(meta + 120) + 50n, meta + 120)
    }
    await writeFile(file, content)
    await withStore({ dir }, async (store) =>
      assert.equal((await store.list('/k/', { revision: 30 })).count, 20),
    )
    await writeFile(file, content)
    await truncate(file, content.length - 8_192)
    await refusal(dir, 'corrupt', /cut short/)
  })

  test('openLmdbStore() refuses a store of another version and a foreign LMDB file', async (t) => {
    const dir = await makeDir(t)
    await withStore({ dir }, async (store) => assert.equal(store.revision, 1))
    const tables = await openTables(join(dir, 'data.mdb'), false)
    await tables?.meta.put(metaFormat, Buffer.from('2'))
    await tables?.root.close()
    await refusal(
      dir,
      'corrupt',
      /written by another version \(its format is 2, not 1\): use that version, or another/,
    )
    await tables?.root.close()
    const { open } = await import('lmdb')
    const foreign = await makeDir(t)
    const other = open({ path: join(foreign, 'data.mdb'), noSubdir: true, overlappingSync: false })
    await other.put('a', 'b')
    await other.close()
    await refusal(foreign, 'corrupt', /it has not the tables of a store/)
  })
})

describe('LmdbBackend', () => {
  test('commit() reuses the space of what was compacted', async (t) => {
    const dir = await makeDir(t)
    await withStore({ dir }, async (store) => {
      const round = async () => {
        for (let i = 0; i < 5; i++) {
          await Promise.all(Array.from({ length: 40 }, (_, j) => store.put(`/k/${j}`, new Uint8Array(4_000))))
        }
        await store.compact(store.revision)
        return await store.size()
      }
      const sizes: number[] = []
      for (let i = 0; i < 12; i++) sizes.push(await round())
      assert.ok((sizes[11] ?? 0) <= 1.5 * (sizes[1] ?? 0), `${sizes}`)
    })
  })

  test('commit() refuses puts at the limit; deletes and a compaction make room again', async (t) => {
    const dir = await makeDir(t)
    await withStore({ dir, maxBytes: 4 * 1024 * 1024 }, async (store) => {
      const value = new Uint8Array(20_000)
      let count = 0
      const fill = async () => {
        while ((await store.put(`/k/${count}`, value)).ok) count++
      }
      await rejectsWith('full', fill())
      assert.ok(count > 100, `${count} values fit`)
      const { revision } = store
      await rejectsWith('full', store.put('/k/0', value))
      assert.equal(store.revision, revision)
      assert.equal((await store.list('/k/')).count, count)
      const deletes = await Promise.all(Array.from({ length: 50 }, (_, i) => store.delete(`/k/${i}`)))
      assert.ok(deletes.every(({ ok }) => ok))
      await store.compact(store.revision)
      for (let i = 0; i < 25; i++) assert.equal((await store.put(`/again/${i}`, value)).ok, true)
      assert.equal((await store.list('/')).count, count - 50 + 25)
    })
  })

  test('commit() keeps room on the disk free', async (t) => {
    const dir = await makeDir(t)
    await withStore({ dir, reserveBytes: 2 ** 60 }, async (store) => {
      await rejectsWith('full', store.put('/a', bytes('1')))
      assert.equal((await store.delete('/a')).ok, true)
    })
    await withStore({ dir }, async (store) => assert.equal((await store.put('/a', bytes('1'))).revision, 2))
  })

  test('list() keeps its snapshot while the pages under it are rewritten', async (t) => {
    const dir = await makeDir(t)
    await withStore({ dir }, async (store) => {
      const keys = Array.from({ length: 2_000 }, (_, i) => `/k/${String(i).padStart(4, '0')}`)
      const write = (value: string) =>
        Promise.all(keys.map((key) => store.put(key, bytes(value.repeat(300)))))
      await write('a')
      const lists: Promise<string[]>[] = []
      const list = async () => (await store.list('/k/')).kvs.map((kv) => text(kv)?.slice(0, 1) ?? '')
      for (const value of ['b', 'c', 'd']) {
        lists.push(list())
        await write(value)
        await store.compact(store.revision)
      }
      for (const values of await Promise.all(lists)) assert.equal(values.length, 2_000)
      assert.deepEqual([...new Set(await (lists[0] ?? []))], ['a'])
    })
  })
})
