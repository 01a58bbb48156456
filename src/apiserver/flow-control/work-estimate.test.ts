import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTarget } from '../request/path.ts'
import { requestInfo } from '../request/request-info.ts'
import { estimateSeats } from './work-estimate.ts'

const rows: readonly (readonly [
  target: string,
  stored: number | undefined,
  seats: number,
  maxSeats?: number,
])[] = [
  ['/api/v1/pods', 0, 1],
  ['/api/v1/pods', 100, 1],
  ['/api/v1/pods', 101, 2],
  ['/api/v1/pods', 100_000, 10],
  ['/api/v1/pods', 100_000, 3, 3],
  ['/api/v1/pods', undefined, 1],
  ['/api/v1/pods?limit=500', 100_000, 5],
  ['/api/v1/pods?limit=500&labelSelector=a', 100_000, 10],
  ['/api/v1/pods?limit=-3', 100_000, 10],
  ['/api/v1/namespaces/a/pods?fieldSelector=metadata.name%3Dx', 100_000, 1],
  ['/api/v1/namespaces/a/pods/x', 100_000, 1],
  ['/api/v1/pods?watch=1', 100_000, 1],
  ['/api/v1/pods?watch=1&sendInitialEvents=true', 100_000, 10],
  ['/healthz', 100_000, 1],
]

for (const [target, stored, seats, maxSeats = 0] of rows) {
  test(`estimateSeats() of ${target} with ${stored} objects`, () => {
    const parsed = parseTarget(target)
    const info = requestInfo(parsed, 'GET')
    assert.equal(estimateSeats({ info, query: parsed.query, maxSeats, objectCount: () => stored }), seats)
  })
}
