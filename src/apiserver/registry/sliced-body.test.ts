import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Entry } from '../cache/entry.ts'
import { isStream } from '../request/exchange.ts'
import { sliceBytes, sliceEntries, slicesOf, textPieces, wholeLimit, wholeOrStream } from './sliced-body.ts'

function entries(count: number, size: number): Entry[] {
  const bytes = Buffer.alloc(size)
  return Array.from({ length: count }, (_, i) => ({
    key: `k${i}`,
    revision: i,
    bytes,
    labels: undefined,
    fields: [],
    parsed: undefined,
  }))
}

const segment = (all: readonly Entry[]) => ({ entries: all, start: 0, end: all.length })
const sizes = (...segments: ReturnType<typeof segment>[]) =>
  [...slicesOf(segments)].map(({ length }) => length)

test('slicesOf() cuts by number, by bytes, and across segments', () => {
  assert.deepEqual(sizes(segment(entries(sliceEntries * 2 + 1, 10))), [sliceEntries, sliceEntries, 1])
  assert.deepEqual(sizes(segment(entries(5, sliceBytes / 2))), [2, 2, 1])
  assert.deepEqual(sizes(segment(entries(2, sliceBytes * 3))), [1, 1])
  assert.deepEqual(sizes(segment(entries(3, 10)), segment(entries(4, 10))), [7])
  assert.deepEqual(sizes({ ...segment(entries(9, 10)), start: 2, end: 5 }), [3])
  assert.deepEqual(sizes(), [])
})

const text = {
  head: '[',
  items: (slice: readonly Entry[]) => slice.map(({ key }) => `"${key}"`).join(','),
  separator: ',',
  tail: ']',
  empty: '[]',
}

test('textPieces() gives others a turn between any two slices', async () => {
  let turns = 0
  let asking = true
  const count = () => {
    turns++
    if (asking) setImmediate(count)
  }
  setImmediate(count)
  const seen: string[] = []
  const turnsAt: number[] = []
  for await (const piece of textPieces([segment(entries(sliceEntries * 3, 10))], text)) {
    seen.push(piece.toString())
    turnsAt.push(turns)
  }
  asking = false
  assert.equal(JSON.parse(seen.join('')).length, sliceEntries * 3)
  assert.equal(seen.length, 4)
  const [first = 0, second = 0, third = 0] = turnsAt
  assert.ok(first < second && second < third, `turns at the slices: ${turnsAt}`)
  const nothing = []
  for await (const piece of textPieces([], text)) nothing.push(piece.toString())
  assert.deepEqual(nothing, ['[]'])
})

async function* megabytes(count: number): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i++) yield Buffer.alloc(1 << 20, i)
}

test('wholeOrStream() holds what is small, and streams the rest without losing any of it', async () => {
  const small = await wholeOrStream(megabytes(3))
  assert.ok(!isStream(small) && Array.isArray(small) && small.length === 3)
  const large = await wholeOrStream(megabytes(wholeLimit / (1 << 20) + 4))
  assert.ok(isStream(large))
  const order: (number | undefined)[] = []
  for await (const piece of large) order.push(piece[0])
  assert.deepEqual(
    order,
    Array.from({ length: wholeLimit / (1 << 20) + 4 }, (_, i) => i),
  )
})
