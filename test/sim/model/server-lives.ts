// A server that is stopped, killed and started again over one store, and the witness beside it that keeps the store's
// whole log, however much of it is compacted.
import type { Clock } from '../../../src/base/clock.ts'
import type { Logger } from '../../../src/base/log.ts'
import { type Rng, seededRng } from '../../../src/base/rng.ts'
import { TaskGroup } from '../../../src/base/task-group.ts'
import type { HttpHandler } from '../../../src/machinery/http.ts'
import { createMemoryStore } from '../../../src/store/memory/memory-store.ts'
import type { Store } from '../../../src/store/store.ts'
import type { HistoryEntry } from '../../../src/store/watch-checker.ts'
import { startTestServer, type TestServer } from '../../../src/testing/cluster.ts'
import { type GateOptions, StoreGate } from './store-gate.ts'

/** A server that answers requests, as a client sees it. */
export interface Life {
  readonly handler: HttpHandler
  /** Aborts when the server is gone. */
  readonly signal: AbortSignal
  /** Its history of events begins at the latest here. */
  loadedAt(): number
}

export interface TimedEntry extends HistoryEntry {
  readonly ms: number
}

export interface ServerLivesOptions extends Omit<GateOptions, 'store'> {
  readonly seed: number
  readonly log: Logger
  /** So many servers over the one store. */
  readonly servers: number
}

interface Running {
  readonly life: Life
  readonly server: TestServer
  readonly gate: StoreGate
  end(): void
}

export class ServerLives {
  readonly #options: ServerLivesOptions
  readonly #clock: Clock
  readonly store: Store
  readonly log: TimedEntry[] = []
  readonly #tasks = new TaskGroup({ signal: new AbortController().signal })
  readonly #running = new Map<number, Running>()
  #lives = 0
  /** Ends of servers that nobody waited for. */
  readonly #endings: Promise<void>[] = []

  constructor(options: ServerLivesOptions) {
    this.#options = options
    this.#clock = options.clock
    this.store = createMemoryStore({ clock: options.clock })
    this.#tasks.spawn((signal) => this.#witness(signal))
  }

  /** One of the servers that are there. */
  life(choice: number): Life | undefined {
    const { servers } = this.#options
    for (let i = 0; i < servers; i++) {
      const running = this.#running.get((choice + i) % servers)
      if (running !== undefined) return running.life
    }
    return undefined
  }

  async #witness(signal: AbortSignal): Promise<void> {
    for await (const { events } of this.store.watch('', { from: 2, signal })) {
      const ms = this.#clock.now()
      for (const { type, kv } of events)
        this.log.push({ revision: kv.modRevision, type, key: kv.key, value: kv.value, ms })
    }
  }

  /** Starts those that are not there. */
  async start(): Promise<void> {
    for (let i = 0; i < this.#options.servers; i++)
      if (!this.#running.has(i)) this.#running.set(i, await this.#begin())
  }

  async #begin(): Promise<Running> {
    const { clock, seed, log } = this.#options
    const gate = new StoreGate({ ...this.#options, store: this.store })
    const rng: Rng = seededRng(seed + ++this.#lives)
    const server = await startTestServer({ clock, rng, log, store: gate })
    const ending = new AbortController()
    const life = { handler: server.handler(), signal: ending.signal, loadedAt: () => gate.loadedAt }
    return { life, server, gate, end: () => ending.abort(new Error('the connection broke')) }
  }

  /** `crash`: nothing ends in good order, and nobody waits for it. */
  async stop(how: 'restart' | 'crash', which: number): Promise<void> {
    const slot = which % this.#options.servers
    const running = this.#running.get(slot)
    if (running === undefined) return
    const { server, gate, end } = running
    this.#running.delete(slot)
    if (how === 'crash') gate.shut()
    end()
    const stopped = server.stop()
    if (how === 'crash') {
      // What a killed process would have said nobody hears.
      this.#endings.push(stopped.catch(() => {}))
      return
    }
    await stopped
    gate.shut()
  }

  /** Those that are there have to read everything again. */
  breakWatch(): void {
    for (const { gate } of this.#running.values()) gate.breakWatch()
  }

  async end(): Promise<void> {
    for (const which of [...this.#running.keys()]) await this.stop('restart', which)
    await Promise.all(this.#endings)
    this.#tasks.stop()
    await this.#tasks.wait()
    await this.store.close()
  }
}
