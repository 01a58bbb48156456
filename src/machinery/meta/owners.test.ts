import assert from 'node:assert/strict'
import { test } from 'node:test'
import { controllerOf, controllerRef, isControlledBy, ownerRef } from './owners.ts'

const owner = { metadata: { name: 'web', uid: 'u1' } }
const kind = { apiVersion: 'apps/v1', kind: 'ReplicaSet' }

test('controllerRef() makes the reference that controllerOf() finds', () => {
  const reference = controllerRef(owner, kind)
  assert.deepEqual(reference, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    name: 'web',
    uid: 'u1',
    controller: true,
    blockOwnerDeletion: true,
  })
  const owned = {
    metadata: { ownerReferences: [ownerRef({ metadata: { name: 'b', uid: 'u2' } }, kind), reference] },
  }
  assert.equal(controllerOf(owned), reference)
})

test('isControlledBy() tells a namesake from the owner by its uid', () => {
  const owned = { metadata: { ownerReferences: [controllerRef(owner, kind)] } }
  assert.equal(isControlledBy(owned, owner), true)
  assert.equal(isControlledBy(owned, { metadata: { name: 'web', uid: 'u3' } }), false)
  assert.equal(isControlledBy({ metadata: {} }, owner), false)
})
