import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type DeletionFindings, planConditions } from './namespace.plan.ts'

const now = Date.UTC(2026, 0, 1)
const clean: DeletionFindings = {
  remaining: [{ resource: 'pods.', count: 0, finalizers: new Map() }],
  failures: [],
}
const shown = (findings: DeletionFindings) =>
  (planConditions([], findings, now) ?? [])
    .filter((condition) => condition.status === 'True')
    .map((condition) => `${condition.type}: ${condition.message}`)

test('planConditions() names what remains, what holds it and what failed', () => {
  const remaining = [
    { resource: 'pods.', count: 2, finalizers: new Map() },
    { resource: 'widgets.example.com', count: 1, finalizers: new Map([['example.com/hold', 1]]) },
  ]
  assert.deepEqual(shown({ remaining, failures: ['secrets: no'] }), [
    'NamespaceDeletionContentFailure: Failed to delete all resource types, 1 remaining: secrets: no',
    'NamespaceContentRemaining: Some resources are remaining: pods. has 2 resource instances, widgets.example.com has 1 resource instances',
    'NamespaceFinalizersRemaining: Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
  ])
  assert.deepEqual(shown(clean), [])
})

test('planConditions() says nothing new when nothing is', () => {
  const first = planConditions([], clean, now) ?? []
  assert.equal(first.length, 5)
  assert.equal(planConditions(first, clean, now + 5000), undefined)
})

test('planConditions() keeps the time of a condition whose status stays', () => {
  const two = { remaining: [{ resource: 'pods.', count: 2, finalizers: new Map() }], failures: [] }
  const one = { remaining: [{ resource: 'pods.', count: 1, finalizers: new Map() }], failures: [] }
  const first = planConditions([], two, now) ?? []
  const second = planConditions(first, one, now + 60_000) ?? []
  const remaining = second.find((condition) => condition.type === 'NamespaceContentRemaining')
  assert.match(remaining?.message ?? '', /pods\. has 1/)
  assert.equal(remaining?.lastTransitionTime, '2026-01-01T00:00:00Z')
})
