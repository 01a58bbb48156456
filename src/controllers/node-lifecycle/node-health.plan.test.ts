import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Node } from '../../api/core/node/node.kind.ts'
import { graceMs, planSilentConditions, planTaints } from './node-health.plan.ts'

const now = Date.UTC(2026, 0, 1, 12)
const metadata = { name: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' }

function node(ready: string | undefined, spec: Node['spec'] = {}): Node {
  const conditions = ready === undefined ? [] : [{ type: 'Ready', status: ready }]
  return { apiVersion: 'v1', kind: 'Node', metadata, spec, status: { conditions } } as Node
}
const taintsOf = (subject: Node) => planTaints(subject, now)?.map((taint) => `${taint.key}:${taint.effect}`)
const unreachable = { key: 'node.kubernetes.io/unreachable' }

test('planSilentConditions() turns a node Unknown after the grace and not before', () => {
  const heartbeat = { mark: '', seenMs: now }
  assert.equal(planSilentConditions(node('True'), heartbeat, now + graceMs), undefined)
  const late = planSilentConditions(node('True'), heartbeat, now + graceMs + 1)
  assert.equal(late?.length, 4)
  assert.deepEqual(new Set(late?.map((condition) => condition.status)), new Set(['Unknown']))
  assert.equal(late?.[0]?.reason, 'NodeStatusUnknown')
  assert.equal(late?.[1]?.reason, 'NodeStatusNeverUpdated')
})

test('planSilentConditions() gives a node that never reported a longer time, and says Unknown once', () => {
  const heartbeat = { mark: '', seenMs: now }
  assert.equal(planSilentConditions(node(undefined), heartbeat, now + graceMs + 1), undefined)
  const late = planSilentConditions(node(undefined), heartbeat, now + 61_000) ?? []
  const after = { ...node(undefined), status: { conditions: late } } as Node
  assert.equal(planSilentConditions(after, heartbeat, now + 120_000), undefined)
})

test('planTaints() follows the Ready condition and the wish not to be scheduled on', () => {
  assert.deepEqual(taintsOf(node('Unknown')), [
    'node.kubernetes.io/unreachable:NoSchedule',
    'node.kubernetes.io/unreachable:NoExecute',
  ])
  assert.deepEqual(taintsOf(node('False')), [
    'node.kubernetes.io/not-ready:NoSchedule',
    'node.kubernetes.io/not-ready:NoExecute',
  ])
  assert.deepEqual(taintsOf(node('True', { unschedulable: true })), [
    'node.kubernetes.io/unschedulable:NoSchedule',
  ])
  assert.equal(taintsOf(node('True')), undefined)
})

test('planTaints() takes back its own taints, keeps others and the time of those that stay', () => {
  const foreign = { key: 'example.com/x', effect: 'NoExecute' as const }
  const old = { ...unreachable, effect: 'NoExecute' as const, timeAdded: '2026-01-01T00:00:00Z' }
  assert.deepEqual(taintsOf(node('True', { taints: [old, foreign] })), ['example.com/x:NoExecute'])
  const kept = planTaints(node('Unknown', { taints: [old, foreign] }), now)
  assert.equal(
    kept?.find((taint) => taint.key === unreachable.key && taint.effect === 'NoExecute')?.timeAdded,
    old.timeAdded,
  )
  const starting = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' as const }
  assert.equal(taintsOf(node(undefined, { taints: [starting] })), undefined)
})
