// The queue between events and reconcilers. A key is worked on by one worker at a time; added again meanwhile, it comes
// once more when that worker is done. First in, first out. Upstream: client-go util/workqueue.
import { onAbort } from '../base/abort.ts'
import { assert } from '../base/assert.ts'
import { type BackoffPolicy, backoffDelay } from '../base/backoff.ts'
import type { Clock, Timer } from '../base/clock.ts'
import { Heap } from '../base/heap.ts'

/** Upstream: client-go util/workqueue/default_rate_limiters.go DefaultTypedControllerRateLimiter. */
export const defaultBackoff: BackoffPolicy = { initialMs: 5, maxMs: 1_000_000 }

export interface WorkQueueOptions {
  readonly clock: Clock
  readonly backoff?: BackoffPolicy
}

interface Delayed<K> {
  readonly key: K
  readonly dueAt: number
  readonly order: number
}

interface Waiter<K> {
  readonly resolve: (key: K) => void
}

/** Plain counters, for metrics. */
export interface QueueCounters {
  adds: number
  retries: number
}

export class WorkQueue<K = string> implements Disposable {
  readonly #clock: Clock
  readonly #backoff: BackoffPolicy
  /** What waits for a worker, in order. */
  readonly #ready = new Set<K>()
  readonly #processing = new Set<K>()
  /** Added while being processed: comes again when that is done. */
  readonly #again = new Set<K>()
  readonly #waiters = new Set<Waiter<K>>()
  readonly #failures = new Map<K, number>()
  readonly #delayed = new Heap<Delayed<K>>((a, b) => a.dueAt - b.dueAt || a.order - b.order)
  /** The entry of the heap that counts for a key; others of it are out of date. */
  readonly #dueAt = new Map<K, number>()
  #order = 0
  #timer: { readonly timer: Timer; readonly dueAt: number } | undefined
  readonly counters: QueueCounters = { adds: 0, retries: 0 }

  constructor(options: WorkQueueOptions) {
    this.#clock = options.clock
    this.#backoff = options.backoff ?? defaultBackoff
  }

  /** Keys that wait for a worker now. */
  get depth(): number {
    return this.#ready.size
  }

  get processing(): number {
    return this.#processing.size
  }

  /** True where there is nothing to do, now or later. */
  get idle(): boolean {
    return this.#ready.size + this.#processing.size + this.#dueAt.size === 0
  }

  add(key: K): void {
    this.counters.adds++
    if (this.#processing.has(key)) {
      this.#again.add(key)
      return
    }
    const [waiter] = this.#waiters
    if (waiter === undefined || this.#ready.has(key)) {
      this.#ready.add(key)
      return
    }
    this.#waiters.delete(waiter)
    this.#processing.add(key)
    waiter.resolve(key)
  }

  /** Adds the key when `delayMs` have passed; where it waits already, the earlier time counts. */
  addAfter(key: K, delayMs: number): void {
    if (delayMs <= 0) {
      this.add(key)
      return
    }
    const dueAt = this.#clock.monotonic() + delayMs
    const before = this.#dueAt.get(key)
    if (before !== undefined && before <= dueAt) return
    this.#dueAt.set(key, dueAt)
    this.#delayed.push({ key, dueAt, order: this.#order++ })
    this.#arm()
  }

  /** Adds the key after its back-off, which grows until forget(). */
  addRateLimited(key: K): void {
    const failures = (this.#failures.get(key) ?? 0) + 1
    this.#failures.set(key, failures)
    this.counters.retries++
    this.addAfter(key, backoffDelay(this.#backoff, failures))
  }

  forget(key: K): void {
    this.#failures.delete(key)
  }

  failures(key: K): number {
    return this.#failures.get(key) ?? 0
  }

  /** The next key; it is the caller's until done(). Rejects with the signal's reason. */
  async get(options: { readonly signal: AbortSignal }): Promise<K> {
    const { signal } = options
    signal.throwIfAborted()
    for (const key of this.#ready) {
      this.#ready.delete(key)
      this.#processing.add(key)
      return key
    }
    const { promise, resolve, reject } = Promise.withResolvers<K>()
    const waiter: Waiter<K> = { resolve }
    this.#waiters.add(waiter)
    using _ = onAbort(signal, () => {
      if (this.#waiters.delete(waiter)) reject(signal.reason)
    })
    return await promise
  }

  done(key: K): void {
    assert(this.#processing.delete(key), 'done() of a key that is not being processed')
    if (this.#again.delete(key)) this.#requeue(key)
  }

  #requeue(key: K): void {
    // Counted when it was added.
    this.counters.adds--
    this.add(key)
  }

  #arm(): void {
    const next = this.#delayed.peek()
    if (next === undefined || (this.#timer !== undefined && this.#timer.dueAt <= next.dueAt)) return
    this.#timer?.timer.cancel()
    const timer = this.#clock.after(next.dueAt - this.#clock.monotonic(), () => {
      this.#timer = undefined
      this.#release()
      this.#arm()
    })
    this.#timer = { timer, dueAt: next.dueAt }
  }

  #release(): void {
    const now = this.#clock.monotonic()
    for (
      let next = this.#delayed.peek();
      next !== undefined && next.dueAt <= now;
      next = this.#delayed.peek()
    ) {
      this.#delayed.pop()
      if (this.#dueAt.get(next.key) !== next.dueAt) continue
      this.#dueAt.delete(next.key)
      this.add(next.key)
    }
  }

  /** Drops what is delayed, so that no timer is left. */
  [Symbol.dispose](): void {
    this.#timer?.timer.cancel()
    this.#timer = undefined
    while (this.#delayed.pop() !== undefined) {}
    this.#dueAt.clear()
    this.#ready.clear()
  }
}
