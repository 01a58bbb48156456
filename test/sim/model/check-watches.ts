// Watches against the log, by the nine properties that the store's watches are held to (watch-checker.ts): for that, a
// watch of the API becomes one of a store that holds nothing but what is selected.
import type { KeyValue, WatchBatch, WatchEvent } from '../../../src/store/store.ts'
import { checkWatch, type StoreHistory } from '../../../src/store/watch-checker.ts'
import type { WatchChange, WatchMark, WatchRecord } from './records.ts'
import { canonical, type Truth } from './truth.ts'

export function checkWatches(watches: readonly WatchRecord[], truth: Truth): string[] {
  return watches.flatMap((watch) => {
    const wrong = [...checkError(watch), ...checkMarks(watch, truth), ...checkEvents(watch, truth)]
    return wrong.map((fault) => `${fault} (${watch.text})`)
  })
}

/** Told that its revision is gone: only where it may be. */
function checkError({ error, from, forgotten }: WatchRecord): string[] {
  if (error === undefined) return []
  if (error !== 410) return [`Resumable: ended with ${error}`]
  return from !== undefined && from > 0 && from < forgotten
    ? []
    : [`Resumable: expired from ${from}, though the history reaches back to ${forgotten}`]
}

function checkMarks({ events, marked }: WatchRecord, truth: Truth): string[] {
  const marks = events.filter((event) => event.type === 'BOOKMARK')
  const ahead = marks.filter(({ revision }) => revision > truth.revision)
  const ends = marks.filter(({ initialEnd }) => initialEnd).length
  return [
    ...ahead.map(({ revision }) => `Bookmarkable: mark ${revision} lies in the future`),
    ...(ends > (marked ? 1 : 0) ? [`Bookmarkable: the first events ended ${ends} times`] : []),
  ]
}

function checkEvents(watch: WatchRecord, truth: Truth): string[] {
  const { from = 0, initial, floor, ceiling } = watch
  const history = truth.derived(watch.selection)
  if (from > 0 && !initial) return checkFrom(watch, watch.events, { history, from: from + 1 })
  const first = watch.from === undefined ? floor : from
  if (initial && watch.marked) return checkMarked(watch, history, first)
  // It began with a state that may be any from what was asked for to what there was.
  const touched = history.between('', { from: first + 1, to: ceiling }).map(({ revision }) => revision)
  let best: string[] | undefined
  for (const start of [first, ...touched]) {
    const wrong = initial
      ? checkInitial(watch, { history, start })
      : checkFrom(watch, watch.events, { history, from: start + 1 })
    if (best === undefined || wrong.length < best.length) best = wrong
    if (best.length === 0) break
  }
  return best ?? []
}

/** The mark after the first events tells which state they are. */
function checkMarked(watch: WatchRecord, history: StoreHistory, first: number): string[] {
  const { events, ceiling, restedAt } = watch
  const at = events.findIndex((event) => event.type === 'BOOKMARK')
  const mark = events[at]
  if (mark === undefined || mark.type !== 'BOOKMARK' || !mark.initialEnd)
    return restedAt === undefined ? [] : ['Bookmarkable: no mark where the first events end']
  const { revision } = mark
  const due = history.list('', revision)
  const wrong = Array.from({ length: Math.max(at, due.length) }, (_, i) => i).flatMap((i) =>
    i < at
      ? sameInitial(events[i] as WatchChange, due[i])
      : [`Reliable: ${due[i]?.key} is missing at the start`],
  )
  if (revision < first) wrong.push(`Resumable: began at ${revision}, and had to be as new as ${first}`)
  if (revision > ceiling) wrong.push(`Bookmarkable: the first events end at ${revision}, in the future`)
  return [...wrong, ...checkFrom(watch, events.slice(at + 1), { history, from: revision + 1 })]
}

interface Start {
  readonly history: StoreHistory
  readonly start: number
}

function checkInitial(watch: WatchRecord, { history, start }: Start): string[] {
  const { events } = watch
  const due = history.list('', start)
  const first = events.slice(0, due.length)
  const wrong = first.flatMap((event, i) => sameInitial(event, due[i]))
  if (first.length < due.length && watch.restedAt !== undefined)
    wrong.push(`Reliable: ${due.length - first.length} objects that were there are missing`)
  return [...wrong, ...checkFrom(watch, events.slice(due.length), { history, from: start + 1 })]
}

function sameInitial(event: WatchChange | WatchMark, due: KeyValue | undefined): string[] {
  if (event.type !== 'ADDED') return [`IsCreate: ${event.type} at ${event.revision} among the first events`]
  if (due === undefined || event.key !== due.key)
    return [`Reliable: ${event.key} in the place of ${due?.key}`]
  const same = due.modRevision === event.revision && Buffer.compare(due.value, canonical(event.object)) === 0
  return same ? [] : [`Reliable: ${event.key} is not as it was at ${due.modRevision}`]
}

function checkFrom(
  { restedAt }: WatchRecord,
  events: readonly (WatchChange | WatchMark)[],
  { history, from }: { readonly history: StoreHistory; readonly from: number },
): string[] {
  const batches = events.map((event) => batchOf(event, history))
  // Everything is quiet: a watch that is still open has seen all.
  if (restedAt !== undefined) batches.push({ revision: Math.max(restedAt, from - 1), events: [] })
  const [first] = batches
  const early =
    first !== undefined && first.revision < from - 1
      ? [`Bookmarkable: mark ${first.revision} before ${from}`]
      : []
  return [...early, ...checkWatch({ prefix: '', from, batches }, history)]
}

function batchOf(event: WatchChange | WatchMark, history: StoreHistory): WatchBatch {
  const { revision } = event
  return { revision, events: event.type === 'BOOKMARK' ? [] : [storeEvent(event, history)] }
}

const nothing: KeyValue = { key: '', value: new Uint8Array(), createRevision: -1, modRevision: -1 }

/** As the store would have sent it. What an event of the API leaves out is what the history says. */
function storeEvent({ type, key, revision, object }: WatchChange, history: StoreHistory): WatchEvent {
  const before = history.at(key, revision - 1)
  if (type === 'DELETED') {
    // It shows the last state, with the revision of what ended it.
    const previous = before === undefined ? nothing : { ...before, value: canonical(object) }
    const kv = { key, value: new Uint8Array(), createRevision: 0, modRevision: revision }
    return { type: 'delete', kv, previous }
  }
  const createRevision = type === 'ADDED' ? revision : (before?.createRevision ?? revision - 1)
  const kv = { key, value: canonical(object), createRevision, modRevision: revision }
  return { type: 'put', kv, previous: type === 'ADDED' ? undefined : before }
}
