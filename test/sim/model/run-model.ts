// One run of the model: a plan's steps by several clients at once, against a server that is killed, slowed and compacted
// meanwhile, in virtual time; then rest; then everything is held against the log.
import { sleep } from '../../../src/base/clock.ts'
import { createLogger, type Logger } from '../../../src/base/log.ts'
import { settle } from '../../../src/base/node/system-clock.ts'
import { type Rng, randomInt, seededRng } from '../../../src/base/rng.ts'
import { TaskGroup } from '../../../src/base/task-group.ts'
import { VirtualClock } from '../../../src/base/virtual-clock.ts'
import { TransportError } from '../../../src/client/transport-error.ts'
import type { HttpHandler } from '../../../src/machinery/http.ts'
import type { WatchEvent } from '../../../src/store/store.ts'
import { type FaultSwitch, faultyTransport } from '../faults.ts'
import { checkHistory } from './check-history.ts'
import { act } from './client-actions.ts'
import { ModelInformers } from './model-informers.ts'
import { type ClientAction, clients, operator, planOf, type ServerAction, type Step } from './plan.ts'
import { Recorder, type RecorderOptions } from './recorder.ts'
import type { Json } from './records.ts'
import type { Resource } from './selection.ts'
import { type Life, ServerLives } from './server-lives.ts'
import type { Turn } from './turn.ts'

export interface ModelRun {
  readonly seed: number
  readonly trace: readonly string[]
  /** Empty where the server kept all its promises. */
  readonly violations: readonly string[]
  readonly calls: number
  readonly events: number
}

export interface ModelOptions {
  readonly seed: number
  readonly steps?: number
  /** In place of those of the seed. */
  readonly plan?: readonly Step[]
  /** A server that is broken on purpose, to see that the model finds it. */
  readonly sabotage?: Sabotage
}

export interface Sabotage {
  readonly feed?: (event: WatchEvent) => WatchEvent | undefined
  readonly loses?: (key: string) => boolean
  readonly answer?: NonNullable<RecorderOptions['sabotage']>
  readonly transport?: (handler: HttpHandler) => HttpHandler
}

export const defaultSteps = 150
const limitMs = 24 * 3600_000
const restMs = 200_000
const historyMs = 5 * 60_000
/** What only a defect logs. */
const defects = new Set(['an informer handler threw', 'request failed', 'unexpected error'])

export async function runModel(options: ModelOptions): Promise<ModelRun> {
  const { seed, steps = defaultSteps, plan = planOf(seed, steps), sabotage = {} } = options
  const clock = new VirtualClock({ settle: settleAll })
  const run = new Run({ seed, plan, sabotage, clock })
  const done = run.whole()
  let over = false
  const ended = done.finally(() => {
    over = true
  })
  ended.catch(() => {})
  await clock.runUntil(() => over, { limitMs })
  await ended
  return run.result()
}

/** Work goes from promise to promise and over a few turns of the loop; none of it waits for time. */
async function settleAll(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) await settle()
}

interface RunOptions {
  readonly seed: number
  readonly plan: readonly Step[]
  readonly sabotage: Sabotage
  readonly clock: VirtualClock
}

class Run {
  readonly #options: RunOptions
  readonly #rng: Rng
  readonly #lives: ServerLives
  readonly #recorder: Recorder
  readonly #faults: FaultSwitch = { on: false, lostPods: 0 }
  readonly #wrong: string[] = []
  readonly #reading = new AbortController()
  readonly #background: Promise<void>[] = []
  #informing: ModelInformers | undefined

