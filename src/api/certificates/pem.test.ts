import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomInt, seededRng } from '../../base/rng.ts'
import { pemBlocks } from './pem.ts'

const types = (text: string) =>
  pemBlocks(text).map(({ type, hasHeaders, der }) => [type, hasHeaders, der.length])

test('pemBlocks() reads blocks as Go does', () => {
  assert.deepEqual(types('-----BEGIN A-----\nAAAA\n-----END A-----\n'), [['A', false, 3]])
  assert.deepEqual(types('x\n-----BEGIN A B-----\r\nAA\r\nAA\r\n-----END A B-----'), [['A B', false, 3]])
  assert.deepEqual(types('-----BEGIN A-----\nk: v\nl: w\n\nAAAA\n-----END A-----'), [['A', true, 3]])
  assert.deepEqual(types('-----BEGIN A-----\n-----END A-----\n-----BEGIN B-----\nAAAA\n-----END B-----\n'), [
    ['A', false, 0],
    ['B', false, 3],
  ])
  for (const text of [
    '',
    '-----BEGIN A-----',
    '-----BEGIN A-----\nAAAA',
    '-----BEGIN A-----\nAAAA\n-----END B-----\n',
    '-----BEGIN A-----\n!!!!\n-----END A-----\n',
    ' -----BEGIN A-----\nAAAA\n-----END A-----\n',
  ])
    assert.deepEqual(types(text), [], text)
  assert.deepEqual(types('-----BEGIN A-----\n-----BEGIN B-----\nAAAA\n-----END B-----\n'), [['B', false, 3]])
})

test('pemBlocks() takes no longer for what has no end, no blank line or no line', () => {
  const started = process.cpuUsage()
  for (const text of [
    '-----BEGIN A-----\n'.repeat(150_000),
    Array.from({ length: 100_000 }, (_, i) => `-----BEGIN ${i}-----\n`).join(''),
    '-----BEGIN '.repeat(250_000),
    `-----BEGIN A-----\n${'a:b\r\n'.repeat(300_000)}x\n-----END A-----\n`,
    `${'-----BEGIN A-----\nAAAA\n'.repeat(100_000)}${'-----END B-----\n'.repeat(100_000)}`,
  ])
    pemBlocks(text)
  assert.ok(process.cpuUsage(started).user < 3e6)
})

test('pemBlocks() survives random text', () => {
  const rng = seededRng(27)
  const bits = ['-----BEGIN ', '-----END ', 'A', 'B', '-----', '\n', '\r\n', ':', ' ', 'AAAA', '=', '\0', 'é']
  for (let i = 0; i < 5000; i++) {
    const text = Array.from({ length: randomInt(rng, 20) }, () => bits[randomInt(rng, bits.length)]).join('')
    pemBlocks(text)
  }
})
