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
}

export interface TimedEntry extends HistoryEntry {
  readonly ms: number
}

export interface ServerLivesOptions extends Omit<GateOptions, 'store'> {
  readonly seed: number
  readonly log: Logger
}

export class ServerLives {
  readonly #options: ServerLivesOptions
  readonly #clock: Clock
  readonly store: Store
  readonly log: TimedEntry[] = []
  readonly #tasks = new TaskGroup({ signal: new AbortController().signal })
  #gate: StoreGate | undefined
  #server: TestServer | undefined
  #life: (Life & { end(): void }) | undefined
  #lives = 0
  /** Ends of servers that nobody waited for. */
  readonly #endings: Promise<void>[] = []

  constructor(options: ServerLivesOptions) {
    this.#options = options
    this.#clock = options.clock
    this.store = createMemoryStore({ clock: options.clock })
    this.#tasks.spawn((signal) => this.#witness(signal))
  }

  /** The server, while there is one. */
  get life(): Life | undefined {
    return this.#life
  }

  /** The server's history of events begins at the latest here. */
  get loadedAt(): number {
    return this.#gate?.loadedAt ?? 0
  }

  async #witness(signal: AbortSignal): Promise<void> {
    for await (const { events } of this.store.watch('', { from: 2, signal })) {
      const ms = this.#clock.now()
      for (const { type, kv } of events)
        this.log.push({ revision: kv.modRevision, type, key: kv.key, value: kv.value, ms })
    }
  }

  async start(): Promise<void> {
    const { clock, seed, log } = this.#options
    const gate = new StoreGate({ ...this.#options, store: this.store })
    this.#gate = gate
    const rng: Rng = seededRng(seed + ++this.#lives)
    const server = await startTestServer({ clock, rng, log, store: gate })
    const ending = new AbortController()
    this.#server = server
    this.#life = {
      handler: server.handler(),
      signal: ending.signal,
      end: () => ending.abort(new Error('the connection broke')),
    }
  }

  /** `crash`: nothing ends in good order, and nobody waits for it. */
  async stop(how: 'restart' | 'crash'): Promise<void> {
    const [life, server, gate] = [this.#life, this.#server, this.#gate]
    this.#life = undefined
    if (how === 'crash') gate?.shut()
    life?.end()
    const stopped = server?.stop() ?? Promise.resolve()
    if (how === 'crash') {
      // What a killed process would have said nobody hears.
      this.#endings.push(stopped.catch(() => {}))
      return
    }
    await stopped
    gate?.shut()
  }

  breakWatch(): void {
    this.#gate?.breakWatch()
  }

  async end(): Promise<void> {
    await this.stop('restart')
    await Promise.all(this.#endings)
    this.#tasks.stop()
    await this.#tasks.wait()
    await this.store.close()
  }
}
