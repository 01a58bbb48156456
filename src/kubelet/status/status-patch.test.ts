import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PodStatus } from '../../api/core/pod/pod-status.schema.ts'
import { podOf } from '../pods/test-pods.ts'
import { sameStatusValue, statusPatch } from './status-patch.ts'

const patch = (old: PodStatus | undefined, next: PodStatus) =>
  statusPatch(podOf(old === undefined ? {} : { status: old }), next)?.status

test('statusPatch() sends only what differs', () => {
  const status: PodStatus = { phase: 'Running', hostIP: '1.1.1.1', startTime: 'T' }
  assert.equal(patch(status, { ...status }), undefined)
  assert.deepEqual(patch(status, { ...status, phase: 'Failed', reason: 'Evicted' }), {
    phase: 'Failed',
    reason: 'Evicted',
  })
  assert.deepEqual(patch({ ...status, message: 'm' }, status), { message: null })
})

test('statusPatch() names the pod it is for', () => {
  assert.deepEqual(statusPatch(podOf(), { phase: 'Running' })?.metadata, { uid: 'uid-1' })
})

test("statusPatch() leaves others' conditions alone and clears what a condition no longer says", () => {
  const gate = { type: 'gate', status: 'True' }
  const ready = { type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: 'm' }
  assert.deepEqual(
    patch({ conditions: [gate, ready] }, { conditions: [gate, { type: 'Ready', status: 'True' }] }),
    {
      conditions: [{ type: 'Ready', status: 'True', reason: null, message: null }],
    },
  )
})

test('statusPatch() deletes addresses that are gone', () => {
  assert.deepEqual(patch({ podIPs: [{ ip: '10.0.0.1' }] }, { podIPs: [{ ip: '10.0.0.2' }] }), {
    podIPs: [{ ip: '10.0.0.2' }, { $patch: 'delete', ip: '10.0.0.1' }],
  })
})

test('sameStatusValue() takes absent and empty for the same, but not lists of different length', () => {
  assert.ok(sameStatusValue({ a: 1, lastState: {} }, { a: 1 }))
  assert.ok(sameStatusValue([], undefined))
  assert.ok(!sameStatusValue([{}], []))
  assert.ok(!sameStatusValue({ a: 0 }, {}))
  assert.ok(!sameStatusValue({ constructor: 1 }, {}))
})
