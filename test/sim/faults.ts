// What goes wrong between a part of the cluster and the API server: watches break off, requests are slow, refused, or carried
// out without an answer. It also reads along every watch and says where one breaks its promises.
import { type Clock, sleep } from '../../src/base/clock.ts'
import { type Rng, randomInt } from '../../src/base/rng.ts'
import type { HttpHandler, HttpRequest, HttpResponse } from '../../src/machinery/http.ts'

export interface FaultSwitch {
  /** Faults happen only while it is on. */
  on: boolean
  /** Pods that were made without an answer. Who asked makes another before the watch shows the first, as upstream does. */
  lostPods: number
}

export interface FaultOptions {
  readonly clock: () => Clock
  readonly rng: Rng
  readonly faults: FaultSwitch
  /** Told what a watch did that it must not. */
  readonly violated: (text: string) => void
}

const refusals = [
  { code: 409, reason: 'Conflict', message: 'injected: the object has been modified' },
  { code: 500, reason: 'InternalError', message: 'injected' },
  { code: 503, reason: 'ServiceUnavailable', message: 'injected' },
] as const

export function faultyTransport(handler: HttpHandler, options: FaultOptions): HttpHandler {
  const { rng, faults, violated } = options
  const chance = (probability: number) => faults.on && rng.next() < probability
  return async (request) => {
    if (chance(0.05)) await sleep(options.clock(), randomInt(rng, 1500), request)
    const isRead = request.method === 'GET'
    if (chance(isRead ? 0.02 : 0.1)) {
      // A read has nothing to conflict with.
      return refusal(refusals[isRead ? 1 + randomInt(rng, 2) : randomInt(rng, 3)] ?? refusals[1])
    }
    const response = await handler(request)
    if (!isRead && chance(0.05)) {
      for await (const _ of response.body);
      if (request.method === 'POST' && request.target.endsWith('/pods')) faults.lostPods++
      return refusal(refusals[1])
    }
    if (!isWatch(request) || response.status !== 200) return response
    return { ...response, body: watched(response, { ...options, target: request.target, violated }) }
  }
}

const isWatch = ({ target }: HttpRequest) => /[?&]watch=(?:true|1)/.test(target)

function refusal({ code, reason, message }: (typeof refusals)[number]): HttpResponse {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, code, message }
  const bytes = new TextEncoder().encode(JSON.stringify(status))
  const body = (async function* () {
    yield bytes
  })()
  return { status: code, headers: { 'content-type': 'application/json' }, body }
}

/** Passes a watch on until it breaks off, checking the order of what it carries. */
async function* watched(
  response: HttpResponse,
  options: FaultOptions & { readonly target: string },
): AsyncGenerator<Uint8Array> {
  const { rng, faults, target, violated } = options
  const order = new WatchOrder(target, violated)
  for await (const chunk of response.body) {
    order.read(chunk)
    yield chunk
    if (faults.on && rng.next() < 0.05) return
  }
}

/**
 * Events of a watch come in the order of their revisions, none twice, and none at or below a bookmark. Of the nine watch
 * properties those that one watch shows by itself; the store's suites check the others against the whole history.
 */
class WatchOrder {
  readonly #target: string
  readonly #violated: (text: string) => void
  readonly #decoder = new TextDecoder()
  #rest = ''
  #last: number
  /** The state at the beginning comes in the order of keys; a bookmark ends it. */
  #isInitial: boolean

  constructor(target: string, violated: (text: string) => void) {
    this.#target = target
    this.#violated = violated
    const from = /[?&]resourceVersion=(\d+)/.exec(target)?.[1]
    this.#last = Number(from ?? 0)
    this.#isInitial = target.includes('sendInitialEvents=true')
  }

  read(chunk: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#check(line)
  }

  #check(line: string): void {
    const event = JSON.parse(line) as {
      readonly type: string
      readonly object: { readonly metadata?: { readonly name?: string; readonly resourceVersion?: string } }
    }
    if (event.type === 'ERROR') return
    const revision = Number(event.object.metadata?.resourceVersion)
    const isMark = event.type === 'BOOKMARK'
    if (this.#isInitial) {
      if (!isMark) return
      this.#isInitial = false
    } else if (isMark ? revision < this.#last : revision <= this.#last) {
      const what = `${event.type} ${event.object.metadata?.name ?? ''}`
      this.#violated(`${this.#target}: ${what} at ${revision} after ${this.#last}`)
    }
    this.#last = revision
  }
}
