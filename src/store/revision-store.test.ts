import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createLogger, type LogRecord, silentLogger } from '../base/log.ts'
import { settle } from '../base/node/system-clock.ts'
import { VirtualClock } from '../base/virtual-clock.ts'
import type { Commit } from './backend.ts'
import { bytes, eventsUntil, rejectsWith, text } from './contract/fixture.ts'
import { MemoryBackend } from './memory/memory-backend.ts'
import { RevisionStore } from './revision-store.ts'
import { StoreError } from './store.ts'

/** A disk under control: a commit ends when it is let through, or fails when it is told to. */
class HeldBackend extends MemoryBackend {
  readonly commits: Commit[] = []
  readonly #waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = []
  /** Throws for the commits that fail at once; while undefined they wait. */
  verdict: ((commit: Commit) => void) | undefined

  override async commit(commit: Commit): Promise<void> {
    this.commits.push(commit)
    if (this.verdict === undefined) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      this.#waiting.push({ resolve, reject })
      await promise
    } else this.verdict(commit)
    await super.commit(commit)
  }

  letThrough(): void {
    this.#waiting.shift()?.resolve()
  }

  fail(error: Error): void {
    this.#waiting.shift()?.reject(error)
  }
}

function setUp() {
  const clock = new VirtualClock({ settle })
  const backend = new HeldBackend()
  const records: LogRecord[] = []
  const log = createLogger({ write: (record) => records.push(record) })
  const store = new RevisionStore(backend, { clock, log })
  return { clock, backend, store, records }
}

const full = new StoreError('full', 'the disk is full')

function refusePuts({ changes }: Commit): void {
  if (changes.some(({ type }) => type === 'put')) throw full
}

/** Whether the promise has settled once everything that can run has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  const mark = () => {
    settled = true
  }
  promise.then(mark, mark)
  await settle()
  return settled
}

describe('RevisionStore', () => {
  test('put() is seen by nobody before it is on disk', async (t) => {
    const { backend, store } = setUp()
    const watch = eventsUntil(store.watch('/', { signal: t.signal }), 2)
    const put = store.put('/a', bytes('1'), { expected: 0 })
    const refused = store.put('/a', bytes('2'), { expected: 0 })
    assert.equal(await isSettled(put), false)
    assert.equal(await isSettled(refused), false, 'a refusal shows what refused it')
    assert.equal(await isSettled(watch), false)
    assert.deepEqual(await store.get('/a'), { kv: undefined, revision: 1 })
    assert.equal((await store.list('/')).count, 0)
    assert.equal(store.revision, 1)
    await rejectsWith('future', store.get('/a', { revision: 2 }))
    backend.letThrough()
    assert.deepEqual([(await put).revision, (await refused).ok], [2, false])
    assert.deepEqual(await watch, ['put /a 2 = 1'])
    assert.equal(text((await store.get('/a')).kv), '1')
    await store.close()
  })

  test('put() shares a commit with all that wait, and the next ones collect meanwhile', async () => {
    const { backend, store } = setUp()
    const first = Array.from({ length: 10 }, (_, i) => store.put(`/first/${i}`, bytes('v')))
    await settle()
    const second = Array.from({ length: 20 }, (_, i) => store.put(`/second/${i}`, bytes('v')))
    await settle()
    assert.deepEqual(
      backend.commits.map(({ changes }) => changes.length),
      [10],
    )
    backend.letThrough()
    await Promise.all(first)
    await settle()
    assert.deepEqual(
      backend.commits.map(({ changes }) => changes.length),
      [10, 20],
    )
    backend.letThrough()
    await Promise.all(second)
    await store.close()
    assert.equal(store.revision, 31)
  })

  test('put() on a full disk is refused, nothing is lost, and deletes go on', async () => {
    const { backend, store, records } = setUp()
    backend.verdict = () => {}
    await store.put('/a', bytes('1'))
    await store.put('/b', bytes('1'))
    backend.verdict = refusePuts
    const put = rejectsWith('full', store.put('/c', bytes('2')))
    const update = rejectsWith('full', store.put('/a', bytes('2')))
    const deleted = store.delete('/a', { expected: 2 })
    await Promise.all([put, update])
    assert.deepEqual([(await deleted).ok, (await deleted).revision], [true, 4])
    backend.verdict = () => {}
    assert.equal((await store.put('/c', bytes('3'))).revision, 5)
    assert.deepEqual(
      (await store.list('/')).kvs.map(({ key }) => key),
      ['/b', '/c'],
    )
    assert.deepEqual(records, [])
    await store.close()
  })

  test('compact() on a full disk says so and is tried again with the next write', async () => {
    const { backend, store } = setUp()
    backend.verdict = () => {}
    for (const value of ['1', '2', '3']) await store.put('/a', bytes(value))
    backend.verdict = () => {
      throw full
    }
    await rejectsWith('full', store.compact(3))
    const tries = backend.commits.length
    await settle()
    assert.equal(backend.commits.length, tries, 'it does not try on and on')
    backend.verdict = () => {}
    await store.compact(3)
    assert.equal(store.compactRevision, 3)
    await store.close()
  })

  test('put() after a failed sync answers nothing any more', async (t) => {
    const { backend, store, records } = setUp()
    const watch = eventsUntil(store.watch('/', { signal: t.signal }), 99)
    const writes = [store.put('/a', bytes('1')), store.put('/b', bytes('2'))]
    await settle()
    const queued = store.put('/c', bytes('3'))
    const compaction = store.compact(1)
    backend.fail(new Error('Input/output error'))
    for (const promise of [...writes, queued, watch]) {
      await assert.rejects(promise, {
        code: 'closed',
        message: /stopped because a commit failed: Input\/output error/,
      })
    }
    await compaction
    await rejectsWith('closed', store.get('/a'))
    await rejectsWith('closed', store.put('/d', bytes('4')))
    assert.equal(backend.commits.length, 1, 'it does not try again')
    assert.deepEqual(
      records.map(({ level, message }) => `${level} ${message}`),
      ['error store stopped: a commit failed'],
    )
    await store.close()
  })

  test('put() with a time to live is tried again when the disk was too full to delete it', async () => {
    const { clock, backend, store } = setUp()
    backend.verdict = () => {}
    await store.put('/a', bytes('1'), { ttlSeconds: 1 })
    backend.verdict = () => {
      throw full
    }
    await clock.advance(1_000)
    assert.equal((await store.get('/a')).kv?.modRevision, 2)
    backend.verdict = () => {}
    await clock.advance(5_000)
    assert.equal((await store.get('/a')).kv, undefined)
    await store.close()
    assert.equal(clock.pendingTimers, 0)
  })

  test('close() commits what waits', async () => {
    const { backend, store } = setUp()
    const put = store.put('/a', bytes('1'))
    const closing = store.close()
    assert.equal(await isSettled(closing), false)
    backend.letThrough()
    assert.equal((await put).revision, 2)
    await closing
  })

  test('watch() takes a backend as it finds it', async (t) => {
    const backend = new MemoryBackend()
    const clock = new VirtualClock({ settle })
    const first = new RevisionStore(backend, { clock, log: silentLogger })
    await first.put('/a', bytes('1'))
    await first.put('/a', bytes('2'))
    const second = new RevisionStore(backend, { clock, log: silentLogger })
    assert.deepEqual(await eventsUntil(second.watch('/', { from: 2, signal: t.signal }), 3), [
      'put /a 2 = 1',
      'put /a 3 = 2 (was 1)',
    ])
    await second.close()
  })
})
