import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashContainer } from './container-hash.ts'

test('hashContainer() equals upstream on its own test case', () => {
  assert.equal(hashContainer({ name: 'test_container', image: 'foo/image:v1' }), '8e45cbd0')
})

test('hashContainer() sees the image and the name', () => {
  const one = hashContainer({ name: 'a', image: 'x' })
  assert.notEqual(one, hashContainer({ name: 'a', image: 'y' }))
  assert.notEqual(one, hashContainer({ name: 'b', image: 'x' }))
  assert.equal(one, hashContainer({ name: 'a', image: 'x' }))
})
