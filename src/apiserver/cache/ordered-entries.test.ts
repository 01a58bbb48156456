import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomInt, seededRng } from '../../base/rng.ts'
import type { Entry } from './entry.ts'
import { OrderedEntries, type Snapshot } from './ordered-entries.ts'

const end = '\u{10ffff}'
const entry = (key: string, revision: number): Entry => ({
  key,
  revision,
  bytes: Buffer.alloc(0),
  labels: undefined,
  fields: [],
  parsed: undefined,
})
const shown = (snapshot: Snapshot) =>
  snapshot.slice('', end, Infinity).map(({ key, revision }) => `${key}@${revision}`)

test('OrderedEntries agrees with a sorted map through random writes, and snapshots never change', () => {
  for (let seed = 1; seed <= 5; seed++) {
    const rng = seededRng(seed)
    const entries = new OrderedEntries()
    const model = new Map<string, number>()
    const kept: { snapshot: Snapshot; expected: string[] }[] = []
    const expected = () =>
      [...model].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, revision]) => `${key}@${revision}`)
    for (let revision = 1; revision <= 4000; revision++) {
      const key = `ns${randomInt(rng, 3)}/p${randomInt(rng, 900)}`
      if (rng.next() < 0.35) {
        assert.equal(entries.delete(key)?.revision, model.get(key))
        model.delete(key)
      } else {
        assert.equal(entries.set(entry(key, revision))?.revision, model.get(key))
        model.set(key, revision)
      }
      assert.equal(entries.size, model.size)
      assert.equal(entries.get(key)?.revision, model.get(key))
      if (revision % 400 === 0) kept.push({ snapshot: entries.snapshot(), expected: expected() })
    }
    for (const { snapshot, expected: then } of kept) {
      assert.deepEqual(shown(snapshot), then)
      const range = then.filter((text) => text >= 'ns1/' && text < 'ns10')
      assert.deepEqual(
        [...snapshot.range('ns1/', 'ns10')].map(({ key, revision }) => `${key}@${revision}`),
        range,
      )
      assert.equal(snapshot.count('ns1/', 'ns10'), range.length)
      assert.equal(snapshot.slice('ns1/', 'ns10', 7).length, Math.min(7, range.length))
    }
  }
})

test('OrderedEntries fills chunks in key order without gaps', () => {
  const entries = new OrderedEntries()
  for (let i = 0; i < 10_000; i++) entries.set(entry(String(i).padStart(6, '0'), i + 1))
  const snapshot = entries.snapshot()
  assert.equal(snapshot.size, 10_000)
  assert.equal(snapshot.count('000100', '000200'), 100)
  assert.equal(snapshot.get('009999')?.revision, 10_000)
  assert.equal(snapshot.get('x'), undefined)
})
