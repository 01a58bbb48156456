import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dealHand, hashFlowID } from './shuffle-sharding.ts'

test('hashFlowID() is the start of a SHA-256 of both names', () => {
  assert.notEqual(hashFlowID('ab', 'c'), hashFlowID('a', 'bc'))
  assert.equal(hashFlowID('a', 'b'), hashFlowID('a', 'b'))
  assert.ok(hashFlowID('a', 'b') < 1n << 64n)
})

test('dealHand() deals different cards, all of them when the hand is the deck', () => {
  for (let i = 0n; i < 500n; i++) {
    const hand = dealHand(i * 0x9e3779b97f4a7c15n, 16, 4)
    assert.equal(new Set(hand).size, 4)
    assert.ok(hand.every((card) => card >= 0 && card < 16))
  }
  assert.deepEqual(dealHand(123_456_789n, 5, 5).toSorted(), [0, 1, 2, 3, 4])
})

test("dealHand() draws by the hash's remainders, as upstream does", () => {
  // 1000 = 7 * 128 + 104, 7 % 127 = 7, then nothing is left: 104, 7, and twice the lowest card not yet drawn.
  assert.deepEqual(dealHand(1000n, 128, 4), [104, 7, 0, 1])
})

test('dealHand() deals each card about as often', () => {
  const counts = new Array<number>(16).fill(0)
  for (let i = 0; i < 4000; i++)
    for (const card of dealHand(hashFlowID('flow', String(i)), 16, 4)) counts[card] = (counts[card] ?? 0) + 1
  assert.ok(Math.min(...counts) > 850 && Math.max(...counts) < 1150, String(counts))
})
