import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomInt, seededRng } from '../../base/rng.ts'
import {
  addQuantity,
  canonicalQuantity,
  compareQuantity,
  formatQuantity,
  parseQuantity,
  quantityFault,
  quantityMilli,
  quantityValue,
  subQuantity,
} from './quantity.ts'

function check(cases: Record<string, string | undefined>): void {
  for (const [given, expected] of Object.entries(cases))
    assert.equal(canonicalQuantity(given), expected, given)
}

test('canonicalQuantity() prints as kubectl does', () => {
  check({
    '0': '0',
    '2': '2',
    '1000m': '1',
    '0.1': '100m',
    '1500000': '1500k',
    '1025': '1025',
    '1024Mi': '1Gi',
    '0.5Gi': '512Mi',
    '8Ki': '8Ki',
    '1Ei': '1Ei',
    '1000000Ki': '1000000Ki',
    '1.1Ki': '1126400m',
    '1023.5Ki': '1048064',
    '0.3Ki': '307200m',
    '-5.5': '-5500m',
    '2050.5': '2050500m',
    '1e20': '100e18',
    '100E': '100E',
    '1000E': '1e21',
    '99999999999999999999': '99999999999999999999',
    ' 1 ': '1',
  })
})

test('canonicalQuantity() keeps the odd forms that upstream keeps', () => {
  check({
    '1.500': '1.500',
    '+5': '+5',
    '1e3': '1e3',
    '1E3': '1E3',
    '1e+3': '1e+3',
    '01': '01',
    '.': '0',
    Ki: '0',
  })
})

test('canonicalQuantity() rounds up to nanos and caps binary amounts', () => {
  check({
    '0.0000000001': '1n',
    '-0.1n': '-1n',
    '5e-12': '1e-9',
    '12345678901234567890n': '12345678901234567890n',
    '3.0000000005Gi': '3221225472536870912n',
    '10000000000Gi': '9223372036854775807',
    '8Ei': '9223372036854775807',
  })
})

test('canonicalQuantity() takes numbers', () => {
  assert.equal(canonicalQuantity(2), '2')
  assert.equal(canonicalQuantity(0.1), '100m')
  assert.equal(canonicalQuantity(-0), '0')
})

test('canonicalQuantity() refuses what is no quantity, at once', () => {
  for (const text of [
    '',
    'aoeu',
    '1+1.0M',
    '1.1.M',
    '0.1mi',
    '1ki',
    '.5i',
    '-3.01e-',
    '1 Gi',
    'NaN',
    'Infinity',
  ]) {
    assert.equal(canonicalQuantity(text), undefined, text)
  }
  assert.equal(canonicalQuantity('1e1000000000'), undefined)
  assert.equal(canonicalQuantity('9'.repeat(100_000)), undefined)
})

test('quantityFault() tells the faults apart', () => {
  assert.equal(quantityFault('1ki'), "unable to parse quantity's suffix")
  assert.match(quantityFault('1+1.0M') ?? '', /^quantities must match the regular expression/)
  assert.equal(quantityFault('1Gi'), undefined)
})

test('quantityValue() and quantityMilli() round away from zero', () => {
  assert.equal(quantityValue('1500m'), 2)
  assert.equal(quantityValue('-1500m'), -2)
  assert.equal(quantityValue('1Gi'), 2 ** 30)
  assert.equal(quantityMilli('1'), 1000)
  assert.equal(quantityMilli('250m'), 250)
  assert.equal(quantityMilli('1u'), 1)
  assert.equal(quantityMilli(0.5), 500)
  assert.throws(() => quantityValue('x'), RangeError)
})

test('addQuantity() keeps the format of the first unless that is zero', () => {
  assert.equal(formatQuantity(addQuantity('1Gi', '1Gi')), '2Gi')
  assert.equal(formatQuantity(addQuantity('1', '500m')), '1500m')
  assert.equal(formatQuantity(addQuantity('0', '1Gi')), '1Gi')
  assert.equal(formatQuantity(subQuantity('1Gi', '1Gi')), '0')
})

const suffixes = ['', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'Ki', 'Mi', 'Gi', 'e3', 'E-2', 'e6']

function randomText(rng: ReturnType<typeof seededRng>): string {
  const fraction = randomInt(rng, 3) === 0 ? `.${randomInt(rng, 100_000)}` : ''
  const sign = randomInt(rng, 8) === 0 ? '-' : ''
  const whole = randomInt(rng, 10 ** (1 + randomInt(rng, 6)))
  return `${sign}${whole}${fraction}${suffixes[randomInt(rng, suffixes.length)]}`
}

test('canonicalQuantity() keeps the amount and is settled after two rounds', () => {
  const rng = seededRng(1)
  for (let i = 0; i < 2000; i++) {
    const text = randomText(rng)
    const once = canonicalQuantity(text) as string
    assert.equal(compareQuantity(once, text), 0, text)
    const settled = formatQuantity(parseQuantity(once) as never)
    assert.equal(canonicalQuantity(settled), settled, text)
  }
})

test('subQuantity() undoes addQuantity(), and compareQuantity() agrees', () => {
  const rng = seededRng(2)
  for (let i = 0; i < 1000; i++) {
    const [a, b] = [randomText(rng), randomText(rng)]
    const sum = addQuantity(a, b)
    assert.equal(compareQuantity(subQuantity(sum, b), a), 0, `${a} ${b}`)
    assert.equal(compareQuantity(sum, a), compareQuantity(b, '0'), `${a} ${b}`)
    assert.equal(compareQuantity(addQuantity(b, a), sum), 0)
    assert.equal(Math.sign(compareQuantity(a, b)), -Math.sign(compareQuantity(b, a)))
  }
})
