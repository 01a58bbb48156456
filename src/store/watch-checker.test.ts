import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { WatchBatch, WatchEvent } from './store.ts'
import { checkWatch, type HistoryEntry, StoreHistory } from './watch-checker.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

const entries: readonly HistoryEntry[] = [
  { revision: 2, type: 'put', key: '/a/x', value: bytes('1') },
  { revision: 3, type: 'put', key: '/b/x', value: bytes('2') },
  { revision: 4, type: 'put', key: '/a/x', value: bytes('3') },
  { revision: 5, type: 'delete', key: '/a/x', value: bytes('') },
  { revision: 6, type: 'put', key: '/a/y', value: bytes('4') },
]
const history = new StoreHistory(entries)

function event(revision: number, change: Partial<WatchEvent> = {}): WatchEvent {
  const entry = entries[revision - 2] ?? { type: 'put', key: '/a/?', value: bytes('') }
  const { type, key, value } = entry
  const createRevision = history.at(key, revision)?.createRevision ?? 0
  const kv = { key, value, createRevision, modRevision: revision }
  return { type, kv, previous: history.at(key, revision - 1), ...change }
}

const good: readonly WatchBatch[] = [
  { revision: 2, events: [event(2)] },
  { revision: 3, events: [] },
  { revision: 5, events: [event(4), event(5)] },
  { revision: 6, events: [event(6)] },
]

function propertiesOf(batches: readonly WatchBatch[], from = 2): Set<string> {
  const violations = checkWatch({ prefix: '/a/', from, batches }, history)
  return new Set(violations.map((violation) => violation.slice(0, violation.indexOf(':'))))
}

describe('checkWatch()', () => {
  test('checkWatch() accepts a watch that kept every promise', () => {
    assert.deepEqual(checkWatch({ prefix: '/a/', from: 2, batches: good }, history), [])
    assert.deepEqual(
      checkWatch({ prefix: '/a/', from: 5, batches: [{ revision: 5, events: [event(5)] }] }, history),
      [],
    )
  })

  const cases: readonly [property: string, batches: readonly WatchBatch[], from?: number][] = [
    ['Filter', [{ revision: 3, events: [event(2), event(3)] }]],
    ['Ordered', [{ revision: 5, events: [event(2), event(5), event(4)] }]],
    ['Unique', [{ revision: 4, events: [event(2), event(4), event(4)] }]],
    [
      'Atomic',
      [
        { revision: 2, events: [event(2)] },
        { revision: 4, events: [event(2), event(4)] },
      ],
    ],
    ['Reliable', [{ revision: 5, events: [event(2), event(5)] }]],
    ['Reliable', [{ revision: 7, events: [event(2), event(4), event(5), event(6), event(7)] }]],
    ['Resumable', [{ revision: 6, events: [event(4), event(5), event(6)] }], 2],
    [
      'Bookmarkable',
      [
        { revision: 4, events: [event(2)] },
        { revision: 5, events: [event(4), event(5)] },
      ],
    ],
    ['Bookmarkable', [{ revision: 3, events: [event(2), event(4)] }]],
    [
      'Bookmarkable',
      [
        { revision: 2, events: [event(2)] },
        { revision: 1, events: [] },
      ],
    ],
    ['PrevKV', [{ revision: 4, events: [event(2), event(4, { previous: undefined })] }]],
    ['IsCreate', [{ revision: 2, events: [event(2, { kv: { ...event(2).kv, createRevision: 1 } })] }]],
  ]
  for (const [i, [property, batches, from]] of cases.entries()) {
    test(`checkWatch() finds a broken ${property} (${i + 1})`, () => {
      assert.ok(propertiesOf(batches, from).has(property))
    })
  }

  test('StoreHistory names missing and doubled revisions', () => {
    assert.deepEqual(history.gaps(), [])
    assert.equal(new StoreHistory(entries.filter(({ revision }) => revision !== 3)).gaps().length, 3)
  })
})
