// What the parts of the contract suite share: a store in virtual time, and ways to look at what it gave.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Clock } from '../../base/clock.ts'
import type { VirtualClock } from '../../base/virtual-clock.ts'
import type { KeyValue, Store, StoreErrorCode, WatchBatch, WatchEvent } from '../store.ts'
import type { WatchWindow } from '../watch-hub.ts'

/** Opens an empty store; what it lies on goes away with `t`. */
export type OpenForTest = (options: {
  readonly t: TestContext
  readonly clock: Clock
  readonly watchWindow?: Partial<WatchWindow>
}) => Promise<Store>

export interface Fixture {
  readonly store: Store
  readonly clock: VirtualClock
  /** Ends with the test. */
  readonly signal: AbortSignal
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

export function text(kv: KeyValue | undefined): string | undefined {
  return kv && new TextDecoder().decode(kv.value)
}

/** `put /a 4 = value (was other)`, to compare events at a glance. */
export function show({ type, kv, previous }: WatchEvent): string {
  const was = previous === undefined ? '' : ` (was ${text(previous)})`
  return type === 'put'
    ? `put ${kv.key} ${kv.modRevision} = ${text(kv)}${was}`
    : `delete ${kv.key} ${kv.modRevision}${was}`
}

/** The events of a watch up to revision `to`. */
export async function eventsUntil(watch: AsyncIterable<WatchBatch>, to: number): Promise<string[]> {
  const events: string[] = []
  for await (const batch of watch) {
    events.push(...batch.events.map(show))
    if (batch.revision >= to) break
  }
  return events
}

export async function rejectsWith(code: StoreErrorCode, promise: Promise<unknown>): Promise<void> {
  await assert.rejects(promise, { name: 'StoreError', code })
}

export type StoreTest = (
  title: string,
  run: (fixture: Fixture) => Promise<void>,
  watchWindow?: Partial<WatchWindow>,
) => void

/** Revisions 2 to 9: /a/x, /a/y and /b/x come, change and (/a/x) go and come back. */
export async function fill(store: Store): Promise<void> {
  await store.put('/a/x', bytes('x2'))
  await store.put('/a/y', bytes('y3'))
  await store.put('/b/x', bytes('b4'))
  await store.put('/a/x', bytes('x5'))
  await store.delete('/a/x')
  await store.put('/a/y', bytes('y7'))
  await store.put('/a/x', bytes('x8'))
  await store.put('/b/x', bytes('b9'))
}
