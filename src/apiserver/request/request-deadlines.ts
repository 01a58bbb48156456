// How long a request may take, and the answer to those that took longer. Requests of one limit share one timer, so that
// a request that is quick costs almost nothing. Upstream: apiserver pkg/endpoints/filters/request_deadline.go,
// pkg/server/filters/timeout.go, pkg/endpoints/handlers/rest.go requestTimeoutUpperBound.
import type { Clock, Timer } from '../../base/clock.ts'
import { durationFault, parseDuration } from '../../machinery/schema/scalars.ts'
import { badRequest, type StatusError, statusFailure } from '../../machinery/status-error.ts'
import { type Query, queryValue } from './path.ts'
import type { RequestInfo } from './request-info.ts'

/** Upstream: --request-timeout. */
export const defaultRequestTimeoutMs = 60_000
const writeLimitMs = 34_000
/** Limits whose timer is left to run out. */
const common: ReadonlySet<number> = new Set([defaultRequestTimeoutMs, writeLimitMs])
const writes: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete', 'deletecollection'])
const longRunning: ReadonlySet<string> = new Set(['attach', 'exec', 'proxy', 'log', 'portforward'])

/** As long as it takes to send the whole store. */
const longRunningPath = '/snapshot'

/** Requests that last as long as their client likes. Upstream: pkg/controlplane/apiserver BuildGenericConfig. */
export function isLongRunning({ verb, isResource, subresource, path }: RequestInfo): boolean {
  if (!isResource) return path === longRunningPath
  return verb === 'watch' || longRunning.has(subresource)
}

/** In milliseconds; undefined where there is no limit. Throws StatusError 400. */
export function timeLimitOf(
  { info, query }: { readonly info: RequestInfo; readonly query: Query },
  maximumMs: number,
): number | undefined {
  if (isLongRunning(info)) return undefined
  const text = query.size === 0 ? '' : queryValue(query, 'timeout')
  if (text === '') return maximumMs
  const nanos = parseDuration(text)
  if (nanos === undefined)
    throw badRequest(`invalid timeout specified in the request URL - ${durationFault(text)}`)
  return nanos > 0 ? Math.min(nanos / 1e6, maximumMs) : maximumMs
}

/** Of what is left of a request's time, what its handler may take: writes are not to hang for as long as reads. */
export function handlerLimitMs(verb: string, leftMs: number): number {
  return writes.has(verb) ? Math.min(leftMs, writeLimitMs) : leftMs
}

export function timeoutError(verb: string): StatusError {
  const why = writes.has(verb)
    ? 'request did not complete within requested timeout - context deadline exceeded'
    : 'request did not complete within the allotted timeout'
  return statusFailure(504, 'Timeout', `Timeout: ${why}`, { details: {} })
}

export interface TimeLimit {
  readonly beganMs: number
  readonly limitMs: number
  /** Called when the time is over; its result is what the caller of within() gets. */
  expire(): Error
}

interface Pending {
  readonly dueMs: number
  /** Taken away when it is over: what a long-lived Set has lost can stay in its earlier tables for long. */
  expire: (() => void) | undefined
}

interface Group {
  /** In the order in which they came, which is that of their due times. */
  readonly pending: Set<Pending>
  timer: Timer | undefined
}

export class RequestDeadlines {
  readonly #clock: Clock
  /** By limit: there are two, and those that clients ask for. */
  readonly #groups = new Map<number, Group>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Settles as `running` does, or rejects when the time is over first. */
  within<T>(running: Promise<T>, limit: TimeLimit): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const { limitMs } = limit
    const group = this.#group(limitMs)
    const pending: Pending = { dueMs: limit.beganMs + limitMs, expire: () => reject(limit.expire()) }
    group.pending.add(pending)
    group.timer ??= this.#clock.after(limitMs, () => this.#expire(group, limitMs))
    const over = () => {
      pending.expire = undefined
      group.pending.delete(pending)
      if (group.pending.size === 0 && !common.has(limitMs)) this.#drop(limitMs)
    }
    running.then(
      (value) => {
        over()
        resolve(value)
      },
      (error: unknown) => {
        over()
        reject(error)
      },
    )
    return promise
  }

  /** Forgets its timers: the server stops. */
  stop(): void {
    for (const limitMs of [...this.#groups.keys()]) this.#drop(limitMs)
  }

  #group(limitMs: number): Group {
    let group = this.#groups.get(limitMs)
    if (group === undefined) {
      group = { pending: new Set(), timer: undefined }
      this.#groups.set(limitMs, group)
    }
    return group
  }

  #drop(limitMs: number): void {
    this.#groups.get(limitMs)?.timer?.cancel()
    this.#groups.delete(limitMs)
  }

  #expire(group: Group, limitMs: number): void {
    group.timer = undefined
    const nowMs = this.#clock.monotonic()
    for (const pending of group.pending) {
      if (pending.dueMs > nowMs) {
        group.timer = this.#clock.after(pending.dueMs - nowMs, () => this.#expire(group, limitMs))
        return
      }
      group.pending.delete(pending)
      pending.expire?.()
    }
  }
}
