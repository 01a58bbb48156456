import assert from 'node:assert/strict'
import { test } from 'node:test'
import { list, map, object, opt, type Schema, string } from '../schema/schema.ts'
import { applyNodeOf } from './apply-schema.ts'
import { reconcileSet } from './reconcile.ts'

const kindOf = (part: Schema) => applyNodeOf(object('x.Kind', { part: opt(1, part), other: opt(2, string) }))
const fields = { a: opt(1, string), b: opt(2, string) }
const granular = { 'f:part': { 'f:a': {}, 'f:b': {} }, 'f:other': {} }
const whole = { 'f:part': {}, 'f:other': {} }

test('reconcileSet() makes one leaf of parts that have become atomic: structs, maps, lists', () => {
  assert.deepEqual(reconcileSet(kindOf(object('x.S', fields, { structType: 'atomic' })), granular), whole)
  assert.deepEqual(reconcileSet(kindOf(map(string, { mapType: 'atomic' })), granular), whole)
  const items = { 'f:part': { 'k:{"name":"a"}': { '.': {}, 'f:name': {} } }, 'f:other': {} }
  assert.deepEqual(reconcileSet(kindOf(list(string)), items), whole)
})

test('reconcileSet() leaves what has become granular, what has not changed, and what is not known', () => {
  const node = kindOf(object('x.S', fields))
  for (const set of [granular, whole, { 'f:unknown': { 'f:x': {} } }]) {
    assert.equal(reconcileSet(node, set), set)
    // And again, when it is known to be right.
    assert.equal(reconcileSet(node, set), set)
  }
})

test('reconcileSet() looks at a set again for another schema, and into the items of lists', () => {
  const item = (structType: 'atomic' | 'granular') =>
    object('x.I', { name: opt(1, string), in: opt(2, object('x.S', fields, { structType })) })
  const listOf = (structType: 'atomic' | 'granular') =>
    kindOf(list(item(structType), { listType: 'map', keys: ['name'] }))
  const set = { 'f:part': { 'k:{"name":"n"}': { 'f:in': { '.': {}, 'f:a': {} } } } }
  assert.equal(reconcileSet(listOf('granular'), set), set)
  assert.deepEqual(reconcileSet(listOf('atomic'), set), { 'f:part': { 'k:{"name":"n"}': { 'f:in': {} } } })
})
