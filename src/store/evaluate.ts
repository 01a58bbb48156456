// What a write does to what is there: the compare-and-swap rules and nothing else. Touches no state.
import { type Change, tombstone } from './backend.ts'
import type { Version, WriteResult } from './store.ts'

export interface PutRequest {
  readonly type: 'put'
  readonly key: string
  readonly value: Uint8Array
  readonly expected: number | undefined
  /** 0 for never. */
  readonly expiresAtMs: number
}

export interface DeleteRequest {
  readonly type: 'delete'
  readonly key: string
  readonly expected: number | undefined
}

export type WriteRequest = PutRequest | DeleteRequest

export interface Outcome {
  readonly result: WriteResult
  /** Absent where nothing is to be written. */
  readonly change?: Change
}

/** The outcome of `request` on `current` when the newest revision is `revision`. */
export function evaluate(
  request: WriteRequest,
  at: { readonly current: Version | undefined; readonly revision: number },
): Outcome {
  const { current, revision } = at
  if (request.expected !== undefined && request.expected !== (current?.modRevision ?? 0)) {
    return { result: { ok: false, revision, current } }
  }
  if (request.type === 'delete' && current === undefined) {
    return { result: { ok: true, revision, previous: undefined } }
  }
  const change = changeOf(request, { current, revision: revision + 1 })
  return { change, result: { ok: true, revision: revision + 1, previous: current } }
}

function changeOf(
  request: WriteRequest,
  at: { readonly current: Version | undefined; readonly revision: number },
): Change {
  const { current, revision } = at
  const { type, key } = request
  if (type === 'delete') return { type, kv: tombstone(key, revision), previous: current }
  const { value, expiresAtMs } = request
  const createRevision = current?.createRevision ?? revision
  return { type, kv: { key, value, createRevision, modRevision: revision, expiresAtMs }, previous: current }
}

/**
 * Evaluates requests in order, each seeing the ones before it. `stored` is what is committed for a key, `revision` the
 * last committed one.
 */
export function evaluateAll(
  requests: readonly WriteRequest[],
  at: { readonly stored: (key: string) => Version | undefined; readonly revision: number },
): { readonly changes: readonly Change[]; readonly results: readonly WriteResult[] } {
  const pending = new Map<string, Version | undefined>()
  const changes: Change[] = []
  const results: WriteResult[] = []
  for (const request of requests) {
    const { key } = request
    const current = pending.has(key) ? pending.get(key) : at.stored(key)
    const { change, result } = evaluate(request, { current, revision: at.revision + changes.length })
    results.push(result)
    if (change === undefined) continue
    changes.push(change)
    pending.set(key, change.type === 'put' ? change.kv : undefined)
  }
  return { changes, results }
}
