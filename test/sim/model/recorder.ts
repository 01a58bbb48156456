// Sends the requests of a run and writes down what came back, and when: by the revisions that had been shown to anybody,
// which is the only time that counts here.
import { type Clock, sleep } from '../../../src/base/clock.ts'
import type { Rng } from '../../../src/base/rng.ts'
import { randomInt } from '../../../src/base/rng.ts'
import { TransportError } from '../../../src/client/transport-error.ts'
import type { HistoryEntry } from '../../../src/store/watch-checker.ts'
import type { Call, InformerRecord, Json, Outcome, Records, WatchRecord, What } from './records.ts'
import type { Life } from './server-lives.ts'
import { revisionOf } from './truth.ts'

export interface Request {
  readonly method: string
  readonly target: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** What goes wrong on the way. */
export interface Fate {
  readonly beforeMs: number
  readonly afterMs: number
  /** Which server is asked, where there are several. */
  readonly server: number
  readonly loss: 'none' | 'request' | 'answer' | 'abort'
}

export interface RecorderOptions {
  readonly clock: Clock
  readonly life: (server: number) => Life | undefined
  readonly store: { readonly revision: number; readonly compactRevision: number }
  /** The store's log as far as it is known, for answers that do not name their revision. */
  readonly log?: readonly HistoryEntry[]
  /** A server that answers wrongly on purpose. */
  readonly sabotage?: (request: Request, body: Json) => Json
}

const calm: Fate = { beforeMs: 0, afterMs: 0, server: 0, loss: 'none' }

export function fateOf(rng: Rng): Fate {
  const delay = () => (rng.next() < 0.3 ? randomInt(rng, 300) : 0)
  const dice = rng.next()
  const loss = dice < 0.03 ? 'request' : dice < 0.07 ? 'answer' : dice < 0.09 ? 'abort' : 'none'
  return { beforeMs: delay(), afterMs: delay(), server: randomInt(rng, 2), loss }
}

export class Recorder implements Records {
  readonly calls: Call[] = []
  readonly watches: WatchRecord[] = []
  readonly informers: InformerRecord[] = []
  readonly trace: string[] = []
  readonly #options: RecorderOptions
  readonly #startMs: number
  /** The newest revision that anybody has been shown. */
  shown = 0
  /** Everything is quiet, at this revision: a watch that is still open has seen all up to it. */
  restedAt: number | undefined
  #ids = 0

  constructor(options: RecorderOptions) {
    this.#options = options
    this.#startMs = options.clock.now()
  }

  get clock(): Clock {
    return this.#options.clock
  }

  life(server: number): Life | undefined {
    return this.#options.life(server)
  }

  get now(): { readonly floor: number; readonly ceiling: number } {
    return { floor: this.shown, ceiling: this.#options.store.revision }
  }

  note(text: string): void {
    const seconds = (this.#options.clock.now() - this.#startMs) / 1000
    this.trace.push(`${seconds.toFixed(3).padStart(9)} ${text}`)
  }

  saw(revision: number): void {
    if (revision > this.shown) this.shown = revision
  }

  async call(
    who: string,
    request: Request,
    { what, fate = calm }: { readonly what: What; readonly fate?: Fate },
  ): Promise<Outcome> {
    const id = ++this.#ids
    const text = `#${id} ${who} ${request.method} ${request.target}${describe(request.body)}`
    const floor = this.shown
    const outcome = await this.#exchange(request, fate)
    const { revision: ceiling, compactRevision: compacted } = this.#options.store
    this.calls.push({ id, text, what, floor, ceiling, compacted, outcome })
    this.note(`${text} -> ${outcomeText(outcome)} [${floor}, ${ceiling}]`)
    if (outcome.type === 'answered') this.saw(newestIn(outcome.body) || this.#unnamed(what, outcome, floor))
    return outcome
  }

  /** The revision of an answered write whose answer is a mere Success. */
  #unnamed(what: What, { body, status }: Outcome & { type: 'answered' }, floor: number): number {
    if (body.kind !== 'Status' || status >= 300 || what.type !== 'write' || !('key' in what.target)) return 0
    const { stamp, target, dryRun } = what
    const { key } = target
    const isIt = ({ type, value }: HistoryEntry) =>
      stamp === undefined ? type === 'delete' : Buffer.from(value).includes(`"${stamp}"`)
    const found = this.#options.log?.find(
      (entry) => entry.revision > floor && entry.key === key && isIt(entry),
    )
    return dryRun ? 0 : (found?.revision ?? 0)
  }

  async #exchange(request: Request, { beforeMs, afterMs, loss, server }: Fate): Promise<Outcome> {
    const { clock } = this.#options
    const cut = new AbortController()
    await pause(clock, beforeMs)
    const life = this.#options.life(server)
    if (life === undefined || loss === 'request') return { type: 'refused' }
    if (loss === 'abort') clock.after(afterMs, () => cut.abort(new Error('the client went away')))
    const signal = AbortSignal.any([life.signal, cut.signal])
    try {
      const outcome = await orCut(send(life, request, signal), signal)
      if (loss !== 'abort') await pause(clock, afterMs)
      if (loss !== 'none' || outcome.type !== 'answered') return { type: 'unknown' }
      const { sabotage } = this.#options
      return sabotage === undefined ? outcome : { ...outcome, body: sabotage(request, outcome.body) }
    } catch (error) {
      if (error instanceof TransportError && error.code === 'unreachable') return { type: 'refused' }
      if (signal.aborted || error instanceof TransportError) return { type: 'unknown' }
      throw error
    }
  }
}

async function pause(clock: Clock, ms: number): Promise<void> {
  if (ms > 0) await sleep(clock, ms, never)
}

const never = { signal: new AbortController().signal }

async function send(life: Life, request: Request, signal: AbortSignal): Promise<Outcome> {
  const { method, target, headers, body } = request
  const response = await life.handler({
    method,
    target,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal,
  })
  const parts: Uint8Array[] = []
  for await (const part of response.body) parts.push(part)
  return { type: 'answered', status: response.status, body: JSON.parse(Buffer.concat(parts).toString()) }
}

/** A broken connection ends the wait, whatever the server still does. */
async function orCut<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  answer.catch(() => {})
  try {
    signal.throwIfAborted()
    return await Promise.race([answer, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function newestIn(body: Json): number {
  const own = revisionOf({ metadata: {}, ...body })
  return Number.isNaN(own) ? 0 : own
}

const describe = (body: unknown) => (body === undefined ? '' : ` ${JSON.stringify(body).slice(0, 200)}`)

function outcomeText(outcome: Outcome): string {
  if (outcome.type !== 'answered') return outcome.type
  const { status, body } = outcome
  if (body.kind === 'Status' && status >= 400) return `${status} ${body.message}`
  const items = body.items === undefined ? '' : ` ${body.items.length} items`
  return `${status} at ${body.metadata?.resourceVersion}${items}`
}
