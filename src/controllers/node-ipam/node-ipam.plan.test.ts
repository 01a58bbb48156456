import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextPodCIDR } from './node-ipam.plan.ts'

const next = (cluster: string, nodeBits: number, ...taken: readonly string[]) =>
  nextPodCIDR(cluster, { nodeBits, taken })

test('nextPodCIDR() gives the lowest free range', () => {
  assert.equal(next('10.244.0.0/16', 24), '10.244.0.0/24')
  assert.equal(next('10.244.0.0/16', 24, '10.244.0.0/24', '10.244.2.0/24'), '10.244.1.0/24')
  assert.equal(next('192.168.0.0/16', 26, '192.168.0.0/26'), '192.168.0.64/26')
})

test('nextPodCIDR() keeps clear of ranges of other sizes and ignores those outside', () => {
  assert.equal(next('10.244.0.0/16', 24, '10.244.0.0/22'), '10.244.4.0/24')
  assert.equal(next('10.244.0.0/16', 24, '10.0.0.0/24', '10.255.0.0/16'), '10.244.0.0/24')
})

test('nextPodCIDR() ends when all are given away', () => {
  assert.equal(next('10.0.0.0/30', 31, '10.0.0.0/31', '10.0.0.2/31'), undefined)
})
