// Kills a process that writes to an LMDB store, again and again at random moments, and looks at what is left: every
// answered write, no revision gone back, nothing shown to a reader or watcher that is not there, a watch without a gap.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { sleep } from '../../src/base/clock.ts'
import { systemClock } from '../../src/base/node/system-clock.ts'
import { randomInt, seededRng } from '../../src/base/rng.ts'
import { openLmdbStore } from '../../src/store/lmdb/lmdb-store.ts'
import type { Store } from '../../src/store/store.ts'
import { type HistoryEntry, StoreHistory } from '../../src/store/watch-checker.ts'

const kills = Number(process.env.WHERRY_STORE_KILLS ?? 25)
const seed = Number(process.env.WHERRY_STORE_SEED ?? 1)
const worker = fileURLToPath(new URL('./store-crash.worker.ts', import.meta.url))

/** What the killed processes said. */
interface Said {
  /** The newest revision that anybody was told of. */
  revision: number
  readonly counters: Map<string, number>
  readonly added: Map<string, number>
  readonly deleted: Map<string, number>
  acknowledged: number
}

function hear(said: Said, line: string): void {
  const [word, ...rest] = line.split(' ')
  const [key = '', value = ''] = rest
  said.revision = Math.max(said.revision, Number(rest.at(-1)))
  if (word === 'counted') said.counters.set(key, Number(value))
  else if (word === 'added') said.added.set(key, Number(value))
  else if (word === 'deleted') said.deleted.set(key, Number(value))
  if (word === 'counted' || word === 'added' || word === 'deleted') said.acknowledged++
}

/** Runs the writer until `lifeMs` after it began to write, then kills it. */
async function runAndKill(
  said: Said,
  options: { args: readonly (string | number)[]; lifeMs: number; signal: AbortSignal },
): Promise<void> {
  const { args, lifeMs, signal } = options
  const child = spawn(process.execPath, [worker, ...args.map(String)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const lines = createInterface({ input: child.stdout })
    const begun = once(lines, 'line', { signal })
    // A line is whole or absent: the kernel does not split so small a write to a pipe.
    lines.on('line', (line) => hear(said, line))
    const ended = once(lines, 'close', { signal })
    await begun
    await sleep(systemClock, lifeMs, { signal })
    assert.equal(child.exitCode, null, 'the writer was still writing')
    child.kill('SIGKILL')
    await ended
  } finally {
    await reap(child)
  }
}

async function reap(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}

async function readHistory(
  store: Store,
  options: { from: number; signal: AbortSignal },
): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = []
  if (options.from > store.revision) return entries
  for await (const { events, revision } of store.watch('/', options)) {
    for (const { type, kv } of events) {
      entries.push({ revision: kv.modRevision, type, key: kv.key, value: kv.value })
    }
    if (revision >= store.revision) break
  }
  return entries
}

async function checkAnswered(store: Store, said: Said): Promise<void> {
  assert.ok(store.revision >= said.revision, `revision ${store.revision}, but ${said.revision} was seen`)
  for (const [name, count] of said.counters) {
    const { kv } = await store.get(`/counter/${name}`)
    const found = Number(
      Buffer.from(kv?.value ?? [])
        .toString()
        .replaceAll('.', ''),
    )
    // One more may have been written and not answered.
    assert.ok(found === count || found === count + 1, `${name} counted to ${count} and is ${found}`)
    said.counters.set(name, found)
  }
  const { kvs } = await store.list('/added/')
  const present = new Map(kvs.map(({ key, modRevision }) => [key, modRevision]))
  for (const [key, revision] of said.added) {
    if (said.deleted.has(key)) assert.equal(present.has(key), false, `${key} was deleted`)
    // Its delete may have been written and not answered.
    else if (present.has(key)) assert.equal(present.get(key), revision)
    else assert.equal(Number(key.split('/').at(-1)) % 3, 0, `${key} is lost`)
  }
}

test(`openLmdbStore() after ${kills} kills finds every answered write`, { timeout: 240_000 }, async (t) => {
  const { signal } = t
  const dir = await mkdtemp(join(tmpdir(), 'wherry-crash-'))
  t.after(() => rm(dir, { recursive: true }))
  const rng = seededRng(seed)
  const said: Said = {
    revision: 1,
    counters: new Map(),
    added: new Map(),
    deleted: new Map(),
    acknowledged: 0,
  }
  const history: HistoryEntry[] = []
  for (let run = 0; run < kills; run++) {
    const from = history.length + 2
    await runAndKill(said, { args: [dir, run, from], lifeMs: randomInt(rng, 200), signal })
    await using store = await openLmdbStore({ dir, clock: systemClock })
    const { revision } = store
    assert.ok(revision >= from - 1, `the revision went back from ${from - 1} to ${revision}`)
    await checkAnswered(store, said)
    history.push(...(await readHistory(store, { from, signal })))
    said.revision = store.revision
  }
  assert.deepEqual(new StoreHistory(history).gaps(), [])
  assert.ok(said.acknowledged > kills * 20, `only ${said.acknowledged} writes were answered`)
  t.diagnostic(`${said.acknowledged} answered writes, ${history.length} revisions`)
})
