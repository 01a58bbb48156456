import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from './entry.ts'
import { ParsedObjects } from './parsed-objects.ts'

function entry(key: string, size: number): Entry {
  const bytes = Buffer.from(JSON.stringify({ kind: 'X', metadata: { name: key }, data: 'x'.repeat(size) }))
  return { key, revision: 1, bytes, labels: undefined, fields: [], parsed: undefined }
}

test('ParsedObjects parses once and forgets the oldest when there are too many bytes', () => {
  const parsed = new ParsedObjects()
  const entries = Array.from({ length: 6000 }, (_, i) => entry(`e${i}`, 1000))
  for (const one of entries) assert.equal(parsed.read(one).metadata.name, one.key)
  const kept = entries.filter((one) => one.parsed !== undefined)
  assert.ok(kept.length > 3000 && kept.length < 4300, String(kept.length))
  assert.equal(kept[0], entries[6000 - kept.length])
  const [last] = kept.slice(-1)
  assert.equal(parsed.read(last as Entry), last?.parsed)
})

test('ParsedObjects keeps the one that is being read, whatever its size', () => {
  const parsed = new ParsedObjects()
  const big = entry('big', 5 * 1024 * 1024)
  assert.equal(parsed.read(big), parsed.read(big))
})

test('ParsedObjects.trim() forgets what was parsed before the last trim', () => {
  const parsed = new ParsedObjects()
  const [old, young] = [entry('old', 10), entry('young', 10)]
  parsed.read(old)
  parsed.trim()
  const kept = parsed.read(young)
  assert.notEqual(old.parsed, undefined)
  parsed.trim()
  assert.deepEqual([old.parsed, young.parsed], [undefined, kept])
  parsed.trim()
  assert.equal(young.parsed, undefined)
  parsed.read(old)
  parsed.trim()
  assert.notEqual(old.parsed, undefined)
})
