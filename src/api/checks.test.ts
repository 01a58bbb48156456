import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../machinery/field-error.ts'
import { checkEnum, checkImmutable, checkNonNegative, checkPortNumOrName } from './checks.ts'

const texts = (faults: readonly Parameters<typeof formatFieldError>[0][]) => faults.map(formatFieldError)

test('checkEnum() asks for a value, then for one of the set', () => {
  assert.deepEqual(texts(checkEnum('', 'a', ['X'])), ['a: Required value'])
  assert.deepEqual(texts(checkEnum('Y', 'a', ['X', 'Z'])), [
    'a: Unsupported value: "Y": supported values: "X", "Z"',
  ])
  assert.deepEqual(checkEnum('X', 'a', ['X']), [])
})

test('checkPortNumOrName() takes numbers and names', () => {
  assert.deepEqual(checkPortNumOrName(80, 'p'), [])
  assert.deepEqual(checkPortNumOrName('http', 'p'), [])
  assert.deepEqual(texts(checkPortNumOrName(0, 'p')), [
    'p: Invalid value: 0: must be between 1 and 65535, inclusive',
  ])
  assert.deepEqual(texts(checkPortNumOrName('80', 'p')), [
    'p: Invalid value: "80": must contain at least one letter (a-z)',
  ])
})

test('checkImmutable() and checkNonNegative() use upstream’s words', () => {
  assert.deepEqual(texts(checkImmutable('b', 'a', 'f')), ['f: Invalid value: "b": field is immutable'])
  assert.deepEqual(checkImmutable(undefined, [], 'f'), [])
  assert.deepEqual(texts(checkNonNegative(-1, 'f')), [
    'f: Invalid value: -1: must be greater than or equal to 0',
  ])
})
