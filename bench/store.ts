// What does the store cost over plain LMDB? Creates and updates with 1 and 64 writers, gets, a list of 10,000, and watch
// fan-out, each as a ratio to the library doing the same (same values, same strict sync, same disk) in the same run. An
// update writes the old value too, which history and watches from the past need, so it cannot reach 1.
//
//   node bench/store.ts [DIR]     DIR: where to write, the system's temporary directory by default
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, open } from 'lmdb'
import { systemClock } from '../src/base/node/system-clock.ts'
import { openLmdbStore } from '../src/store/lmdb/lmdb-store.ts'
import type { Store } from '../src/store/store.ts'

type Raw = Database<Buffer, Buffer>

const value = Buffer.alloc(4_000, '{"kind":"Pod","metadata":{}} ')
const keyOf = (i: number) => `/registry/pods/default/pod-${String(i).padStart(6, '0')}`
const listed = 10_000
const watchers = 100

/** Operations per second of `run`, which says how many it did. */
async function rate(run: () => Promise<number>): Promise<number> {
  const startMs = systemClock.monotonic()
  const count = await run()
  return (count * 1_000) / (systemClock.monotonic() - startMs)
}

type Put = (key: string) => Promise<unknown>

interface Load {
  readonly writers: number
  readonly each: number
}

/** Creates keys that were not there, or updates the listed ones. */
async function puts(put: Put, load: Load & { readonly create?: number }): Promise<number> {
  const { writers, each, create } = load
  let next = create ?? 0
  const writer = async () => {
    for (let i = 0; i < each; i++) {
      const number = next++
      await put(create === undefined ? keyOf(number % listed) : `/new/${number}`)
    }
    await put(create === undefined ? keyOf(next % listed) : `/new/${next}`)
  }
  await Promise.all(Array.from({ length: writers }, writer))
  return writers * each
}

async function gets(get: (key: string) => unknown): Promise<number> {
  const count = 50_000
  for (let i = 0; i < count; i++) await get(keyOf((i * 7_919) % listed))
  return count
}

async function storeLists(store: Store): Promise<number> {
  for (let i = 0; i < 10; i++) {
    const { kvs } = await store.list('/registry/pods/')
    if (kvs.length !== listed) throw new Error(`listed ${kvs.length}`)
  }
  return 10 * listed
}

async function rawLists(raw: Raw): Promise<number> {
  for (let i = 0; i < 10; i++) {
    const range = raw.getRange({ start: Buffer.from('/registry/pods/'), end: Buffer.from('/registry/pods0') })
    if ([...range].length !== listed) throw new Error('listed too few')
  }
  return 10 * listed
}

/** Events given to all watchers together while 64 writers put. */
async function fanOut(store: Store): Promise<number> {
  const { signal } = new AbortController()
  const each = 50
  const last = store.revision + 64 * each
  let events = 0
  const follow = async () => {
    for await (const batch of store.watch('/registry/pods/', { signal })) {
      events += batch.events.length
      if (batch.revision >= last) return
    }
  }
  const watching = Array.from({ length: watchers }, follow)
  await puts((key) => store.put(key, value), { writers: 64, each })
  await Promise.all(watching)
  return events
}

function report(what: string, unit: string, rates: { store: number; raw?: number }): void {
  const { store, raw } = rates
  const against =
    raw === undefined ? '' : `  LMDB ${raw.toFixed(0).padStart(9)}  ratio ${(store / raw).toFixed(2)}`
  console.log(`${what.padEnd(28)} ${store.toFixed(0).padStart(9)} ${unit.padEnd(8)}${against}`)
}

async function main(parent: string): Promise<void> {
  const dir = await mkdtemp(join(parent, 'wherry-bench-'))
  const options = {
    encoding: 'binary',
    keyEncoding: 'binary',
    overlappingSync: false,
    noSubdir: true,
  } as const
  const raw: Raw = open<Buffer, Buffer>({ ...options, path: join(dir, 'raw.mdb'), mapSize: 16 * 1024 ** 3 })
  const store = await openLmdbStore({ dir: join(dir, 'store'), clock: systemClock })
  try {
    const storePut: Put = (key) => store.put(key, value)
    const rawPut: Put = (key) => raw.put(Buffer.from(key), value)
    for (const put of [rawPut, storePut]) await puts(put, { writers: 500, each: listed / 500 })
    let create = 0
    for (const [writers, each] of [
      [1, 500],
      [64, 150],
    ] as const) {
      const who = `${writers} writer${writers === 1 ? '' : 's'}`
      const compare = async (what: string, load: Load & { readonly create?: number }) => {
        const rates = {
          raw: await rate(() => puts(rawPut, load)),
          store: await rate(() => puts(storePut, load)),
        }
        report(`${what}, ${who}`, 'puts/s', rates)
      }
      await compare('creates', { writers, each, create })
      await compare('updates', { writers, each })
      create += writers * each
    }
    const rawGets = await rate(() => gets((key) => raw.get(Buffer.from(key))))
    report('gets', 'gets/s', { store: await rate(() => gets((key) => store.get(key))), raw: rawGets })
    const rawList = await rate(() => rawLists(raw))
    report('list of 10,000', 'keys/s', { store: await rate(() => storeLists(store)), raw: rawList })
    report(`watch, ${watchers} watchers`, 'events/s', { store: await rate(() => fanOut(store)) })
    const startMs = systemClock.monotonic()
    await store.compact(store.revision)
    console.log(
      `compaction of ${store.revision} revisions: ${(systemClock.monotonic() - startMs).toFixed(0)} ms`,
    )
  } finally {
    await store.close()
    await raw.close()
    await rm(dir, { recursive: true })
  }
}

await main(process.argv[2] ?? tmpdir())
