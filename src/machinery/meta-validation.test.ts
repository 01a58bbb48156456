import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from './field-error.ts'
import { type MetaFields, validateObjectMeta, validateObjectMetaUpdate } from './meta-validation.ts'
import { nameIsDNSSubdomain } from './names/validation.ts'

const rules = { namespaced: true, validateName: nameIsDNSSubdomain }
const good: MetaFields = { name: 'a', namespace: 'b', uid: 'u', resourceVersion: '1' }

function faultsOf(meta: MetaFields, namespaced = true): string[] {
  return validateObjectMeta(meta, { ...rules, namespaced }).map(formatFieldError)
}

test('validateObjectMeta() accepts what is well formed', () => {
  assert.deepEqual(
    faultsOf({ ...good, generateName: 'a-', labels: { a: 'b' }, annotations: { 'A.b/C': 'x y' } }),
    [],
  )
  assert.deepEqual(faultsOf({ name: 'a' }, false), [])
})

test('validateObjectMeta() wants a name and, where due, a namespace', () => {
  assert.deepEqual(faultsOf({}), [
    'metadata.name: Required value: name or generateName is required',
    'metadata.namespace: Required value',
  ])
  assert.deepEqual(faultsOf({ name: 'a', namespace: 'b' }, false), [
    'metadata.namespace: Forbidden: not allowed on this type',
  ])
  assert.equal(faultsOf({ ...good, name: 'A' }).length, 1)
  assert.match(
    faultsOf({ ...good, name: '../a' })[0] ?? '',
    /^metadata.name: Invalid value: "\.\.\/a": a lowercase RFC 1123/,
  )
})

test('validateObjectMeta() bounds annotations', () => {
  const annotations = { a: 'x'.repeat(256 * 1024) }
  assert.deepEqual(faultsOf({ ...good, annotations }), [
    'metadata.annotations: Too long: may not be more than 262144 bytes',
  ])
})

test('validateObjectMeta() checks owner references', () => {
  const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid: '1', controller: true }
  assert.deepEqual(faultsOf({ ...good, ownerReferences: [owner] }), [])
  const two = faultsOf({ ...good, ownerReferences: [owner, { ...owner, name: 'q' }] })
  assert.match(
    two[0] ?? '',
    /Only one reference can have Controller set to true. Found "true" in references for Pod\/p and Pod\/q$/,
  )
  const empty = { apiVersion: '', kind: '', name: '', uid: '' }
  assert.equal(faultsOf({ ...good, ownerReferences: [empty] }).length, 4)
  const event = { ...owner, kind: 'Event' }
  assert.match(
    faultsOf({ ...good, ownerReferences: [event] })[0] ?? '',
    /\/v1, Kind=Event is disallowed from being an owner$/,
  )
})

test('validateObjectMeta() checks finalizers and managed fields', () => {
  assert.equal(faultsOf({ ...good, finalizers: ['a b'] }).length, 1)
  assert.match(
    faultsOf({ ...good, finalizers: ['orphan', 'foregroundDeletion'] })[0] ?? '',
    /cannot be both set$/,
  )
  const entry = { manager: 'a\nb', operation: 'Write', fieldsType: 'FieldsV2' }
  assert.deepEqual(faultsOf({ ...good, managedFields: [entry] }), [
    'metadata.managedFields[0].operation: Invalid value: "Write": must be `Apply` or `Update`',
    'metadata.managedFields[0].fieldsType: Invalid value: "FieldsV2": must be `FieldsV1`',
    'metadata.managedFields[0].manager: Invalid value: "a\\nb": invalid character U+000A (at position 1)',
  ])
})

test('validateObjectMetaUpdate() keeps identity fixed', () => {
  assert.deepEqual(validateObjectMetaUpdate(good, good), [])
  const changed = {
    ...good,
    name: 'x',
    uid: 'v',
    resourceVersion: '',
    creationTimestamp: '2026-01-01T00:00:00Z',
  }
  assert.deepEqual(validateObjectMetaUpdate(changed, good).map(formatFieldError), [
    'metadata.resourceVersion: Invalid value: "": must be specified for an update',
    'metadata.name: Invalid value: "x": field is immutable',
    'metadata.uid: Invalid value: "v": field is immutable',
    'metadata.creationTimestamp: Invalid value: "2026-01-01T00:00:00Z": field is immutable',
  ])
})

test('validateObjectMetaUpdate() adds no finalizer to what is being deleted', () => {
  const old = { ...good, deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['a'] }
  assert.deepEqual(validateObjectMetaUpdate({ ...old, finalizers: [] }, old), [])
  assert.deepEqual(validateObjectMetaUpdate({ ...old, finalizers: ['a', 'b'] }, old).map(formatFieldError), [
    'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"b"}',
  ])
})
