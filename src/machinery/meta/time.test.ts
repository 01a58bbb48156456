import assert from 'node:assert/strict'
import { test } from 'node:test'
import { humanDuration, microTimeText, timeMs, timeText } from './time.ts'

test('timeText() and timeMs() are each other’s inverse in whole seconds', () => {
  assert.equal(timeText(1_700_000_000_999), '2023-11-14T22:13:20Z')
  assert.equal(timeMs('2023-11-14T22:13:20Z'), 1_700_000_000_000)
  assert.equal(microTimeText(1_700_000_000_999), '2023-11-14T22:13:20.999000Z')
})

test('timeMs() has no number for an absent or zero time', () => {
  for (const text of [undefined, null, '', 'yesterday']) assert.equal(timeMs(text), undefined)
})

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

// Upstream: apimachinery pkg/util/duration/duration_test.go.
const ages: readonly [number, string][] = [
  [-2 * second, '<invalid>'],
  [-1 * second, '0s'],
  [-500, '0s'],
  [0, '0s'],
  [second, '1s'],
  [70 * second, '70s'],
  [190 * second, '3m10s'],
  [10 * minute, '10m'],
  [47 * minute + 40 * second, '47m'],
  [70 * minute, '70m'],
  [2 * hour + 10 * minute, '130m'],
  [3 * hour + minute, '3h1m'],
  [7 * hour, '7h'],
  [10 * hour + 50 * minute, '10h'],
  [42 * hour, '42h'],
  [47 * hour + 50 * minute, '47h'],
  [60 * hour, '2d12h'],
  [8 * day, '8d'],
  [364 * day, '364d'],
  [2 * 365 * day - second, '729d'],
  [2 * 365 * day, '2y'],
  [2 * 365 * day + day, '2y1d'],
  [8 * 365 * day, '8y'],
]

test('humanDuration() prints what kubectl prints', () => {
  for (const [ms, text] of ages) assert.equal(humanDuration(ms), text, `${ms}`)
})
