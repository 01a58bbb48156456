import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigMap } from '../../api/core/config-map/config-map.kind.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import { type JudgedOwner, planCollection } from './collection.plan.ts'
import { OwnershipGraph } from './ownership-graph.ts'

const kind = ConfigMap as unknown as Kind

function object(
  name: string,
  owners: readonly string[] = [],
  more: { finalizers?: string[]; deleting?: boolean; blocking?: boolean } = {},
): KubeObject {
  const reference = (owner: string) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: owner,
    uid: owner,
    blockOwnerDeletion: more.blocking ?? false,
  })
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: 'ns',
      uid: name,
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
      ownerReferences: owners.map(reference),
      ...(more.finalizers && { finalizers: more.finalizers }),
      ...(more.deleting === true && { deletionTimestamp: '2026-01-01T00:00:00Z' }),
    },
  }
}

test('OwnershipGraph asks to examine an object whose owner nobody has seen, and none whose owner is there', () => {
  const graph = new OwnershipGraph()
  assert.deepEqual(graph.observe(kind, object('owner')).examine, [])
  assert.deepEqual(graph.observe(kind, object('child', ['owner'])).examine, [])
  assert.deepEqual(graph.observe(kind, object('lost', ['nobody'])).examine, ['lost'])
})

test('OwnershipGraph asks to examine the dependents of an owner that goes, and forgets what nobody names', () => {
  const graph = new OwnershipGraph()
  graph.observe(kind, object('owner'))
  graph.observe(kind, object('a', ['owner']))
  graph.observe(kind, object('b', ['owner']))
  assert.deepEqual(graph.forget('owner').examine, ['a', 'b'])
  graph.forget('a')
  graph.forget('b')
  assert.equal(graph.size, 0)
})

test('OwnershipGraph wakes a waiting owner when a dependent goes', () => {
  const graph = new OwnershipGraph()
  graph.observe(kind, object('owner'))
  graph.observe(kind, object('child', ['owner'], { blocking: true }))
  const waiting = object('owner', [], { deleting: true, finalizers: ['foregroundDeletion'] })
  assert.deepEqual(graph.observe(kind, waiting).examine, ['owner', 'child'])
  const node = graph.node('owner')
  assert.equal(node && graph.blockingDependents(node).length, 1)
  assert.deepEqual(graph.forget('child').examine, ['owner'])
})

test('OwnershipGraph tells of an owner that leaves its dependents behind', () => {
  const graph = new OwnershipGraph()
  const leaving = object('owner', [], { deleting: true, finalizers: ['orphan'] })
  assert.deepEqual(graph.observe(kind, leaving).orphan, ['owner'])
})

test('planCollection() keeps what has an owner, unlinks what is gone beside it, deletes the rest', () => {
  const owner = (name: string, state: JudgedOwner['state']): JudgedOwner => ({
    reference: { apiVersion: 'v1', kind: 'ConfigMap', name, uid: name },
    state,
  })
  const check = (owners: readonly JudgedOwner[], hasDependents: boolean, expected: object) =>
    assert.deepEqual(
      planCollection({ object: object('x'), owners, hasDependents, hasWaitingDependents: false }),
      expected,
    )
  check([], false, { action: 'none' })
  check([owner('a', 'solid')], false, { action: 'none' })
  check([owner('a', 'solid'), owner('b', 'dangling')], false, {
    action: 'unlink',
    owners: [owner('a', 'solid').reference],
  })
  check([owner('a', 'dangling')], true, { action: 'delete', propagation: 'Background' })
  check([owner('a', 'waiting')], true, { action: 'delete', propagation: 'Foreground' })
  check([owner('a', 'waiting')], false, { action: 'delete', propagation: 'Background' })
})
