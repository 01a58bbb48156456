// One good history by hand, and what becomes of it when something in it is changed: each checker fails where it has to.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { HistoryEntry } from '../../../src/store/watch-checker.ts'
import { checkHistory } from './check-history.ts'
import type { Call, InformerRecord, Json, Records, State, WatchRecord, What } from './records.ts'
import type { Selection } from './selection.ts'
import { property } from './shrink.ts'
import { fieldsOf } from './truth.ts'

const key = (name: string) => `/registry/core/configmaps/a/${name}`
const all: Selection = { resource: 'configmaps', namespace: 'a' }
const red: Selection = { ...all, label: { operator: 'is', key: 'color', values: ['red'] } }

function map(name: string, stamp: string, more: { color?: string; uid?: string } = {}): Json {
  const { color, uid = `uid-${name}` } = more
  const labels = color === undefined ? {} : { labels: { color } }
  const creationTimestamp = '2026-01-01T00:00:00Z'
  return { metadata: { name, namespace: 'a', uid, creationTimestamp, ...labels, annotations: { stamp } } }
}
const at = (object: Json, revision: number): Json => ({
  ...object,
  metadata: { ...object.metadata, resourceVersion: String(revision) },
})
const bytes = (object: Json) => Buffer.from(JSON.stringify(object))

const x1 = map('x', 'w1', { color: 'red' })
const y1 = map('y', 'w2', { color: 'red' })
const x2 = map('x', 'w3')
const log: readonly HistoryEntry[] = [
  { revision: 2, type: 'put', key: key('x'), value: bytes(x1) },
  { revision: 3, type: 'put', key: key('y'), value: bytes(y1) },
  { revision: 4, type: 'put', key: key('x'), value: bytes(x2) },
  { revision: 5, type: 'delete', key: key('y'), value: bytes('') },
]

const absentOnly = (before: State | undefined) => (before === undefined ? undefined : 409)
const presentOnly = (before: State | undefined) => (before === undefined ? 404 : undefined)
const written = (
  object: Json,
  refusal: (before: State | undefined) => number | undefined = absentOnly,
): What => ({
  type: 'write',
  dryRun: false,
  stamp: object.metadata.annotations.stamp,
  target: { key: key(object.metadata.name) },
  refusal,
  after: () => fieldsOf(object),
})
const call = (id: number, what: What, rest: Partial<Call> & { status?: number; body?: Json }): Call => {
  const { status = 200, body, ...more } = rest
  const outcome = { type: 'answered', status, body } as const
  return { id, text: `#${id}`, what, floor: id, ceiling: id + 1, compacted: 1, outcome, ...more }
}
const list = (items: readonly Json[], revision: number, more: Json = {}): Json => ({
  metadata: { resourceVersion: String(revision), ...more },
  items,
})

const calls = {
  createX: call(1, written(x1), { status: 201, body: at(x1, 2) }),
  createY: call(2, written(y1), { status: 201, body: at(y1, 3) }),
  changeX: call(3, written(x2, presentOnly), { body: at(x2, 4) }),
  deleteY: call(
    4,
    { type: 'write', dryRun: false, target: { key: key('y') }, refusal: presentOnly },
    { body: { kind: 'Status', details: { uid: 'uid-y' } } },
  ),
  getX: call(4, { type: 'get', key: key('x') }, { ceiling: 4, body: at(x2, 4) }),
  getY: call(5, { type: 'get', key: key('y') }, { ceiling: 5, status: 404, body: { kind: 'Status' } }),
  listAll: call(3, { type: 'list', selection: all }, { ceiling: 3, body: list([at(x1, 2), at(y1, 3)], 3) }),
  listRed: call(4, { type: 'list', selection: red }, { ceiling: 4, body: list([at(y1, 3)], 4) }),
  page: call(
    3,
    { type: 'list', selection: all, limit: 1 },
    { ceiling: 3, body: list([at(x1, 2)], 3, { continue: 'more', remainingItemCount: 1 }) },
  ),
  nextPage: call(
    5,
    { type: 'list', selection: all, limit: 1, page: { revision: 3, after: key('x'), inconsistent: false } },
    { ceiling: 5, body: list([at(y1, 3)], 3) },
  ),
  exact: call(
    5,
    { type: 'list', selection: all, revision: { match: 'exact', value: 2 } },
    { ceiling: 5, body: list([at(x1, 2)], 2) },
  ),
}

