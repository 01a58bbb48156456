// Follows the objects of one kind: a first list, then watches, each from where the last one ended, for ever. Whatever
// fails is tried again with back-off. Upstream: client-go tools/cache/reflector.go.
import { isAbort } from '../base/abort.ts'
import { type BackoffPolicy, backoffDelay } from '../base/backoff.ts'
import { type Clock, sleep } from '../base/clock.ts'
import type { Logger } from '../base/log.ts'
import { type Rng, randomInt } from '../base/rng.ts'
import { type Kind, type KubeObject, objectKey } from '../machinery/kind.ts'
import { isExpired, StatusError } from '../machinery/status-error.ts'
import type { Client, WatchEvent } from './client.ts'
import { QuietError, WatchGuard } from './watch-guard.ts'

/** What is followed: a kind, perhaps of one namespace, perhaps selected. */
export interface Selection {
  readonly namespace?: string
  readonly fieldSelector?: string
  readonly labelSelector?: string
}

/** Receives the objects in order. None of these may throw. */
export interface ReflectorSink<T extends KubeObject> {
  /** All objects as of a revision, in place of what was there. */
  replace(objects: readonly T[], resourceVersion: string): void
  apply(event: { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }): void
  /** Nothing that matters happened up to this revision. */
  progress(resourceVersion: string): void
}

export interface ReflectorOptions<T extends KubeObject> {
  readonly client: Client
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
  readonly kind: Kind<T>
  readonly selection: Selection
  readonly sink: ReflectorSink<T>
}

const backoff: BackoffPolicy = { initialMs: 800, maxMs: 30_000, jitter: 1 }
const listTimeoutMs = 120_000
const pageSize = 500
const minWatchSeconds = 300
const quietMs = 180_000
/** How long a streamed first list may give nothing before it is taken for not supported. */
const streamQuietMs = 30_000
const shortWatchMs = 1000
const initialEventsEnd = 'k8s.io/initial-events-end'

export class Reflector<T extends KubeObject> {
  readonly #options: ReflectorOptions<T>
  /** Where to go on; undefined when a list is due. */
  #from: string | undefined
  /** The newest revision ever seen: a list may not go back behind it. */
  #newest = ''
  #canStream = true
  #failures = 0

  constructor(options: ReflectorOptions<T>) {
    this.#options = options
  }

  /** Runs until the signal aborts; never rejects for another reason. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, rng } = this.#options
    while (!signal.aborted) {
      const startedAt = clock.monotonic()
      try {
        await this.#follow(signal)
        // A server that ends each watch at once must not be asked in a tight loop.
        if (clock.monotonic() - startedAt < shortWatchMs) this.#failures++
      } catch (error) {
        if (isAbort(error, signal)) return
        this.#failed(error)
      }
      if (this.#failures === 0) continue
      await sleep(clock, backoffDelay(backoff, this.#failures, rng), { signal }).catch(() => {})
    }
  }

  #failed(error: unknown): void {
    const { kind, log } = this.#options
    if (this.#from === undefined && this.#canStream && refusesStreaming(error)) {
      this.#canStream = false
      return
    }
    this.#failures++
    // A revision that the server does not know any more, or, after a restore, does not know yet.
    if (isExpired(error) || error instanceof QuietError) this.#from = undefined
    if (error instanceof StatusError && error.reason === 'Timeout') this.#newest = ''
    if (isExpired(error)) log.debug('watch expired, listing anew', { kind: kind.kind })
    else log.warn('watch failed, trying again', { kind: kind.kind, failures: this.#failures, error })
  }

  async #follow(signal: AbortSignal): Promise<void> {
    if (this.#from === undefined && this.#canStream) return await this.#stream(signal)
    if (this.#from === undefined) await this.#list(signal)
    for await (const event of this.#watch({ resourceVersion: this.#from ?? '', firstMs: quietMs, signal }))
      this.#apply(event)
  }

  /** The first list as events of the watch that goes on with the changes. */
  async #stream(signal: AbortSignal): Promise<void> {
    const first = new Map<string, T>()
    let complete = false
    const start = {
      resourceVersion: this.#newest,
      resourceVersionMatch: 'NotOlderThan',
      sendInitialEvents: true,
    } as const
    for await (const event of this.#watch({ ...start, firstMs: streamQuietMs, signal })) {
      if (complete) this.#apply(event)
      else if (event.type === 'BOOKMARK') {
        complete = event.object.metadata.annotations?.[initialEventsEnd] === 'true'
        if (complete) this.#replace([...first.values()], event.object.metadata.resourceVersion)
      } else if (event.type === 'DELETED') first.delete(objectKey(event.object))
      else first.set(objectKey(event.object), event.object)
    }
  }

  async *#watch(request: {
    readonly resourceVersion: string
    readonly resourceVersionMatch?: 'NotOlderThan'
    readonly sendInitialEvents?: boolean
    readonly firstMs: number
    readonly signal: AbortSignal
  }): AsyncGenerator<WatchEvent<T>, void> {
    const { client, clock, rng, kind, selection } = this.#options
    const { firstMs, ...options } = request
    const timeoutSeconds = minWatchSeconds + randomInt(rng, minWatchSeconds + 1)
    using guard = new WatchGuard(clock, { quietMs, firstMs, totalMs: timeoutSeconds * 1000 + quietMs })
    const signal = AbortSignal.any([request.signal, guard.signal])
    for await (const event of client.watch(kind, {
      ...selection,
      ...options,
      timeoutSeconds,
      allowBookmarks: true,
      signal,
    })) {
      guard.heard()
      this.#failures = 0
      yield event
    }
  }

  #apply(event: WatchEvent<T>): void {
    const { resourceVersion } = event.object.metadata
    this.#from = resourceVersion
    this.#newest = resourceVersion
    if (event.type === 'BOOKMARK') this.#options.sink.progress(resourceVersion)
    else this.#options.sink.apply(event)
  }

  async #list(signal: AbortSignal): Promise<void> {
    const { client, clock, kind, selection } = this.#options
    using guard = new WatchGuard(clock, { quietMs: listTimeoutMs, totalMs: listTimeoutMs })
    const options = { ...selection, limit: pageSize, signal: AbortSignal.any([signal, guard.signal]) }
    const items: T[] = []
    let page = await client.list(kind, options)
    items.push(...page.items)
    while (page.metadata.continue !== undefined && page.metadata.continue !== '') {
      page = await client.list(kind, { ...options, continue: page.metadata.continue })
      items.push(...page.items)
    }
    this.#replace(items, page.metadata.resourceVersion)
  }

  #replace(objects: readonly T[], resourceVersion: string): void {
    this.#from = resourceVersion
    this.#newest = resourceVersion
    this.#options.sink.replace(objects, resourceVersion)
  }
}

/** A server without streamed lists refuses the parameter, or ignores it and stays quiet. */
function refusesStreaming(error: unknown): boolean {
  if (error instanceof QuietError) return true
  return error instanceof StatusError && (error.reason === 'BadRequest' || error.reason === 'Invalid')
}
