// Decides what becomes of an event: dropped as spam, aggregated with similar ones, a new object, or a higher count of
// one that exists. Upstream: client-go tools/record/events_cache.go.
import type { Event } from '../api/core/event/event.kind.ts'
import { timeText } from '../machinery/meta/time.ts'
import { LruMap } from './lru-map.ts'

/** An event as its recorder made it, before correlation. */
export type NewEvent = Omit<Event, 'metadata'> & {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly resourceVersion?: string }
}

export type Correlated =
  | { readonly action: 'drop' }
  | { readonly action: 'create' | 'patch'; readonly key: string; readonly event: NewEvent }

interface Similar {
  readonly messages: Set<string>
  lastAtMs: number
}

interface Bucket {
  tokens: number
  atMs: number
}

interface Logged {
  readonly name: string
  readonly count: number
  readonly firstTimestamp: string
}

const cacheSize = 4096
const maxSimilar = 10
const similarMs = 600_000
const spamBurst = 25
const spamRefillMs = 300_000

export class EventCorrelator {
  readonly #similar = new LruMap<string, Similar>(cacheSize)
  readonly #buckets = new LruMap<string, Bucket>(cacheSize)
  readonly #logged = new LruMap<string, Logged>(cacheSize)

  correlate(event: NewEvent, nowMs: number): Correlated {
    const { event: observed, key } = this.#aggregate(event, nowMs)
    const correlated = this.#observe(observed, { key, nowMs })
    return this.#isSpam(correlated.event, nowMs) ? { action: 'drop' } : correlated
  }

  /** Upstream: EventAggregator.EventAggregate. */
  #aggregate(event: NewEvent, nowMs: number): { readonly event: NewEvent; readonly key: string } {
    const message = event.message ?? ''
    const group = groupKey(event)
    let similar = this.#similar.get(group)
    if (similar === undefined || nowMs - similar.lastAtMs > similarMs) {
      similar = { messages: new Set(), lastAtMs: nowMs }
      this.#similar.set(group, similar)
    }
    similar.messages.add(message)
    similar.lastAtMs = nowMs
    if (similar.messages.size < maxSimilar) return { event, key: JSON.stringify([group, message]) }
    const [oldest = message] = similar.messages
    similar.messages.delete(oldest)
    return { event: { ...event, message: `(combined from similar events): ${message}` }, key: group }
  }

  /** Upstream: eventLogger.eventObserve. */
  #observe(event: NewEvent, seen: { readonly key: string; readonly nowMs: number }) {
    const last = this.#logged.get(seen.key)
    const count = (last?.count ?? 0) + 1
    const firstTimestamp = last?.firstTimestamp ?? timeText(seen.nowMs)
    const name = last?.name ?? event.metadata.name
    this.#logged.set(seen.key, { name, count, firstTimestamp })
    const action: 'patch' | 'create' = last === undefined ? 'create' : 'patch'
    const metadata = { ...event.metadata, name }
    return { action, key: seen.key, event: { ...event, metadata, firstTimestamp, count } }
  }

  /** The server has it under another name, or not at all: the next of its kind is a new object. */
  forget(key: string): void {
    this.#logged.delete(key)
  }

  /** Upstream: EventSourceObjectSpamFilter.Filter: a bucket for each source and object. */
  #isSpam(event: NewEvent, nowMs: number): boolean {
    const key = JSON.stringify([event.source, objectOf(event)])
    const bucket = this.#buckets.get(key) ?? { tokens: spamBurst, atMs: nowMs }
    const tokens = Math.min(spamBurst, bucket.tokens + (nowMs - bucket.atMs) / spamRefillMs)
    const spam = tokens < 1
    this.#buckets.set(key, { tokens: spam ? tokens : tokens - 1, atMs: nowMs })
    return spam
  }
}

/** Events that differ in nothing but the message. Upstream: EventAggregatorByReasonFunc. */
function groupKey(event: NewEvent): string {
  const { source, type, reason, reportingComponent, reportingInstance } = event
  return JSON.stringify([source, objectOf(event), type, reason, reportingComponent, reportingInstance])
}

function objectOf(event: NewEvent): readonly unknown[] {
  const { kind, namespace, name, uid, apiVersion, fieldPath } = event.involvedObject
  return [kind, namespace, name, uid, apiVersion, fieldPath]
}
