import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tombstone } from '../backend.ts'
import type { Version } from '../store.ts'
import {
  ChangeRecord,
  decodeExpiryKey,
  decodeHistoryKey,
  decodeKey,
  decodeNumber,
  encodeChange,
  encodeExpiryKey,
  encodeHistoryKey,
  encodeKey,
  encodeNumber,
  keyCodec,
  named,
  prefixEnd,
  versionCodec,
} from './records.ts'

const key = '/registry/pods/é/\u{1f600}'
const far = 2 ** 47 + 12_345
const version: Version = {
  key,
  value: Uint8Array.of(1, 0, 255),
  createRevision: far,
  modRevision: far + 1,
  expiresAtMs: 1_800_000_000_000,
}

const plain = (one: Version | undefined) => one && { ...one, value: [...one.value] }

test('versionCodec comes back once it has its key', () => {
  for (const one of [version, { ...version, value: new Uint8Array(0), expiresAtMs: 0 }]) {
    assert.deepEqual(plain(named(versionCodec.decode(versionCodec.encode(one)), key)), plain(one))
  }
  assert.throws(() => versionCodec.decode(new Uint8Array(5)), { name: 'BugError' })
})

test('keyCodec writes whole keys or none', () => {
  const target = Buffer.alloc(64)
  const end = keyCodec.writeKey(key, target, 8)
  assert.equal(end, 8 + Buffer.byteLength(key))
  assert.equal(keyCodec.readKey(target, 8, end), key)
  assert.equal(keyCodec.writeKey(Buffer.of(1, 2), target, 8), 10)
  assert.throws(() => keyCodec.writeKey(key, target, 50), { name: 'RangeError' })
  assert.equal(keyCodec.writeKey('k'.repeat(14), target, 50), 64)
})

test('encodeChange() comes back, with what was there before', () => {
  const made = () => ({ ...version, modRevision: far + 2 })
  for (const previous of [undefined, version]) {
    for (const type of ['put', 'delete'] as const) {
      const kv = type === 'put' ? made() : tombstone(key, far + 2)
      const record = new ChangeRecord(far + 2, encodeChange({ type, kv, previous }, encodeKey(key)))
      const change = record.change(made)
      assert.deepEqual(
        [change.type, plain(change.kv), plain(change.previous)],
        [type, plain(kv), plain(previous)],
      )
      assert.equal(record.previousModRevision, previous?.modRevision ?? 0)
      assert.equal(decodeKey(record.keyBytes), key)
      assert.equal(record.hasPrefix(encodeKey('/registry/pods/é/')), true)
      assert.equal(record.hasPrefix(encodeKey('/registry/pods/e/')), false)
      assert.equal(record.hasPrefix(encodeKey(`${key}/`)), false)
    }
  }
})

test('encodeNumber() orders as numbers do', () => {
  const numbers = [0, 1, 255, 256, 65_535, 65_536, 2 ** 32, far, 2 ** 48 - 1]
  for (const [i, number] of numbers.entries()) {
    assert.equal(decodeNumber(encodeNumber(number)), number)
    if (i > 0) assert.ok(Buffer.compare(encodeNumber(numbers[i - 1] ?? 0), encodeNumber(number)) < 0)
  }
})

test('encodeHistoryKey() keeps the versions of a key together', () => {
  const entries = [
    ['/a', 1],
    ['/a', 2 ** 40],
    ['/a\u{1}', 3],
    ['/a/b', 2],
    ['/ab', 1],
  ] as const
  const encoded = entries.map(([text, revision]) => encodeHistoryKey(encodeKey(text), revision))
  assert.deepEqual(encoded, encoded.toSorted(Buffer.compare))
  for (const [i, [text, modRevision]] of entries.entries()) {
    const decoded = decodeHistoryKey(encoded[i] ?? Buffer.of())
    assert.deepEqual([decodeKey(decoded.key), decoded.modRevision], [text, modRevision])
  }
})

test('encodeExpiryKey() puts first what expires first', () => {
  const [early, late] = [encodeExpiryKey(1_000, encodeKey('/z')), encodeExpiryKey(2_000, encodeKey('/a'))]
  assert.ok(Buffer.compare(early, late) < 0)
  assert.deepEqual(decodeExpiryKey(late), { expiresAtMs: 2_000, key: '/a' })
})

test('prefixEnd() lies behind every key with the prefix and before all others', () => {
  const end = prefixEnd(encodeKey('/a/')) ?? Buffer.of()
  assert.ok(Buffer.compare(encodeKey('/a/\u{10ffff}\u{10ffff}'), end) < 0)
  assert.ok(Buffer.compare(encodeKey('/a0'), end) >= 0)
  assert.equal(prefixEnd(encodeKey('')), undefined)
})
