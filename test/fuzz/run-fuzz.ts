// Random malformed requests against an API server, in process and over TLS with both versions of HTTP, for a bounded time. A
// fault is an answer of 500, a stray rejection, a grown Object.prototype, a request that is not answered in time, or memory
// that grows.
import { seededRng } from '../../src/base/rng.ts'
import type { HttpHandler } from '../../src/machinery/http.ts'
import { adminToken } from '../../src/testing/cluster.ts'
import type { Send } from '../integration/security-client.ts'
import { startTlsServer, type TlsServer } from '../integration/security-tls.ts'
import { Dice } from './dice.ts'
import { definition, fuzzedKinds, fuzzKinds } from './fuzz-kinds.ts'
import { type FuzzAnswer, isEndless, Wire } from './fuzz-wire.ts'
import { type FuzzRequest, RequestFuzzer } from './requests.ts'

export interface FuzzResult {
  readonly requests: number
  /** How many answers there were of each status; 0 for connections that broke. */
  readonly statuses: ReadonlyMap<number, number>
  readonly faults: readonly string[]
}

const maxFaults = 20
const answerMs = 10_000
const atOnce = 6
const clearEvery = 500
const watchMs = 20
const maxGrowth = 300 << 20
const hung = -1
const broken = -2

/** Upstream answers 500 to these, too: budgets that overlap, and applied fields that the schema does not have. */
const dueFaults =
  /more than one PodDisruptionBudget|failed to (?:create typed|convert)[^"]* object|no preferred addresses found|address not allowed/

export async function runFuzz(options: { readonly seed: number; readonly ms: number }): Promise<FuzzResult> {
  await using server = await startTlsServer({ kinds: fuzzedKinds })
  const run = new FuzzRun(server, options.seed)
  try {
    return await run.whole(options.ms)
  } finally {
    run.close()
  }
}

class FuzzRun {
  readonly #server: TlsServer
  readonly #admin: Send
  readonly #handler: HttpHandler
  readonly #wire: Wire
  readonly #fuzzer: RequestFuzzer
  readonly #dice: Dice
  readonly #statuses = new Map<number, number>()
  readonly #faults: string[] = []
  #requests = 0
  #baseline = 0
  #clearing: Promise<void> | undefined

  constructor(server: TlsServer, seed: number) {
    this.#server = server
    this.#admin = server.send()
    this.#handler = server.handler()
    this.#wire = new Wire(server)
    this.#fuzzer = new RequestFuzzer(seededRng(seed))
    this.#dice = new Dice(seededRng(seed + 1))
  }

  async whole(ms: number): Promise<FuzzResult> {
    const stray = (error: unknown) =>
      void this.#faults.push(`stray: ${error instanceof Error ? error.stack : String(error)}`)
    process.on('unhandledRejection', stray).on('uncaughtException', stray)
    try {
      await this.#throwAll(ms)
    } finally {
      process.off('unhandledRejection', stray).off('uncaughtException', stray)
    }
    return { requests: this.#requests, statuses: this.#statuses, faults: this.#faults }
  }

  async #throwAll(ms: number): Promise<void> {
    const inherited = Reflect.ownKeys(Object.prototype).length
    await this.#admin('POST', '/api/v1/namespaces', { body: { metadata: { name: 'default' } } })
    await this.#admin('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { body: definition })
    await this.#clear()
    const end = performance.now() + ms
    // Several at once: one that has to wait does not hold the others up.
    await Promise.all(Array.from({ length: atOnce }, () => this.#worker(end, inherited)))
    const growth = this.#baseline === 0 ? 0 : heapAfterCollection() - this.#baseline
    if (growth > maxGrowth) this.#faults.push(`memory grew by ${growth} bytes`)
    if ((await this.#admin('GET', '/api/v1/namespaces/default')).code !== 200)
      this.#faults.push('the server no longer answers')
  }

  /** Ends the connections, for which a server waits that is to end. */
  close(): void {
    this.#wire.close()
  }

  async #worker(end: number, inherited: number): Promise<void> {
    while (performance.now() < end && this.#faults.length < maxFaults) {
      const request = this.#fuzzer.next()
      // What ends the namespace ends the run's use.
      if (request.method === 'DELETE' && /^\/api\/v1\/namespaces\/default(?:[?/]?$|\?)/.test(request.target))
        continue
      const number = ++this.#requests
      const { status, text } = await within(this.#send(request, number))
      this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1)
      if (status === hung) this.#faults.push(`no answer within ${answerMs} ms: ${describe(request)}`)
      if (status === broken) this.#faults.push(`thrown: ${describe(request)} ${text}`)
      if (status === 500 && !dueFaults.test(text))
        this.#faults.push(`500: ${describe(request)} ${this.#why(text)}`)
      if (Reflect.ownKeys(Object.prototype).length !== inherited)
        this.#faults.push(`Object.prototype grew: ${describe(request)}`)
      if (number === 4 * clearEvery) this.#baseline = heapAfterCollection()
      if (number % clearEvery === 0) this.#clearing = this.#clear()
      await this.#clearing
    }
  }

  #why(text: string): string {
    const err = this.#server.logs.findLast(({ fields }) => fields?.err !== undefined)?.fields?.err
    return `${text.slice(0, 300)} ${err instanceof Error ? err.stack : ''}`
  }

  async #send(request: FuzzRequest, number: number): Promise<FuzzAnswer> {
    if (request.upgrades || number % 16 === 5) return this.#wire.http1(request, this.#dice)
    if (number % 4 === 3) return this.#wire.http2(request)
    return this.#inProcess(request)
  }

  async #inProcess(request: FuzzRequest): Promise<FuzzAnswer> {
    const { method, target, headers, body } = request
    const stop = new AbortController()
    const enough = isEndless(request)
      ? setTimeout(() => stop.abort(new Error('enough of it')), watchMs)
      : undefined
    try {
      const response = await this.#handler({
        method,
        target,
        headers: { authorization: `Bearer ${adminToken}`, ...headers },
        signal: stop.signal,
        ...(body && { body }),
      })
      let text = ''
      for await (const part of response.body) if (text.length < 400) text += Buffer.from(part).toString()
      return { status: response.status, text }
    } catch (error) {
      if (stop.signal.aborted) return { status: 0, text: '' }
      throw error
    } finally {
      clearTimeout(enough)
    }
  }

  /** Objects that were made would add up, and that is no leak. Good ones are put in their place. */
  async #clear(): Promise<void> {
    await this.#remove()
    for (const { collection, sample } of fuzzKinds)
      if (sample !== undefined) await this.#tidy('POST', collection, sample)
  }

  async #tidy(method: string, target: string, body?: object): Promise<void> {
    const asked = this.#admin(method, target, body && { body })
    const { status } = await within(asked.then(({ code, text }) => ({ status: code, text })))
    if (status === hung) this.#faults.push(`no answer within ${answerMs} ms: ${method} ${target}`)
  }

  async #remove(): Promise<void> {
    for (const { collection, onlyTried } of fuzzKinds) {
      if (onlyTried || collection === '/api/v1/namespaces' || collection.endsWith('definitions')) continue
      for (const name of collection.includes('/namespaces/') ? [''] : ['/fuzz', '/other'])
        await this.#tidy('DELETE', `${collection}${name}?gracePeriodSeconds=0`)
    }
  }
}

async function within(answering: Promise<FuzzAnswer>): Promise<FuzzAnswer> {
  const failed = (error: unknown): FuzzAnswer => ({ status: broken, text: String((error as Error).stack) })
  const { promise, resolve } = Promise.withResolvers<FuzzAnswer>()
  const limit = setTimeout(() => resolve({ status: hung, text: '' }), answerMs)
  try {
    return await Promise.race([answering.catch(failed), promise])
  } finally {
    clearTimeout(limit)
  }
}

function heapAfterCollection(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

export function describe({ method, target, headers, body }: FuzzRequest): string {
  const text = body === undefined ? '' : Buffer.from(body).toString().slice(0, 600)
  return `${method} ${target} ${JSON.stringify(headers)} ${text}`
}
