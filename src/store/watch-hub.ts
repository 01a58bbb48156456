// Watches by position: a watcher holds the next revision it wants and no queue, so a slow or forgotten one costs nothing
// and loses nothing until compaction passes it. Recent changes lie in one window that all share; older ones are read
// from the backend's log in slices. Only what is published (committed, on disk) can be seen.
import { onAbort } from '../base/abort.ts'
import type { Backend, Change } from './backend.ts'
import { RevisionLog } from './revision-log.ts'
import { StoreError, type WatchBatch } from './store.ts'

/** Bounds of the shared window of recent changes. */
export interface WatchWindow {
  readonly revisions: number
  readonly bytes: number
}

const defaultWindow: WatchWindow = { revisions: 4_096, bytes: 8 * 1024 * 1024 }

// Revisions that one batch goes through at most, in the window and in the log.
const windowSlice = 2_048
const logSlice = 256

interface WatchOptions {
  readonly from: number
  readonly signal: AbortSignal
}

export class WatchHub {
  readonly #backend: Backend
  readonly #bounds: WatchWindow
  readonly #window: RevisionLog<Change>
  #windowBytes = 0
  readonly #sleepers = new Set<() => void>()
  #end: StoreError | undefined

  constructor(backend: Backend, window?: Partial<WatchWindow>) {
    this.#backend = backend
    this.#bounds = { ...defaultWindow, ...window }
    this.#window = new RevisionLog(backend.revision + 1)
  }

  /** The newest revision that watchers can see. */
  get revision(): number {
    return this.#window.next - 1
  }

  /** Shows committed changes to the watchers. */
  publish(changes: readonly Change[]): void {
    if (changes.length === 0) return
    for (const change of changes) {
      this.#window.append(change.kv.modRevision, change)
      this.#windowBytes += weight(change)
    }
    this.#shrink()
    this.#wake()
  }

  /** Ends every watch with `error` once it has been given what the window still holds for it. */
  end(error: StoreError): void {
    this.#end ??= error
    this.#wake()
  }

  async *watch(prefix: string, options: WatchOptions): AsyncGenerator<WatchBatch, void> {
    const { from, signal } = options
    let next = from
    let wake = () => {}
    using _ = onAbort(signal, () => wake())
    while (!signal.aborted) {
      if (next <= this.revision) {
        const batch =
          this.#read(prefix, { next, resumed: next !== from }) ?? (await this.#older(prefix, next))
        next = batch.revision + 1
        yield batch
        continue
      }
      if (this.#end !== undefined) throw this.#end
      const { promise, resolve } = Promise.withResolvers<void>()
      wake = resolve
      this.#sleepers.add(resolve)
      await promise
      this.#sleepers.delete(resolve)
    }
  }

  #wake(): void {
    const sleepers = [...this.#sleepers]
    this.#sleepers.clear()
    for (const wake of sleepers) wake()
  }

  // The window can hold nothing at all when a single change is larger than it: watchers then read the log.
  #shrink(): void {
    const { revisions, bytes } = this.#bounds
    while (this.#window.size > revisions || this.#windowBytes > bytes) {
      const dropped = this.#window.shift()
      if (dropped !== undefined) this.#windowBytes -= weight(dropped)
    }
  }

  // From the window; undefined where only the log reaches back so far.
  #read(prefix: string, options: { next: number; resumed: boolean }): WatchBatch | undefined {
    const { next, resumed } = options
    if (next < this.#window.first) {
      this.#assertReadable(next, resumed)
      return undefined
    }
    const last = Math.min(this.revision, next + windowSlice - 1)
    const events: Change[] = []
    for (let revision = next; revision <= last; revision++) {
      const change = this.#window.at(revision)
      if (change?.kv.key.startsWith(prefix)) events.push(change)
    }
    return { revision: last, events }
  }

  async #older(prefix: string, next: number): Promise<WatchBatch> {
    const { changes, revision } = this.#backend.changes(prefix, {
      from: next,
      to: this.revision,
      limit: logSlice,
    })
    await this.#backend.breathe()
    return { revision, events: changes }
  }

  #assertReadable(next: number, resumed: boolean): void {
    if (this.#end !== undefined) throw this.#end
    const { compactRevision } = this.#backend
    if (next >= compactRevision) return
    if (!resumed) throw compacted(next, compactRevision)
    throw new StoreError('slow-watcher', `the watcher fell behind: revision ${next} has been compacted`, {
      compactRevision,
    })
  }
}

function weight(change: Change): number {
  return change.kv.value.length + (change.previous?.value.length ?? 0) + 2 * change.kv.key.length
}

export function compacted(revision: number, compactRevision: number): StoreError {
  return new StoreError('compacted', `revision ${revision} has been compacted (oldest: ${compactRevision})`, {
    compactRevision,
  })
}
