// One watch on one resource: takes in the cache's events that concern it and hands them out in order. Its queue is
// bounded: a client that does not read is cut off and starts again from where it was.
import type { CacheEvent } from './cache-event.ts'
import type { Entry } from './entry.ts'
import type { Selection } from './selection.ts'

const queueLimit = 10_000
/** What waits keeps old states alive that nobody else needs. */
const queueBytesLimit = 64 << 20

export type WatchItem =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly entry: Entry }
  | { readonly type: 'BOOKMARK'; readonly revision: number; readonly initialEventsEnd?: boolean }

export class Watcher {
  readonly selection: Selection
  #queue: WatchItem[] = []
  #queuedBytes = 0
  #wake: (() => void) | undefined
  #ended = false
  /** Why it ended, where the client should be told. */
  #failure: Error | undefined
  #after: number

  /** Events up to and including revision `after` are none of its business. */
  constructor(selection: Selection, after: number) {
    this.selection = selection
    this.#after = after
  }

  get ended(): boolean {
    return this.#ended
  }

  offer(event: CacheEvent): void {
    if (event.revision <= this.#after || this.#ended) return
    const item = this.#itemOf(event)
    if (item !== undefined) this.push(item)
  }

  #itemOf(event: CacheEvent): WatchItem | undefined {
    const { selection } = this
    const { entry, previous } = event
    const now =
      entry !== undefined && this.#covers(entry) && (selection.everything || selection.matches(entry))
    const before =
      previous !== undefined &&
      this.#covers(previous) &&
      (selection.everything || selection.matches(previous))
    if (now) return { type: before ? 'MODIFIED' : 'ADDED', entry }
    return before ? { type: 'DELETED', entry: event.tombstone() } : undefined
  }

  #covers({ key }: Entry): boolean {
    const { from, to } = this.selection
    return key >= from && key < to
  }

  push(item: WatchItem): void {
    if (this.#ended) return
    // A watch of the future has not come so far yet: a mark must not lead back.
    if (item.type === 'BOOKMARK' && item.revision < this.#after) return
    this.#queuedBytes += sizeOf(item)
    if (this.#queue.length >= queueLimit || this.#queuedBytes > queueBytesLimit) {
      this.#queue = []
      this.end()
      return
    }
    this.#queue.push(item)
    this.#notify()
  }

  /** No more events; what is queued is still handed out, then the failure, if there is one. */
  end(failure?: Error): void {
    if (this.#ended) return
    this.#ended = true
    this.#failure = failure
    this.#notify()
  }

  #notify(): void {
    this.#wake?.()
    this.#wake = undefined
  }

  /** Everything queued, waiting for the first item; undefined at the end. */
  async next(): Promise<WatchItem[] | undefined> {
    while (this.#queue.length === 0) {
      if (this.#failure !== undefined) throw this.#failure
      if (this.#ended) return undefined
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const items = this.#queue
    this.#queue = []
    this.#queuedBytes = 0
    return items
  }
}

/** In bytes, about. */
export function sizeOf(item: WatchItem): number {
  return item.type === 'BOOKMARK' ? 0 : item.entry.bytes.length
}
