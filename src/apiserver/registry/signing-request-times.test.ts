import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CertificateSigningRequest } from '../../api/certificates/certificate-signing-request/certificate-signing-request.kind.ts'
import type { Mutable } from '../../machinery/schema/schema.ts'
import { fillConditionTimes } from './signing-request-times.ts'

const withConditions = (...conditions: object[]) =>
  ({ status: { conditions } }) as unknown as Mutable<CertificateSigningRequest>

test('fillConditionTimes() knows since when a condition holds', () => {
  const [early, now] = ['2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z']
  const old = withConditions({ type: 'Approved', status: 'True', lastTransitionTime: early })
  const next = withConditions(
    { type: 'Approved', status: 'True', lastTransitionTime: null },
    { type: 'Failed', status: 'True', lastUpdateTime: early },
  )
  fillConditionTimes(next, old as CertificateSigningRequest, now)
  assert.deepEqual(
    next.status?.conditions?.map(({ lastUpdateTime, lastTransitionTime }) => [
      lastUpdateTime,
      lastTransitionTime,
    ]),
    [
      [now, early],
      [early, now],
    ],
  )
})
