import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomInt, seededRng } from '../base/rng.ts'
import { compareKeys } from './keys.ts'

test('compareKeys() orders as the UTF-8 bytes do', () => {
  const rng = seededRng(7)
  const alphabet = [
    'a',
    'b',
    '/',
    '\u{7f}',
    'é',
    '\u{d7ff}',
    '\u{e000}',
    '\u{ffff}',
    '\u{10000}',
    '\u{1f600}',
  ]
  const key = () =>
    Array.from({ length: randomInt(rng, 5) }, () => alphabet[randomInt(rng, alphabet.length)]).join('')
  for (let i = 0; i < 5_000; i++) {
    const [a, b] = [key(), key()]
    const bytewise = Buffer.compare(Buffer.from(a), Buffer.from(b))
    assert.equal(Math.sign(compareKeys(a, b)), bytewise, `${a} ${b}`)
  }
})
