import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Heap } from './heap.ts'
import { randomInt, seededRng } from './rng.ts'

test('Heap gives items in order whatever the order they came in', () => {
  const rng = seededRng(7)
  for (let round = 0; round < 50; round++) {
    const heap = new Heap<number>((a, b) => a - b)
    const items = Array.from({ length: randomInt(rng, 40) }, () => randomInt(rng, 20))
    for (const item of items) heap.push(item)
    const out: number[] = []
    while (heap.size > 0) {
      assert.equal(heap.peek(), Math.min(...items.toSorted((a, b) => a - b).slice(out.length)))
      out.push(heap.pop() as number)
    }
    assert.deepEqual(
      out,
      items.toSorted((a, b) => a - b),
    )
  }
})

test('Heap.pop() of an empty heap is undefined', () => {
  assert.equal(new Heap<number>((a, b) => a - b).pop(), undefined)
})
