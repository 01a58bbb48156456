import assert from 'node:assert/strict'
import { test } from 'node:test'
import { humanAge } from './human-age.ts'

test('humanAge() reads as upstream’s HumanDuration', () => {
  const s = 1000
  const [m, h, d, y] = [60 * s, 3600 * s, 86_400 * s, 365 * 86_400 * s]
  const cases: [number, string][] = [
    [-5 * s, '<invalid>'],
    [-1, '0s'],
    [0, '0s'],
    [119 * s, '119s'],
    [2 * m, '2m'],
    [9 * m + 59 * s, '9m59s'],
    [10 * m + 1 * s, '10m'],
    [179 * m, '179m'],
    [3 * h, '3h'],
    [7 * h + 59 * m, '7h59m'],
    [8 * h + 30 * m, '8h'],
    [47 * h, '47h'],
    [2 * d, '2d'],
    [7 * d + 23 * h, '7d23h'],
    [8 * d, '8d'],
    [729 * d, '729d'],
    [2 * y, '2y'],
    [2 * y + 5 * d, '2y5d'],
    [8 * y + 5 * d, '8y'],
  ]
  for (const [ms, expected] of cases) assert.equal(humanAge(ms), expected)
})
