import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../cache/entry.ts'
import type { WatchItem } from '../cache/watcher.ts'
import { LastBatch } from './last-batch.ts'

function entry(key: string): Entry {
  return { key, revision: 1, bytes: Buffer.alloc(1), labels: undefined, fields: [], parsed: undefined }
}

test('LastBatch makes the bytes of the same events once, and of others anew', () => {
  const batch = new LastBatch()
  const made: number[] = []
  const make = (items: readonly WatchItem[]) => {
    made.push(items.length)
    return Buffer.from(items.map(({ type }) => type).join())
  }
  const [a, b] = [entry('a'), entry('b')]
  const first = batch.of([{ type: 'ADDED', entry: a }], make)
  assert.equal(batch.of([{ type: 'ADDED', entry: a }], make), first)
  assert.notEqual(batch.of([{ type: 'MODIFIED', entry: a }], make), first)
  batch.of([{ type: 'MODIFIED', entry: b }], make)
  const both: WatchItem[] = [
    { type: 'MODIFIED', entry: b },
    { type: 'ADDED', entry: a },
  ]
  assert.equal(batch.of(both, make), batch.of([...both], make))
  const mark: WatchItem = { type: 'BOOKMARK', revision: 7 }
  batch.of([mark], make)
  batch.of([mark], make)
  assert.deepEqual(made, [1, 1, 1, 2, 1, 1])
})

test('LastBatch keeps nothing large', () => {
  const batch = new LastBatch()
  const items: WatchItem[] = [{ type: 'ADDED', entry: entry('a') }]
  const large = () => Buffer.alloc(1 << 20)
  assert.notEqual(batch.of(items, large), batch.of(items, large))
})
