import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../cache/entry.ts'
import type { Segment } from '../cache/ordered-entries.ts'
import { JoinedItems } from './joined-items.ts'
import type { Resource } from './resource.ts'

const typePrefix = '{"kind":"X",'

/** Counts how often bytes are asked for, which is how often something is joined. */
function harness() {
  let asked = 0
  const resource = {
    kind: {},
    typePrefix,
    bytesOf(entry: Entry) {
      asked++
      return entry.bytes
    },
  } as unknown as Resource
  return { resource, asked: () => asked }
}

function chunk(from: number, count: number, size = 10): readonly Entry[] {
  return Array.from({ length: count }, (_, i) => ({
    key: `k${from + i}`,
    revision: 1,
    bytes: Buffer.from(`${typePrefix}"n":${from + i},"pad":"${'x'.repeat(size)}"}`),
    labels: undefined,
    fields: [],
    parsed: undefined,
  }))
}

const whole = (entries: readonly Entry[]): Segment => ({ entries, start: 0, end: entries.length })

function listed(joined: JoinedItems, resource: Resource, segments: readonly Segment[]): number[] {
  const text = Buffer.concat([...joined.of(segments, { resource, form: 'json' })]).toString()
  return JSON.parse(`[${text.slice(1)}]`).map(({ n }: { n: number }) => n)
}

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)

test('JoinedItems joins a chunk once, and what changes anew', () => {
  const { resource, asked } = harness()
  const joined = new JoinedItems()
  const [first, second] = [whole(chunk(0, 40)), whole(chunk(40, 40))]
  assert.deepEqual(listed(joined, resource, [first, second]), numbers(0, 80))
  assert.deepEqual(listed(joined, resource, [first, second]), numbers(0, 80))
  assert.equal(asked(), 80)
  const changed = whole(chunk(40, 41))
  assert.deepEqual(listed(joined, resource, [first, changed]), numbers(0, 81))
  assert.equal(asked(), 121)
  assert.deepEqual(listed(joined, resource, [{ ...first, start: 4, end: 20 }]), numbers(4, 16))
})

test('JoinedItems keeps what a selector leaves of many chunks, while they stay the same', () => {
  const { resource, asked } = harness()
  const joined = new JoinedItems()
  const segments = [0, 10, 20].map((from) => whole(chunk(from, 2)))
  const expected = [0, 1, 10, 11, 20, 21]
  for (let i = 0; i < 3; i++) assert.deepEqual(listed(joined, resource, [...segments]), expected)
  assert.equal(asked(), 6)
  const [first, second] = segments as [Segment, Segment]
  assert.deepEqual(listed(joined, resource, [first, second, whole(chunk(30, 1))]), [0, 1, 10, 11, 30])
  const fleeting = segments.map((segment): Segment => ({ ...segment, fleeting: true }))
  assert.deepEqual(listed(joined, resource, fleeting), expected)
  assert.equal(asked(), 17)
})

test('JoinedItems.trim() forgets what was not asked for since the last one', () => {
  const { resource, asked } = harness()
  const joined = new JoinedItems()
  const segments = [whole(chunk(0, 40))]
  const scattered = [whole(chunk(50, 2)), whole(chunk(60, 2))]
  const both = () => {
    listed(joined, resource, segments)
    listed(joined, resource, scattered)
    return asked()
  }
  assert.equal(both(), 44)
  joined.trim()
  assert.equal(both(), 44)
  joined.trim()
  joined.trim()
  assert.equal(both(), 88)
})

test('JoinedItems cuts large objects into parts', () => {
  const { resource } = harness()
  const joined = new JoinedItems()
  const large = whole(chunk(0, 30, 100_000))
  const parts = [...joined.of([large], { resource, form: 'json' })]
  assert.ok(parts.length > 5 && parts.every(({ length }) => length < 400_000))
  assert.deepEqual(listed(joined, resource, [large]), numbers(0, 30))
})
