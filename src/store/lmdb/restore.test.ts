import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { systemClock } from '../../base/node/system-clock.ts'
import { bytes, rejectsWith, text } from '../contract/fixture.ts'
import { createMemoryStore } from '../memory/memory-store.ts'
import { snapshotBytes } from '../snapshot-file/snapshot-writer.ts'
import type { Store } from '../store.ts'
import { openLmdbStore } from './lmdb-store.ts'
import { inspectSnapshot, restoreLmdbStore } from './restore.ts'

const clock = systemClock

function makeDir(t: TestContext): string {
  const parent = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'wherry-restore-'))
  t.after(() => rmSync(parent, { recursive: true }))
  return join(parent, 'store')
}

const openStore = (dir: string) => openLmdbStore({ dir, clock, reserveBytes: 0 })

async function filled(store: Store): Promise<Store> {
  await store.put('/a', bytes('1'))
  await store.put('/a', bytes('2'))
  await store.put('/gone', bytes('x'))
  await store.delete('/gone')
  await store.put('/\u{1f600}', bytes('é'.repeat(3_000)))
  await store.put('/mortal', bytes('m'), { ttlSeconds: 3_600 })
  return store
}

async function snapshotOf(store: Store): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(snapshotBytes(store.export(), { createdMs: 5 })))
}

async function* inParts(whole: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size)
}

describe('restoreLmdbStore()', () => {
  test('restoreLmdbStore() brings every object back at its revision, in a store that goes on past all of them', async (t) => {
    const dir = makeDir(t)
    await using source = await filled(createMemoryStore({ clock }))
    const snapshot = await snapshotOf(source)
    const { revision, replaced } = await restoreLmdbStore({ dir, clock, open: () => inParts(snapshot, 7) })
    assert.deepEqual([revision, replaced], [1_000_000_007, undefined])
    await using store = await openStore(dir)
    assert.deepEqual([store.revision, store.compactRevision], [revision, revision])
    const { kvs } = await store.list('/')
    assert.deepEqual(
      kvs
        .filter(({ key }) => key !== '/wherry/restored')
        .map((kv) => ({ ...kv, value: Buffer.from(kv.value) })),
      (await source.list('/')).kvs.map((kv) => ({ ...kv, value: Buffer.from(kv.value) })),
    )
    assert.equal(text((await store.get('/a')).kv), '2')
    assert.equal((await store.put('/a', bytes('3'), { expected: 3 })).revision, revision + 1)
    await rejectsWith(
      'compacted',
      store.watch('/', { from: 7, signal: t.signal })[Symbol.asyncIterator]().next(),
    )
    const again = await snapshotOf(store)
    assert.equal((await inspectSnapshot(inParts(again, 64))).keys, 4)
    const exported = (await Array.fromAsync(store.export())).flatMap(({ versions }) => versions)
    assert.ok((exported.find(({ key }) => key === '/mortal')?.expiresAtMs ?? 0) > clock.now())
  })

  test('restoreLmdbStore() keeps what was there beside it, and never goes back behind its revision', async (t) => {
    const dir = makeDir(t)
    let snapshot: Buffer
    {
      await using store = await filled(await openStore(dir))
      snapshot = await snapshotOf(store)
      for (let i = 0; i < 5; i++) await store.put('/later', bytes(`${i}`))
      const restoring = restoreLmdbStore({ dir, clock, open: () => inParts(snapshot, 100) })
      await rejectsWith('locked', restoring)
    }
    const { revision, replaced = '' } = await restoreLmdbStore({
      dir,
      clock,
      open: () => inParts(snapshot, 100),
    })
    assert.equal(revision, 13)
    {
      await using old = await openStore(replaced)
      assert.equal(text((await old.get('/later')).kv), '4')
    }
    await using store = await openStore(dir)
    assert.equal((await store.get('/later')).kv, undefined)
    assert.equal(statSync(dir).mode & 0o777, 0o700)
  })

  test('restoreLmdbStore() replaces a store that cannot be opened', async (t) => {
    const dir = makeDir(t)
    {
      await using store = await filled(await openStore(dir))
      await store.put('/b', bytes('b'))
    }
    await using source = await filled(createMemoryStore({ clock }))
    const snapshot = await snapshotOf(source)
    writeFileSync(join(dir, 'data.mdb'), 'damage')
    const { revision } = await restoreLmdbStore({ dir, clock, open: () => inParts(snapshot, 100) })
    assert.equal(revision, 1_000_000_007)
    await using store = await openStore(dir)
    assert.equal(text((await store.get('/a')).kv), '2')
  })

  test('inspectSnapshot() finds every damage, and a restore then changes nothing', async (t) => {
    const dir = makeDir(t)
    await using source = await filled(createMemoryStore({ clock }))
    const whole = await snapshotOf(source)
    assert.deepEqual(await inspectSnapshot(inParts(whole, 1)), {
      revision: 7,
      createdMs: 5,
      keys: 3,
      bytes: 2 + 3 + 7 + 1 + 6_000 + 1,
    })
    const damaged = [
      Buffer.alloc(0),
      Buffer.from('something else, and longer than a head'),
      Buffer.concat([whole, Buffer.of(0)]),
      ...[1, 20, 40, 60, 100, 3_000, whole.length - 1].map((length) => whole.subarray(0, length)),
      ...Array.from({ length: whole.length }, (_, at) => at)
        .filter((at) => at < 120 || at % 97 === 0 || at > whole.length - 60)
        .map((at) => flipped(whole, at)),
    ]
    for (const bytes of damaged) {
      await rejectsWith('corrupt', inspectSnapshot(inParts(bytes, 50)))
    }
    await rejectsWith(
      'corrupt',
      restoreLmdbStore({ dir, clock, open: () => inParts(flipped(whole, 90), 50) }),
    )
    assert.deepEqual(readdirSync(join(dir, '..')), [])
  })
})

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy.writeUInt8(copy.readUInt8(at) ^ 0x10, at)
  return copy
}
