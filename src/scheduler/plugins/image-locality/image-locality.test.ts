import assert from 'node:assert/strict'
import { test } from 'node:test'
import { benchOf, node, pod } from '../../scheduler.contract.ts'
import { imageLocality, normalizedImageName } from './image-locality.ts'

const mebibyte = 1024 * 1024
const having = (name: string, ...images: [string, number][]) =>
  node(name, {
    status: { images: images.map(([image, size]) => ({ names: [image], sizeBytes: size * mebibyte })) },
  })
const using = (image: string) => pod('p', { spec: { containers: [{ name: 'c', image }] } })

test('imageLocality prefers nodes that have the image, by size and spread', () => {
  const bench = benchOf(imageLocality, {
    nodes: [having('both', ['big:1', 1000], ['small:latest', 10]), having('one', ['small:latest', 10])],
  })
  assert.deepEqual(bench.score(using('big:1')), { both: 48, one: 0 })
  assert.deepEqual(bench.score(using('small')), { both: 0, one: 0 })
  assert.deepEqual(bench.score(using('unknown')), { both: 0, one: 0 })
})

test('imageLocality forgets the images of a node that is gone', () => {
  const bench = benchOf(imageLocality, { nodes: [having('a', ['big:1', 1000]), having('b')] })
  bench.cache.removeNode('a')
  assert.equal(bench.cache.hasImage('big:1'), false)
})

test('normalizedImageName adds the tag that nodes list', () => {
  assert.equal(normalizedImageName('a'), 'a:latest')
  assert.equal(normalizedImageName('host:5000/a'), 'host:5000/a:latest')
  assert.equal(normalizedImageName('host:5000/a:1'), 'host:5000/a:1')
})
