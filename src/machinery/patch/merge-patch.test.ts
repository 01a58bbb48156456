import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyMergePatch } from './merge-patch.ts'

// RFC 7386, appendix A, where original and patch are objects.
const rfc: [unknown, unknown, unknown][] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
]

test('applyMergePatch() follows RFC 7386', () => {
  for (const [original, patch, expected] of rfc) {
    const before = JSON.stringify([original, patch])
    assert.deepEqual(applyMergePatch(original, patch), expected, before)
    assert.equal(JSON.stringify([original, patch]), before)
  }
})

test('applyMergePatch() drops nulls of objects in lists, as upstream does', () => {
  assert.deepEqual(applyMergePatch({ a: [1] }, { a: [{ b: null, c: 1 }, null] }), { a: [{ c: 1 }, null] })
})

test('applyMergePatch() refuses what is no object', () => {
  for (const patch of [null, 1, [], 'x']) {
    assert.throws(() => applyMergePatch({}, patch), {
      name: 'PatchError',
      code: 'badRequest',
      message: 'Invalid JSON Patch',
    })
  }
})

test('applyMergePatch() keeps hostile keys as data', () => {
  const patch = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')
  const result = applyMergePatch({ a: 1 }, patch) as object
  assert.deepEqual(Object.keys(result), ['a', '__proto__', 'constructor'])
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
  assert.deepEqual(Object.keys(applyMergePatch(result, JSON.parse('{"__proto__":null}')) as object), [
    'a',
    'constructor',
  ])
})
