import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cronScheduleFault } from '../../api/batch/cron-job/cron-schedule.ts'
import { randomInt, seededRng } from '../../base/rng.ts'
import { parseCron } from './cron-schedule.ts'

const text = (ms: number | undefined) =>
  ms === undefined ? 'never' : new Date(ms).toISOString().slice(0, 16)

/** The next times after `from`, in UTC. */
function check(schedule: string, from: string, expected: readonly string[], timeZone?: string) {
  const parsed = parseCron(schedule, timeZone)
  assert.ok(parsed, schedule)
  let at: number | undefined = Date.parse(`${from}Z`)
  const times = expected.map(() => {
    at = at === undefined ? undefined : parsed.next(at)
    return text(at)
  })
  assert.deepEqual(times, expected, schedule)
}

test('parseCron() gives the next times of fields, steps, ranges, lists and names', () => {
  check('*/15 * * * *', '2026-01-01T00:00', [
    '2026-01-01T00:15',
    '2026-01-01T00:30',
    '2026-01-01T00:45',
    '2026-01-01T01:00',
  ])
  check('0 9-17/4 * * *', '2026-01-01T10:00', ['2026-01-01T13:00', '2026-01-01T17:00', '2026-01-02T09:00'])
  check('5,50 23 31 dec ?', '2026-01-01T00:00', ['2026-12-31T23:05', '2026-12-31T23:50', '2027-12-31T23:05'])
  check('50/4 * * * *', '2026-01-01T00:51', ['2026-01-01T00:54', '2026-01-01T00:58', '2026-01-01T01:50'])
  check('0 0 * * MON-wed', '2026-01-01T00:00', ['2026-01-05T00:00', '2026-01-06T00:00', '2026-01-07T00:00'])
  check('0 0 29 2 *', '2026-01-01T00:00', ['2028-02-29T00:00'])
  check('0 0 31 2 *', '2026-01-01T00:00', ['never'])
})

test('parseCron() takes either day where both are restricted, and both where one is a star', () => {
  check('0 0 13 * fri', '2026-02-01T00:00', ['2026-02-06T00:00', '2026-02-13T00:00', '2026-02-20T00:00'])
  check('0 0 */10 * fri', '2026-02-01T00:00', ['2026-02-06T00:00', '2026-02-11T00:00', '2026-02-13T00:00'])
  check('0 0 13 * *', '2026-02-01T00:00', ['2026-02-13T00:00', '2026-03-13T00:00'])
})

test('parseCron() knows the words and constant delays', () => {
  check('@hourly', '2026-01-01T00:30', ['2026-01-01T01:00'])
  check('@weekly', '2026-01-01T00:30', ['2026-01-04T00:00'])
  check('@yearly', '2026-01-01T00:30', ['2027-01-01T00:00'])
  check('@every 1h30m', '2026-01-01T00:00', ['2026-01-01T01:30', '2026-01-01T03:00'])
})

test('parseCron() follows a zone through its changes of time', () => {
  check('30 2 * * *', '2026-03-28T00:00', ['2026-03-28T01:30', '2026-03-30T00:30'], 'Europe/Berlin')
  check('0 12 * * *', '2026-03-28T12:00', ['2026-03-29T10:00'], 'Europe/Berlin')
  check('0 0 * * *', '2026-07-01T00:00', ['2026-07-01T18:30'], 'Asia/Kolkata')
})

test('parseCron() refuses what is malformed, and zones that are none', () => {
  for (const bad of [
    '',
    '* * * *',
    '60 * * * *',
    '* * 0 * *',
    '5-1 * * * *',
    '*/0 * * * *',
    'x * * * *',
    '@often',
    '1-2-3 * * * *',
  ]) {
    assert.equal(parseCron(bad), undefined, bad)
  }
  assert.throws(() => parseCron('* * * * *', 'Nowhere/Land'), RangeError)
})

test('parseCron() survives random text, and reads just what validation lets through', () => {
  const rng = seededRng(28)
  const bits = [
    '*',
    '?',
    '0',
    '5',
    '59',
    '60',
    '7',
    '-',
    '/',
    ',',
    ' ',
    ' ',
    'jan',
    'sun',
    '@daily',
    '@every ',
    '1h',
    '\t',
    'L',
    '99999',
  ]
  for (let i = 0; i < 20_000; i++) {
    const field = () =>
      Array.from({ length: 1 + randomInt(rng, 3) }, () => bits[randomInt(rng, bits.length)]).join('')
    const text = Array.from({ length: 1 + randomInt(rng, 6) }, field).join(' ')
    const schedule = parseCron(text)
    const fault = cronScheduleFault(text)
    if (fault === undefined) assert.notEqual(schedule, undefined, JSON.stringify(text))
    const due = schedule?.next(Date.UTC(2026, 0, 1))
    assert.ok(due === undefined || due > Date.UTC(2026, 0, 1), text)
  }
})
