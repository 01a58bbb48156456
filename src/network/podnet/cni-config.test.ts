import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gatewayOf } from './cni-config.ts'

test('gatewayOf() is the first usable address of the range', () => {
  const check = (range: string, expected: string) => assert.equal(gatewayOf(range), expected)
  check('10.244.0.0/24', '10.244.0.1')
  check('10.244.7.0/24', '10.244.7.1')
  check('192.168.1.77/26', '192.168.1.65')
  check('172.16.0.0/12', '172.16.0.1')
  check('223.255.0.0/16', '223.255.0.1')
})
