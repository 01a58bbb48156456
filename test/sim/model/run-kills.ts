// The model against a server in a process of its own, over a store on disk and a real socket, killed at random moments:
// what clients were told has to be in the log that is found afterwards. In real time, so that a seed is no repetition.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Clock, sleep } from '../../../src/base/clock.ts'
import { silentLogger } from '../../../src/base/log.ts'
import { systemClock } from '../../../src/base/node/system-clock.ts'
import { randomInt, seededRng } from '../../../src/base/rng.ts'
import { TaskGroup } from '../../../src/base/task-group.ts'
import { createUnixTransport, type Transport } from '../../../src/client/node/transport.ts'
import { TransportError } from '../../../src/client/transport-error.ts'
import type { HttpHandler } from '../../../src/machinery/http.ts'
import { openLmdbStore } from '../../../src/store/lmdb/lmdb-store.ts'
import type { HistoryEntry } from '../../../src/store/watch-checker.ts'
import { adminToken } from '../../../src/testing/cluster.ts'
import { checkHistory } from './check-history.ts'
import { act } from './client-actions.ts'
import { ModelInformers } from './model-informers.ts'
import { type ClientAction, clients, planOf } from './plan.ts'
import { Recorder } from './recorder.ts'
import type { Json } from './records.ts'
import type { Life } from './server-lives.ts'

const worker = fileURLToPath(new URL('./kill.worker.ts', import.meta.url))
/** What takes a second in a plan takes so much less here. */
const haste = 40
const restMs = 1500
const never = { signal: new AbortController().signal }

const hasty: Clock = {
  now: () => systemClock.now(),
  monotonic: () => systemClock.monotonic(),
  after: (delayMs, fire) => systemClock.after(delayMs / haste, fire),
}

export interface KillsResult {
  readonly violations: readonly string[]
  readonly calls: number
  readonly events: number
  readonly kills: number
}

export async function runKills(options: {
  readonly seed: number
  readonly steps: number
  readonly dir: string
}): Promise<KillsResult> {
  const { seed, steps, dir } = options
  const server = new KilledServer(dir)
  await server.start()
  const recorder = new Recorder({
    clock: hasty,
    life: () => server.life,
    // Nobody sees into the other process.
    store: { revision: Number.POSITIVE_INFINITY, compactRevision: 1 },
  })
  for (const name of ['a', 'b']) await server.makeNamespace(name)
  const informers = new ModelInformers(
    { handler: server.handler, clock: hasty, rng: seededRng(seed), log: silentLogger },
    recorder,
  )
  const tasks = new TaskGroup(never)
  tasks.spawn((signal) => informers.run(signal))
  const reading = new AbortController()
  const background: Promise<void>[] = []
  const clientOf = async (actor: number) => {
    const memory = new Map<string, Json>()
    for (const step of planOf(seed, steps)) {
      if (step.actor !== actor) continue
      await sleep(hasty, step.pauseMs, never)
      await act(step.action as ClientAction, {
        who: `client-${actor}`,
        rng: seededRng(step.seed),
        recorder,
        calm: false,
        memory,
        stamp: `step-${step.id}`,
        background: (work) => void background.push(work),
        signal: reading.signal,
        forgotten: (_resource, life) => life.loadedAt(),
      })
    }
  }
  let done = false
  const working = Promise.all(Array.from({ length: clients }, (_, actor) => clientOf(actor)))
  const kills = killAgainAndAgain(server, { seed, until: () => done })
  await working
  done = true
  const killed = await kills
  await sleep(systemClock, restMs, never)
  for (let waits = 0; waits < 100 && !(await informers.areCurrent()); waits++)
    await sleep(systemClock, restMs / 10, never)
  recorder.restedAt = recorder.shown
  reading.abort(new Error('the run is over'))
  await Promise.all(background)
  informers.finish()
  tasks.stop()
  await tasks.wait()
  await server.kill()
  const violations = checkHistory(await logOf(dir), recorder)
  const events = recorder.watches.reduce((sum, watch) => sum + watch.events.length, 0)
  return { violations, calls: recorder.calls.length, events, kills: killed }
}

async function killAgainAndAgain(
  server: KilledServer,
  { seed, until }: { readonly seed: number; readonly until: () => boolean },
): Promise<number> {
  const rng = seededRng(seed ^ 0xdead)
  for (let kills = 0; ; kills++) {
    await sleep(systemClock, 200 + randomInt(rng, 900), never)
    if (until()) return kills
    await server.kill()
    await server.start()
  }
}

/** Everything that the store on disk holds of its past: all of it, as nothing was compacted. */
async function logOf(dir: string): Promise<readonly HistoryEntry[]> {
  const store = await openLmdbStore({ dir, clock: systemClock })
  const entries: HistoryEntry[] = []
  try {
    for await (const { events, revision } of store.watch('', { from: 2, ...never })) {
      for (const { type, kv } of events)
        entries.push({ revision: kv.modRevision, type, key: kv.key, value: kv.value })
      if (revision >= store.revision) break
    }
  } finally {
    await store.close()
  }
  return entries
}

class KilledServer {
  readonly #dir: string
  readonly #path: string
  #child: ChildProcess | undefined
  #transport: Transport | undefined
  #ending = new AbortController()
  life: Life | undefined

  constructor(dir: string) {
    this.#dir = dir
    this.#path = join(dir, 'socket')
  }

  async start(): Promise<void> {
    const child = spawn(process.execPath, [worker, this.#dir, this.#path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#child = child
    const [line] = await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      once(child, 'exit').then(([code]) => assert.fail(`the server ended as it started: ${code}`)),
    ])
    const transport = createUnixTransport({ socketPath: this.#path })
    const ending = new AbortController()
    this.#transport = transport
    this.#ending = ending
    this.life = {
      handler: (request) =>
        transport.handler({
          ...request,
          headers: { authorization: `Bearer ${adminToken}`, ...request.headers },
        }),
      signal: ending.signal,
      loadedAt: () => Number(line),
    }
  }

  /** For those that do not record each call. */
  readonly handler: HttpHandler = async (request) => {
    const { life } = this
    if (life === undefined) throw new TransportError('unreachable', 'nobody is there')
    return life.handler(request)
  }

  async makeNamespace(name: string): Promise<void> {
    const response = await this.handler({
      method: 'POST',
      target: '/api/v1/namespaces',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ metadata: { name } }),
      ...never,
    })
    for await (const _ of response.body);
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (child === undefined) return
    this.life = undefined
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    this.#ending.abort(new Error('the server was killed'))
    await this.#transport?.close()
  }
}
