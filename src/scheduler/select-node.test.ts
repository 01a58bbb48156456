import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededRng } from '../base/rng.ts'
import { Bench, node, pod } from './scheduler.contract.ts'
import { pickHighest } from './select-node.ts'

test('pickHighest takes the highest, and each of equals about as often', () => {
  const rng = seededRng(7)
  assert.equal(pickHighest(Float64Array.of(1, 3, 2), rng), 1)
  const hits = [0, 0, 0, 0]
  for (let i = 0; i < 3000; i++) {
    const index = pickHighest(Float64Array.of(5, 1, 5, 5), rng)
    hits[index] = (hits[index] ?? 0) + 1
  }
  assert.equal(hits[1], 0)
  for (const index of [0, 2, 3]) assert.ok(Math.abs((hits[index] ?? 0) - 1000) < 150, String(hits))
})

test('NodeSelector prefers the emptier node under the default profile', () => {
  const pods = [pod('old', { requests: { cpu: '2', memory: '8Gi' }, nodeName: 'a' })]
  const bench = new Bench({ nodes: [node('a'), node('b')], pods })
  const state = bench.state(pod('p', { requests: { cpu: '1', memory: '1Gi' } }))
  const selection = bench.selector.select(state, bench.cache.nodes)
  assert.equal('node' in selection && selection.node.name, 'b')
})