const change = (type: 'ADDED' | 'MODIFIED' | 'DELETED', object: Json, revision: number) =>
  ({ type, revision, key: key(object.metadata.name), object: at(object, revision) }) as const
const mark = (revision: number, initialEnd = false) => ({ type: 'BOOKMARK', revision, initialEnd }) as const

const watches = {
  all: {
    text: 'all',
    selection: all,
    from: 2,
    initial: false,
    marked: false,
    floor: 2,
    ceiling: 2,
    forgotten: 0,
    events: [change('ADDED', y1, 3), change('MODIFIED', x2, 4), change('DELETED', y1, 5), mark(5)],
    restedAt: 5,
  },
  red: {
    text: 'red',
    selection: red,
    from: undefined,
    initial: true,
    marked: true,
    floor: 2,
    ceiling: 3,
    forgotten: 0,
    events: [
      change('ADDED', x1, 2),
      change('ADDED', y1, 3),
      mark(3, true),
      change('DELETED', x1, 4),
      change('DELETED', y1, 5),
    ],
    restedAt: 5,
  },
} satisfies Record<string, WatchRecord>

const informer: InformerRecord = {
  text: 'informer',
  selection: all,
  heard: [
    { type: 'add', key: key('x'), object: at(x1, 2) },
    { type: 'add', key: key('y'), object: at(y1, 3) },
    { type: 'update', key: key('x'), object: at(x2, 4), old: at(x1, 2) },
    { type: 'delete', key: key('y'), object: at(y1, 5) },
  ],
  holds: [at(x2, 4)],
}

type Named = Record<string, Call>
const records = (changes: {
  calls?: Named
  watches?: Record<string, WatchRecord>
  informer?: InformerRecord
}) =>
  ({
    calls: Object.values({ ...calls, ...changes.calls }),
    watches: Object.values({ ...watches, ...changes.watches }),
    informers: [changes.informer ?? informer],
  }) satisfies Records

const found = (entries: readonly HistoryEntry[], kept: Records) =>
  new Set(checkHistory(entries, kept).map(property))

test('checkHistory() accepts a history in which everything is right', () => {
  assert.deepEqual(checkHistory(log, records({})), [])
})

describe('checkWrites()', () => {
  const { createX, createY, changeX, deleteY } = calls
  const unknown = { type: 'unknown' } as const
  const doctored: readonly [
    what: string,
    property: string,
    calls: Named,
    entries?: readonly HistoryEntry[],
  ][] = [
    [
      'an answered write is not in the log',
      'Lost',
      {},
      log.with(2, { ...log[2], value: bytes(x1) } as HistoryEntry),
    ],
    ['an answered delete never was', 'Lost', {}, log.slice(0, 4).toSpliced(3, 1)],
    [
      'a write nobody asked for',
      'Writes',
      { createX: { ...createX, outcome: unknown, what: calls.getX.what } },
    ],
    [
      'a refused write is in the log',
      'Writes',
      { changeX: call(3, changeX.what, { status: 409, body: {} }) },
    ],
    [
      'a dry run is in the log',
      'Writes',
      { changeX: { ...changeX, what: { ...changeX.what, dryRun: true } as What } },
    ],
    [
      'a request that never arrived is in the log',
      'Writes',
      { changeX: { ...changeX, outcome: { type: 'refused' } } },
    ],
    [
      'an update was not made from what was there',
      'Writes',
      { changeX: { ...changeX, what: { ...changeX.what, after: () => fieldsOf(x1) } as What } },
    ],
    [
      'compare-and-swap did not compare',
      'Writes',
      { changeX: { ...changeX, what: { ...changeX.what, refusal: () => 409 } as What } },
    ],
    [
      'the answer is another object',
      'Writes',
      { createY: call(2, createY.what, { status: 201, body: at(x1, 3) }) },
    ],
    ['two deletes had the same end', 'Writes', { again: { ...deleteY, id: 9, text: '#9' } }],
    [
      'one write was carried out twice',
      'Writes',
      {},
      [...log, { revision: 6, type: 'put', key: key('y'), value: bytes(map('y', 'w2', { uid: 'other' })) }],
    ],
    ['a write went back in time', 'Order', { changeX: { ...changeX, floor: 4 } }],
    ['a write was answered before it was done', 'Order', { changeX: { ...changeX, ceiling: 3 } }],
    [
      'a refusal that no state explains',
      'Refusals',
      { no: call(5, written(map('z', 'w9')), { status: 409, body: {} }) },
    ],
    [
      'revisions have a gap',
      'Revisions',
      {},
      log.map((entry) => (entry.revision === 5 ? { ...entry, revision: 6 } : entry)),
    ],
    [
      'a revision was given twice',
      'Revisions',
      {},
      [...log, { revision: 5, type: 'delete', key: key('x'), value: bytes('') }],
    ],
    [
      'an object became another',
      'Identity',
      {},
      log.with(2, { ...log[2], value: bytes(map('x', 'w3', { uid: 'other' })) } as HistoryEntry),
    ],
  ]
  for (const [what, wanted, changes, entries = log] of doctored)
    test(`checkWrites() finds that ${what}`, () => {
      assert.ok(found(entries, records({ calls: changes })).has(wanted))
    })
})

