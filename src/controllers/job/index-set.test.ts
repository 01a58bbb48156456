import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomInt, seededRng } from '../../base/rng.ts'
import { IndexSet } from './index-set.ts'

test('IndexSet writes ranges as upstream does and reads them back', () => {
  const check = (indexes: readonly number[], text: string) => {
    const set = IndexSet.of(indexes)
    assert.equal(String(set), text)
    assert.equal(set.size, new Set(indexes).size)
    assert.equal(String(IndexSet.parse(text, 1000)), text)
  }
  check([], '')
  check([3], '3')
  check([2, 1], '1,2')
  check([5, 1, 3, 4, 3, 7], '1,3-5,7')
})

test('IndexSet.parse() leaves out what is malformed or too high', () => {
  assert.equal(String(IndexSet.parse('1,3-9,x,12,-,4-2', 7)), '1,3-6')
  assert.equal(String(IndexSet.parse(undefined, 7)), '')
})

test('IndexSet agrees with a plain set', () => {
  const rng = seededRng(11)
  for (let run = 0; run < 100; run++) {
    const some = () => Array.from({ length: randomInt(rng, 12) }, () => randomInt(rng, 20))
    const [first, second] = [some(), some()]
    const both = new Set(first).union(new Set(second))
    const set = IndexSet.of(first).with(second)
    assert.equal(set.size, both.size)
    for (let index = 0; index < 22; index++) assert.equal(set.has(index), both.has(index))
    assert.equal(
      IndexSet.of(first).countIn(IndexSet.of(second)),
      new Set(first).intersection(new Set(second)).size,
    )
    assert.equal(String(IndexSet.of(first).union(IndexSet.of(second))), String(set))
    const missing = Array.from({ length: 20 }, (_, index) => index).filter((index) => !both.has(index))
    assert.deepEqual(set.missing(5, 20), missing.slice(0, 5))
  }
})
