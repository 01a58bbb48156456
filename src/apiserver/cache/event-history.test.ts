import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CacheEvent } from './cache-event.ts'
import type { Entry } from './entry.ts'
import { EventHistory } from './event-history.ts'

function event(revision: number, size = 10): CacheEvent {
  const entry: Entry = {
    key: 'k',
    revision,
    bytes: Buffer.alloc(size),
    labels: undefined,
    fields: [],
    parsed: undefined,
  }
  return new CacheEvent(revision, entry, entry)
}

const revisions = (history: EventHistory, after: number) =>
  [...history.after(after)].map(({ revision }) => revision)

test('EventHistory gives what came after a revision, in order', () => {
  const history = new EventHistory(5)
  for (const revision of [6, 8, 9]) history.add(event(revision), 0)
  assert.deepEqual(
    [history.floor, revisions(history, 5), revisions(history, 7), revisions(history, 9)],
    [5, [6, 8, 9], [8, 9], []],
  )
})

test('EventHistory forgets the oldest when there are too many, too old or too big, and says so', () => {
  const many = new EventHistory(0)
  for (let revision = 1; revision <= 20_000; revision++) many.add(event(revision), 0)
  assert.equal(many.floor, 20_000 - 16_384)
  assert.equal(revisions(many, many.floor).length, 16_384)
  const old = new EventHistory(0)
  old.add(event(1), 0)
  old.add(event(2), 200_000)
  old.add(event(3), 400_000)
  assert.deepEqual([old.floor, revisions(old, 1)], [1, [2, 3]])
  const big = new EventHistory(0)
  for (let revision = 1; revision <= 5; revision++) big.add(event(revision, 10 * 1024 * 1024), 0)
  assert.deepEqual([big.floor, revisions(big, 4)], [4, [5]])
})

test('EventHistory.trim() lets go of what is too old and not small, though nothing new comes', () => {
  const history = new EventHistory(0)
  for (const revision of [1, 2, 3]) history.add(event(revision, 700_000), revision * 100_000)
  history.trim(350_000)
  assert.deepEqual([history.floor, revisions(history, 0)], [0, [1, 2, 3]])
  history.trim(450_000)
  assert.deepEqual([history.floor, revisions(history, 1)], [1, [2, 3]])
  history.trim(9_000_000)
  assert.deepEqual([history.floor, revisions(history, 2)], [2, [3]])
  history.add(event(5), 9_000_000)
  assert.deepEqual(revisions(history, 3), [5])
})