describe('checkReads()', () => {
  const { getX, getY, listAll, listRed, page, nextPage, exact } = calls
  const doctored: readonly [what: string, calls: Named][] = [
    ['a get is stale', { getX: { ...getX, outcome: { type: 'answered', status: 200, body: at(x1, 2) } } }],
    [
      'a get shows what is deleted',
      { getY: { ...getY, outcome: { type: 'answered', status: 200, body: at(y1, 3) } } },
    ],
    [
      'a get misses what is there',
      { getX: { ...getX, outcome: { type: 'answered', status: 404, body: {} } } },
    ],
    [
      'a get shows another content',
      { getX: { ...getX, outcome: { type: 'answered', status: 200, body: at(x1, 4) } } },
    ],
    ['a list is stale', { listAll: { ...listAll, floor: 4, ceiling: 5 } }],
    ['a list lies in the future', { listAll: { ...listAll, floor: 1, ceiling: 2 } }],
    ['a list lacks an item', { listAll: call(3, listAll.what, { ceiling: 3, body: list([at(x1, 2)], 3) }) }],
    [
      'a list has an item too many',
      { listRed: call(4, listRed.what, { ceiling: 4, body: list([at(x2, 4), at(y1, 3)], 4) }) },
    ],
    [
      'a list is out of order',
      { listAll: call(3, listAll.what, { ceiling: 3, body: list([at(y1, 3), at(x1, 2)], 3) }) },
    ],
    [
      'an exact list is of another revision',
      { exact: call(5, exact.what, { ceiling: 5, body: list([at(x1, 2), at(y1, 3)], 3) }) },
    ],
    [
      'a page is of another revision',
      { nextPage: call(5, nextPage.what, { ceiling: 5, body: list([], 5) }) },
    ],
    [
      'a page does not say that there is more',
      { page: call(3, page.what, { ceiling: 3, body: list([at(x1, 2)], 3) }) },
    ],
    [
      'a page counts wrongly what remains',
      {
        page: call(3, page.what, {
          ceiling: 3,
          body: list([at(x1, 2)], 3, { continue: 'm', remainingItemCount: 2 }),
        }),
      },
    ],
    [
      'a revision is gone that is not compacted',
      { exact: call(5, exact.what, { status: 410, body: {}, compacted: 2 }) },
    ],
  ]
  for (const [what, changes] of doctored)
    test(`checkReads() finds that ${what}`, () => {
      assert.deepEqual([...found(log, records({ calls: changes }))], ['Reads'])
    })
})

