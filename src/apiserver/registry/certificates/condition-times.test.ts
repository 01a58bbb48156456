import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fillConditionTimes } from './condition-times.ts'

const [early, now] = ['2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z']

test('fillConditionTimes() knows since when a condition holds', () => {
  const old = { status: { conditions: [{ type: 'Approved', status: 'True', lastTransitionTime: early }] } }
  const conditions = [
    { type: 'Approved', status: 'True', lastTransitionTime: null },
    { type: 'Failed', status: 'True', lastUpdateTime: early },
  ]
  fillConditionTimes({ status: { conditions } }, { old, now, updates: true })
  assert.deepEqual(conditions, [
    { type: 'Approved', status: 'True', lastUpdateTime: now, lastTransitionTime: early },
    { type: 'Failed', status: 'True', lastUpdateTime: early, lastTransitionTime: now },
  ])
})

test('fillConditionTimes() says nothing of updates where the kind does not', () => {
  const conditions = [{ type: 'Issued', status: 'True' }]
  fillConditionTimes({ status: { conditions } }, { old: undefined, now })
  assert.deepEqual(conditions, [{ type: 'Issued', status: 'True', lastTransitionTime: now }])
})
