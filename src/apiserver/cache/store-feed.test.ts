import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigMap } from '../../api/core/config-map/config-map.kind.ts'
import { silentLogger } from '../../base/log.ts'
import { settle } from '../../base/node/system-clock.ts'
import { TaskGroup } from '../../base/task-group.ts'
import { VirtualClock } from '../../base/virtual-clock.ts'
import type { Kind } from '../../machinery/kind.ts'
import { createMemoryStore } from '../../store/memory/memory-store.ts'
import { type Store, StoreError } from '../../store/store.ts'
import { ParsedObjects } from './parsed-objects.ts'
import { ResourceCache } from './resource-cache.ts'
import { selectionOf } from './selection.ts'
import { resourcePrefix, StoreFeed } from './store-feed.ts'

const kind = ConfigMap as unknown as Kind
const prefix = resourcePrefix(kind)
const everything = selectionOf({
  namespaced: true,
  namespace: '',
  labelSelector: '',
  fieldSelector: '',
  fieldSelectors: [],
  apiVersion: 'v1',
  fieldsOf: () => [],
  takesNamespace: true,
  unknownField: (field: string) => field,
})

const value = (name: string, data: string) =>
  Buffer.from(
    JSON.stringify({
      kind: 'ConfigMap',
      apiVersion: 'v1',
      metadata: { name, namespace: 'a', uid: name },
      data: { data },
    }),
  )

/** A store whose watch can be made to fail as that of a reader that fell behind. */
function fragile(store: Store) {
  let fail: (error: Error) => void = () => {}
  const watch: Store['watch'] = async function* (watched, options) {
    const failure = new Promise<never>((_, reject) => {
      fail = reject
    })
    failure.catch(() => {})
    const batches = store.watch(watched, options)[Symbol.asyncIterator]()
    for (;;) {
      const next = await Promise.race([batches.next(), failure])
      if (next.done === true) return
      yield next.value
    }
  }
  return { watch, breakWatch: () => fail(new StoreError('slow-watcher', 'too slow')) }
}

async function start() {
  const clock = new VirtualClock({ settle })
  const store = createMemoryStore({ clock })
  const { watch, breakWatch } = fragile(store)
  const list: Store['list'] = (...args) => store.list(...args)
  const broken = { watch, list, revision: 0 } as unknown as Store
  Object.defineProperty(broken, 'revision', { get: () => store.revision })
  const feed = new StoreFeed({ store: broken, clock, log: silentLogger })
  const cache = new ResourceCache(kind, { parsed: new ParsedObjects(), progress: feed })
  feed.register(prefix, cache)
  await feed.load()
  const ending = new AbortController()
  const tasks = new TaskGroup({ signal: ending.signal })
  tasks.spawn((signal) => feed.run(signal))
  const stop = async () => {
    tasks.stop()
    await tasks.wait()
    await store.close()
  }
  return { clock, store, feed, cache, breakWatch, [Symbol.asyncDispose]: stop }
}

test('StoreFeed shows what the store holds, and says when', async () => {
  await using started = await start()
  const { store, feed, cache } = started
  const { revision } = await store.put(`${prefix}a/one`, value('one', '1'))
  await feed.reached(revision)
  assert.equal(cache.get('a/one')?.revision, revision)
  await store.put('/registry/unknown/things/x', Buffer.from('{}'))
  const gone = await store.delete(`${prefix}a/one`)
  await feed.fresh()
  assert.deepEqual([cache.get('a/one'), feed.revision], [undefined, gone.revision])
})

test('StoreFeed reads everything again when its watch breaks, ends watchers, and tells listeners what changed', async () => {
  await using started = await start()
  const { clock, store, feed, cache, breakWatch } = started
  for (const name of ['kept', 'changed', 'gone']) await store.put(`${prefix}a/${name}`, value(name, '1'))
  await feed.fresh()
  const watcher = cache.watchAfter(everything, feed.revision)
  const seen: string[] = []
  cache.listen(
    ({ key, entry, previous }) =>
      void seen.push(`${key} ${previous?.revision ?? '-'}>${entry?.revision ?? '-'}`),
  )
  breakWatch()
  await settle()
  const changed = await store.put(`${prefix}a/changed`, value('changed', '2'))
  await store.delete(`${prefix}a/gone`)
  await clock.advance(1000)
  await feed.fresh()
  assert.equal(await watcher.next(), undefined)
  assert.deepEqual([cache.size, cache.get('a/changed')?.revision], [2, changed.revision])
  assert.ok(seen.some((text) => text.startsWith('a/gone ') && text.endsWith('>-')))
  assert.ok(seen.some((text) => text.endsWith(`>${changed.revision}`)))
  // What was missed cannot be watched any more; what comes can.
  assert.throws(() => cache.watchAfter(everything, changed.revision - 2), /too old resource version/)
  const again = cache.watchAfter(everything, feed.revision)
  await store.put(`${prefix}a/new`, value('new', '1'))
  const items = await again.next()
  assert.deepEqual(
    items?.map(({ type }) => type),
    ['ADDED'],
  )
})