describe('checkWatches()', () => {
  const { all: whole, red: some } = watches
  const without = (at: number) => ({ all: { ...whole, events: whole.events.toSpliced(at, 1) } })
  const doctored: readonly [what: string, property: string, watches: Record<string, WatchRecord>][] = [
    ['an event is missing', 'Reliable', without(1)],
    ['the last event never comes', 'Reliable', { all: { ...whole, events: whole.events.slice(0, 2) } }],
    ['the first event is missing', 'Resumable', without(0)],
    [
      'events are out of order',
      'Ordered',
      { all: { ...whole, events: [whole.events[1], whole.events[0], ...whole.events.slice(2)] as never } },
    ],
    [
      'an event comes twice',
      'Unique',
      { all: { ...whole, events: whole.events.toSpliced(0, 0, ...whole.events.slice(0, 1)) } },
    ],
    [
      'an event shows another state',
      'Reliable',
      { all: { ...whole, events: whole.events.with(1, change('MODIFIED', x1, 4)) } },
    ],
    [
      'a change is told as a creation',
      'IsCreate',
      { all: { ...whole, events: whole.events.with(1, change('ADDED', x2, 4)) } },
    ],
    [
      'a creation is told as a change',
      'IsCreate',
      { all: { ...whole, events: whole.events.with(0, change('MODIFIED', y1, 3)) } },
    ],
    [
      'a delete does not show the last state',
      'PrevKV',
      { all: { ...whole, events: whole.events.with(2, change('DELETED', map('y', 'no'), 5)) } },
    ],
    [
      'an object is shown that is not selected',
      'Reliable',
      { red: { ...some, events: some.events.with(3, change('MODIFIED', x2, 4)) } },
    ],
    [
      'a mark runs ahead of the events',
      'Bookmarkable',
      { all: { ...whole, events: whole.events.toSpliced(0, 0, mark(4)) } },
    ],
    ['a mark leads back', 'Bookmarkable', { all: { ...whole, events: [...whole.events, mark(4)] } }],
    ['a mark lies in the future', 'Bookmarkable', { all: { ...whole, events: [...whole.events, mark(7)] } }],
    ['the first events are not all', 'Reliable', { red: { ...some, events: some.events.toSpliced(0, 1) } }],
    [
      'the end of the first events is not told',
      'Bookmarkable',
      { red: { ...some, events: some.events.toSpliced(2, 1) } },
    ],
    [
      'the first events end too late',
      'Bookmarkable',
      { red: { ...some, events: some.events.with(2, mark(4, true)) } },
    ],
    [
      'a revision is gone that is kept',
      'Resumable',
      { all: { ...whole, events: [], error: 410, forgotten: 1 } },
    ],
  ]
  for (const [what, wanted, changes] of doctored)
    test(`checkWatches() finds that ${what}`, () => {
      const wrong = found(log, records({ watches: changes }))
      assert.ok(wrong.has(wanted), [...wrong].join())
    })
})

describe('checkInformers()', () => {
  const { heard } = informer
  const doctored: readonly [what: string, informer: InformerRecord][] = [
    ['an object is added twice', { ...informer, heard: heard.toSpliced(1, 0, ...heard.slice(0, 1)) }],
    ['a change comes before the object', { ...informer, heard: heard.toSpliced(0, 1) }],
    ['an end is not told', { ...informer, heard: heard.slice(0, 3) }],
    [
      'an object goes back in time',
      {
        ...informer,
        heard: heard.toSpliced(3, 0, { ...heard[2], object: at(x1, 2), old: at(x2, 4) } as never),
      },
    ],
    [
      'an object never was so',
      { ...informer, heard: heard.with(1, { type: 'add', key: key('y'), object: at(x1, 3) }) },
    ],
    [
      'an object became another unheard',
      {
        ...informer,
        heard: heard.with(2, {
          type: 'update',
          key: key('x'),
          object: at(map('x', 'w3', { uid: 'o' }), 4),
          old: at(x1, 2),
        }),
      },
    ],
    ['what it holds is old', { ...informer, holds: [at(x1, 2)] }],
    ['it lacks an object', { ...informer, holds: [] }],
    ['it kept what is gone', { ...informer, holds: [at(x2, 4), at(y1, 3)] }],
  ]
  for (const [what, changed] of doctored)
    test(`checkInformers() finds that ${what}`, () => {
      assert.deepEqual([...found(log, records({ informer: changed }))], ['Informers'])
    })
})
