import assert from 'node:assert/strict'
import { test } from 'node:test'
import { benchOf, node, pod } from '../../scheduler.contract.ts'
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation.ts'

const allocatable = { cpu: '4', memory: '4Gi' }

test('nodeResourcesBalancedAllocation prefers even use of CPU and memory', () => {
  const nodes = [node('even', { allocatable }), node('skewed', { allocatable })]
  const pods = [pod('old', { requests: { cpu: '2' }, nodeName: 'skewed' })]
  const bench = benchOf(nodeResourcesBalancedAllocation, { nodes, pods })
  assert.deepEqual(bench.score(pod('p', { requests: { cpu: '1', memory: '1Gi' } })), {
    even: 100,
    skewed: 75,
  })
})

test('nodeResourcesBalancedAllocation says nothing about pods that ask for nothing', () => {
  const bench = benchOf(nodeResourcesBalancedAllocation, { nodes: [node('a', { allocatable })] })
  assert.deepEqual(bench.score(pod('p')), { a: 0 })
})
