// The process that store-crash.test.ts kills: it writes to a store as fast as it can, in every way there is, and says
// what was answered, and what a watcher and a reader saw, one line each, before it goes on. Its arguments: the store's
// directory, the number of this run, and the revision that the test watches from next.
import { writeSync } from 'node:fs'
import { settle, systemClock } from '../../src/base/node/system-clock.ts'
import { openLmdbStore } from '../../src/store/lmdb/lmdb-store.ts'
import type { Store } from '../../src/store/store.ts'

const [dir = '', run = '', watchedFrom = ''] = process.argv.slice(2)

// Straight to the pipe: what was said before a kill has arrived.
function say(...words: readonly (string | number)[]): void {
  writeSync(1, `${words.join(' ')}\n`)
}

const bytes = (text: string, size = 0) => Buffer.from(text.padEnd(size, '.'))

/** Counts a key up by compare-and-swap, and adds a key of its own with every step. */
async function count(store: Store, name: string): Promise<never> {
  for (let step = 0; ; step++) {
    const { kv } = await store.get(`/counter/${name}`)
    const next = kv === undefined ? 1 : Number(Buffer.from(kv.value).toString().replaceAll('.', '')) + 1
    const options = { expected: kv?.modRevision ?? 0 }
    const counted = await store.put(`/counter/${name}`, bytes(`${next}`, (step % 7) * 1_500), options)
    say('counted', name, next, counted.revision)
    const key = `/added/${run}/${name}/${step}`
    const added = await store.put(key, bytes(key), { expected: 0 })
    say('added', key, added.revision)
    if (step % 3 !== 0) continue
    const deleted = await store.delete(key)
    say('deleted', key, deleted.revision)
  }
}

async function expire(store: Store): Promise<never> {
  for (let i = 0; ; i++) {
    const { revision } = await store.put(`/expiring/${i % 20}`, bytes('x'), { ttlSeconds: 0.02 })
    say('revision', revision)
    await settle()
  }
}

async function watch(store: Store): Promise<void> {
  const { signal } = new AbortController()
  for await (const batch of store.watch('/', { signal })) say('watched', batch.revision)
}

async function read(store: Store): Promise<never> {
  for (;;) {
    const { revision } = await store.list('/counter/')
    say('read', revision)
    for (let i = 0; i < 5; i++) await settle()
  }
}

async function compact(store: Store, limit: number): Promise<void> {
  for (let target = store.compactRevision; target < limit; ) {
    target = Math.min(limit, target + 500)
    await store.compact(target)
    say('compacted', target)
  }
}

const store = await openLmdbStore({ dir, clock: systemClock, watchWindow: { revisions: 50 } })
say('opened', store.revision)
const writers = Array.from({ length: 8 }, (_, i) => count(store, `writer-${i}`))
await Promise.all([
  ...writers,
  expire(store),
  watch(store),
  read(store),
  compact(store, Math.min(store.revision, Number(watchedFrom))),
])
