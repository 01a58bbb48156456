import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomInt, seededRng } from '../../base/rng.ts'
import {
  bytesFault,
  decodeBytes,
  decodeDuration,
  decodeMicroTime,
  decodeTime,
  durationFault,
  formatDuration,
  parseDuration,
  timeFault,
} from './scalars.ts'

function check(decode: (text: string) => unknown, cases: Record<string, unknown>): void {
  for (const [given, expected] of Object.entries(cases)) assert.equal(decode(given), expected, given)
}

test('decodeTime() gives UTC in whole seconds', () => {
  check(decodeTime, {
    '2026-01-02T03:04:05Z': '2026-01-02T03:04:05Z',
    '2026-01-02T03:04:05.999999999Z': '2026-01-02T03:04:05Z',
    '2026-01-02T03:04:05+02:30': '2026-01-02T00:34:05Z',
    '2024-02-29T00:00:00Z': '2024-02-29T00:00:00Z',
    '0001-01-01T00:00:00Z': '0001-01-01T00:00:00Z',
    '2026-02-29T00:00:00Z': undefined,
    '2026-13-01T00:00:00Z': undefined,
    '2026-01-01T24:00:00Z': undefined,
    '2026-01-01T00:60:00Z': undefined,
    '2026-01-01': undefined,
    '2026-01-01t00:00:00z': undefined,
    '2026-01-01T00:00:00': undefined,
    '': undefined,
  })
})

test('decodeMicroTime() wants six digits after the second', () => {
  check(decodeMicroTime, {
    '2026-01-02T03:04:05.000001Z': '2026-01-02T03:04:05.000001Z',
    '2026-01-02T03:04:05.123456-01:00': '2026-01-02T04:04:05.123456Z',
    '2026-01-02T03:04:05Z': undefined,
    '2026-01-02T03:04:05.123Z': undefined,
    '2026-01-02T03:04:05.1234567Z': undefined,
  })
})

test('timeFault() says what Go says', () => {
  check((text) => timeFault(text, 'time'), {
    x: 'parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006"',
    '2026-01-01': 'parsing time "2026-01-01" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "T"',
    '2026-01-01T00:00:00':
      'parsing time "2026-01-01T00:00:00" as "2006-01-02T15:04:05Z07:00": cannot parse "" as "Z07:00"',
    '2026-02-30T00:00:00Z': 'parsing time "2026-02-30T00:00:00Z": day out of range',
    '2026-01-01T00:00:00Z!': 'parsing time "2026-01-01T00:00:00Z!": extra text: "!"',
  })
  assert.equal(
    timeFault('2026-01-01T00:00:00Z', 'microTime'),
    'parsing time "2026-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
  )
})

test('decodeBytes() gives canonical base64', () => {
  check(decodeBytes, {
    '': '',
    'aGVsbG8=': 'aGVsbG8=',
    'aGVs\nbG8=\n': 'aGVsbG8=',
    'YR==': 'YQ==',
    'YWJ=': 'YWI=',
    YQ: undefined,
    'YQ=': undefined,
    'Y=Q=': undefined,
    '!!!!': undefined,
    'YQ==YQ==': undefined,
  })
  assert.equal(bytesFault('ab!d'), 'illegal base64 data at input byte 2')
  assert.equal(bytesFault('YWJjZ'), 'illegal base64 data at input byte 4')
})

test('decodeDuration() prints as Go does', () => {
  check(decodeDuration, {
    '1h1ns': '1h0m0.000000001s',
    '-.5us2h': '-2h0m0.0000005s',
    '0': '0s',
    '1m30s': '1m30s',
    '90s': '1m30s',
    '1.5h': '1h30m0s',
    '1.1s': '1.1s',
    '.5s': '500ms',
    '1.s': '1s',
    '100us': '100µs',
    '1500µs': '1.5ms',
    '3ns': '3ns',
    '-2m': '-2m0s',
    '36h': '36h0m0s',
    '': undefined,
    '1': undefined,
    '1x': undefined,
    s: undefined,
    '.s': undefined,
    '1s ': undefined,
    '9999999999h': undefined,
  })
  assert.equal(durationFault('1'), 'time: missing unit in duration "1"')
  assert.equal(durationFault('1x'), 'time: unknown unit "x" in duration "1x"')
  assert.equal(durationFault('x'), 'time: invalid duration "x"')
})

test('parseDuration() is quick on long input', () => {
  assert.equal(parseDuration(`${'1'.repeat(1_000_000)}x`), undefined)
  assert.equal(parseDuration('1'.repeat(1_000_000)), undefined)
})

test('parseDuration() undoes formatDuration()', () => {
  const rng = seededRng(4)
  for (let i = 0; i < 2000; i++) {
    const nanos =
      randomInt(rng, 2) * randomInt(rng, 1e6) * 3600e9 + randomInt(rng, 10 ** (1 + randomInt(rng, 12)))
    if (nanos < 2 ** 50) assert.equal(parseDuration(formatDuration(nanos)), nanos, formatDuration(nanos))
  }
})
