import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PodAddresses, simulatedNodes } from './node-spec.ts'

test('simulatedNodes gives each node addresses of its own', () => {
  const nodes = simulatedNodes(5000, { zones: ['a', 'b'] })
  assert.equal(new Set(nodes.map(({ address }) => address)).size, 5000)
  assert.equal(new Set(nodes.map(({ podCIDR }) => podCIDR)).size, 5000)
  assert.equal(nodes[1]?.labels['topology.kubernetes.io/zone'], 'b')
  assert.deepEqual(
    simulatedNodes(3).map(({ podCIDR }) => podCIDR),
    ['10.244.0.0/24', '10.244.1.0/24', '10.244.2.0/24'],
  )
})

test('PodAddresses gives addresses in turn, and each once', () => {
  const addresses = new PodAddresses('10.244.3.0/24')
  assert.equal(addresses.take('a'), '10.244.3.2')
  assert.equal(addresses.take('a'), '10.244.3.2')
  addresses.claim('old', '10.244.3.3')
  assert.equal(addresses.take('b'), '10.244.3.4')
  addresses.release('a')
  assert.equal(addresses.take('c'), '10.244.3.5')
  for (let i = 0; i < 250; i++) assert.notEqual(addresses.take(`x${i}`), undefined)
  assert.equal(addresses.take('one-too-many'), undefined)
})