  constructor(options: RunOptions) {
    const { seed, clock, sabotage } = options
    this.#options = options
    this.#rng = seededRng(seed ^ 0x5eed)
    const lives = new ServerLives({
      seed,
      clock,
      log: this.#log(),
      servers: seed % 2 === 0 ? 2 : 1,
      delayMs: () => (this.#faults.on ? slowness(this.#rng) : 0),
      ...(sabotage.feed && { sabotage: sabotage.feed }),
      ...(sabotage.loses && { loses: sabotage.loses }),
    })
    this.#lives = lives
    this.#recorder = new Recorder({
      clock,
      life: (server) => lives.life(server),
      store: lives.store,
      log: lives.log,
      ...(sabotage.answer && { sabotage: sabotage.answer }),
    })
  }

  #log(): Logger {
    return createLogger({
      level: 'error',
      write: ({ message, fields }) => {
        if (defects.has(message)) this.#wrong.push(`Defect: ${message} ${JSON.stringify(fields)}`)
      },
    })
  }

  async whole(): Promise<void> {
    const { clock, plan } = this.#options
    await this.#lives.start()
    for (const name of ['a', 'b']) await this.#namespace(name)
    const informing = new TaskGroup({ signal: new AbortController().signal })
    informing.spawn((signal) => this.#inform(signal))
    this.#faults.on = true
    const actors = Array.from({ length: clients }, (_, actor) => this.#client(actor))
    await Promise.all([...actors, this.#operate(plan.filter(({ actor }) => actor === operator))])
    this.#faults.on = false
    await this.#lives.start()
    this.#recorder.note('quiet from now on')
    await sleep(clock, restMs, never)
    this.#recorder.restedAt = this.#lives.store.revision
    this.#reading.abort(new Error('the run is over'))
    await Promise.all(this.#background)
    this.#informing?.finish()
    informing.stop()
    await informing.wait()
    await this.#lives.end()
  }

  async #namespace(name: string): Promise<void> {
    const body = Buffer.from(JSON.stringify({ metadata: { name } }))
    const headers = { 'content-type': 'application/json' }
    const response = await this.#send({
      method: 'POST',
      target: '/api/v1/namespaces',
      headers,
      body,
      ...never,
    })
    for await (const _ of response.body);
  }

  /** For those that do not record each call. */
  readonly #send: HttpHandler = async (request) => {
    const life = this.#lives.life(randomInt(this.#rng, 2))
    if (life === undefined) throw new TransportError('unreachable', 'nobody is there')
    const signal = AbortSignal.any([request.signal, life.signal])
    const response = await life.handler({ ...request, signal })
    return { ...response, body: untilGone(response.body, life.signal) }
  }

  async #client(actor: number): Promise<void> {
    const memory = new Map<string, Json>()
    for (const step of this.#options.plan) {
      if (step.actor !== actor) continue
      await sleep(this.#options.clock, step.pauseMs, never)
      await act(step.action as ClientAction, this.#turn(step, memory))
    }
  }

  #turn({ id, actor, seed }: Step, memory: Map<string, Json>): Turn {
    return {
      who: `client-${actor}`,
      rng: seededRng(seed),
      recorder: this.#recorder,
      calm: false,
      memory,
      stamp: `step-${id}`,
      background: (work) => void this.#background.push(work),
      signal: this.#reading.signal,
      forgotten: (resource, life) => this.#forgotten(resource, life),
    }
  }

  /** A server keeps events since it began, and for five minutes. */
  #forgotten(resource: Resource, life: Life): number {
    const oldest = this.#options.clock.now() - historyMs
    const aged = this.#lives.log.findLast(
      ({ key, ms }) => ms < oldest && key.startsWith(`/registry/core/${resource}/`),
    )
    return Math.max(life.loadedAt(), aged?.revision ?? 0)
  }

  async #operate(steps: readonly Step[]): Promise<void> {
    for (const { pauseMs, action, seed } of steps) {
      await sleep(this.#options.clock, pauseMs, never)
      this.#recorder.note(`the server: ${action}`)
      await this.#happen(action as ServerAction, seededRng(seed))
    }
  }

  async #happen(action: ServerAction, rng: Rng): Promise<void> {
    const { clock } = this.#options
    const { store } = this.#lives
    if (action === 'age') await sleep(clock, historyMs + 10_000, never)
    else if (action === 'reload') this.#lives.breakWatch()
    else if (action === 'compact') {
      const revision = Math.max(1, store.revision - randomInt(rng, 12))
      if (revision > store.compactRevision) await store.compact(revision)
    } else {
      await this.#lives.stop(action, randomInt(rng, 2))
      await sleep(clock, randomInt(rng, 2000), never)
      await this.#lives.start()
    }
  }

  async #inform(signal: AbortSignal): Promise<void> {
    const { clock, seed, sabotage } = this.#options
    const rng = seededRng(seed ^ 0x1f0)
    const faulty = faultyTransport(this.#send, {
      clock: () => clock,
      rng,
      faults: this.#faults,
      violated: (text) => this.#wrong.push(`Watch: ${text}`),
    })
    const handler = sabotage.transport?.(faulty) ?? faulty
    const log = this.#log()
    this.#informing = new ModelInformers({ handler, clock, rng, log }, this.#recorder)
    await this.#informing.run(signal)
  }

  result(): ModelRun {
    const { calls, watches, trace } = this.#recorder
    const violations = [...this.#wrong, ...checkHistory(this.#lives.log, this.#recorder)]
    const events = watches.reduce((sum, watch) => sum + watch.events.length, 0)
    return { seed: this.#options.seed, trace, violations, calls: calls.length, events }
  }
}

const never = { signal: new AbortController().signal }

/** A store that mostly answers at once. */
function slowness(rng: Rng): number {
  const dice = rng.next()
  if (dice < 0.7) return 0
  return dice < 0.99 ? randomInt(rng, 60) : randomInt(rng, 4000)
}

/** What a client still gets of an answer when the server goes: no more. */
async function* untilGone(body: AsyncIterable<Uint8Array>, gone: AbortSignal): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    if (gone.aborted) break
    yield chunk
  }
  if (gone.aborted) throw new TransportError('reset', 'the connection broke')
}
