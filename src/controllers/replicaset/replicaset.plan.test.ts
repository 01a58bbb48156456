import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import { epoch, metaOf, podOf } from '../framework/test-objects.ts'
import { burstReplicas, planReplicas } from './replicas.plan.ts'
import { calculateStatus, nextAvailabilityMs } from './replicaset.status.ts'

const labels = { app: 'web', tier: 'x' }
const setOf = (spec: Partial<ReplicaSet['spec']>, more: Partial<ReplicaSet> = {}): ReplicaSet => ({
  apiVersion: ReplicaSet.apiVersion,
  kind: ReplicaSet.kind,
  metadata: metaOf('rs', { generation: 4 }),
  spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels } }, ...spec },
  ...more,
})
const pods = (count: number) => Array.from({ length: count }, (_, i) => podOf(`p${i}`, { readyAtMs: epoch }))
const plan = (replicaSet: ReplicaSet, count: number) => {
  const { create, remove } = planReplicas(replicaSet, {
    active: pods(count),
    related: () => [],
    nowMs: epoch,
  })
  return [create, remove.length]
}

test('planReplicas() makes what is missing and deletes what is too many, in bursts', () => {
  assert.deepEqual(plan(setOf({ replicas: 3 }), 3), [0, 0])
  assert.deepEqual(plan(setOf({ replicas: 3 }), 1), [2, 0])
  assert.deepEqual(plan(setOf({ replicas: 3 }), 5), [0, 2])
  assert.deepEqual(plan(setOf({ replicas: 0 }), 5), [0, 5])
  assert.deepEqual(plan(setOf({}), 0), [1, 0])
  assert.deepEqual(plan(setOf({ replicas: 2000 }), 0), [burstReplicas, 0])
  assert.deepEqual(plan(setOf({ replicas: 0 }), 2000), [0, burstReplicas])
})

test('planReplicas() leaves the pods of a set that is being deleted to the garbage collector', () => {
  const dying = setOf(
    { replicas: 3 },
    { metadata: metaOf('rs', { deletionTimestamp: '2026-01-01T00:00:00Z' }) },
  )
  assert.deepEqual(plan(dying, 1), [0, 0])
  assert.deepEqual(plan(dying, 5), [0, 0])
})

test('calculateStatus() counts labels, readiness and availability', () => {
  const active = [
    podOf('a', { meta: { labels }, readyAtMs: epoch }),
    podOf('b', { meta: { labels: { app: 'web' } }, readyAtMs: epoch + 9000 }),
    podOf('c', { meta: { labels } }),
  ]
  const facts = { active, terminating: 2, nowMs: epoch + 10_000 }
  const replicaSet = setOf({ minReadySeconds: 10 })
  assert.deepEqual(calculateStatus(replicaSet, facts), {
    replicas: 3,
    fullyLabeledReplicas: 2,
    readyReplicas: 2,
    availableReplicas: 1,
    terminatingReplicas: 2,
    observedGeneration: 4,
  })
  assert.equal(nextAvailabilityMs(replicaSet, facts), 9000)
  assert.equal(nextAvailabilityMs(setOf({}), facts), undefined)
})

test('calculateStatus() keeps the first failure until there is none', () => {
  const failure = { reason: 'FailedCreate', message: 'quota' } as const
  const first = calculateStatus(setOf({}), { active: [], terminating: 0, failure, nowMs: epoch })
  const expected = {
    type: 'ReplicaFailure',
    status: 'True',
    ...failure,
    lastTransitionTime: '2026-01-01T00:00:00Z',
  }
  assert.deepEqual(first.conditions, [expected])
  const failed = setOf({}, { status: first })
  const other = { reason: 'FailedDelete', message: 'x' } as const
  const again = calculateStatus(failed, { active: [], terminating: 0, failure: other, nowMs: epoch + 5000 })
  assert.deepEqual(again.conditions, [expected])
  assert.equal(calculateStatus(failed, { active: [], terminating: 0, nowMs: epoch }).conditions, undefined)
})
