// Fills a real, small disk under an LMDB store: it says 'full', loses nothing, goes on when there is room, and deletes
// and a compaction make some.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from '../../src/base/node/system-clock.ts'
import { openLmdbStore } from '../../src/store/lmdb/lmdb-store.ts'
import type { Store } from '../../src/store/store.ts'

const root = process.getuid?.() === 0
const value = new Uint8Array(10_000).fill(7)

function run(command: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  assert.equal(status, 0, stderr)
}

/** Puts keys until one is refused; gives those that were answered. */
async function fill(store: Store, name: string): Promise<string[]> {
  const answered: string[] = []
  for (let i = 0; i < 5_000; i++) {
    const key = `/${name}/${String(i).padStart(4, '0')}`
    try {
      await store.put(key, value)
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'full')
      return answered
    }
    answered.push(key)
  }
  throw new Error('the disk never filled up')
}

async function keys(store: Store): Promise<string[]> {
  const { kvs } = await store.list('/')
  assert.ok(kvs.every((kv) => Buffer.compare(kv.value, value) === 0))
  return kvs.map(({ key }) => key)
}

const skip = root ? false : 'needs root to mount a small disk'

test('openLmdbStore() on a disk that fills up loses nothing and goes on', {
  skip,
  timeout: 60_000,
}, async (t) => {
  const mount = await mkdtemp(join(tmpdir(), 'wherry-full-'))
  run('mount', '-t', 'tmpfs', '-o', 'size=12m,mode=0700', 'wherry-full', mount)
  t.after(async () => {
    run('umount', mount)
    await rm(mount, { recursive: true })
  })
  const dir = join(mount, 'store')
  const open = () => openLmdbStore({ dir, clock: systemClock, reserveBytes: 2 * 1024 * 1024 })
  const ballast = join(mount, 'ballast')
  await writeFile(ballast, new Uint8Array(4 * 1024 * 1024))

  let expected: string[]
  {
    await using store = await open()
    expected = await fill(store, 'first')
    assert.ok(expected.length > 100)
    const { revision } = store
    for (let i = 0; i < 5; i++) await assert.rejects(store.put('/more', value), { code: 'full' })
    assert.equal(store.revision, revision)
    assert.deepEqual(await keys(store), expected)
    await rm(ballast)
    const more = await fill(store, 'second')
    assert.ok(more.length > 100, 'it goes on as soon as there is room')
    expected.push(...more)
    assert.deepEqual(await keys(store), expected)
  }
  {
    await using store = await open()
    assert.deepEqual(await keys(store), expected)
    assert.equal(store.revision, expected.length + 1)
    await assert.rejects(store.put('/more', value), { code: 'full' })
  }
  // Deletes and a compaction still fit, and make room.
  await using store = await open()
  const gone = expected.splice(0, 200)
  for (const key of gone) assert.equal((await store.delete(key)).ok, true)
  await store.compact(store.revision)
  const last = await fill(store, 'third')
  assert.ok(last.length > 50, `${last.length} values fit into what was deleted`)
  assert.deepEqual(await keys(store), [...expected, ...last])
})
