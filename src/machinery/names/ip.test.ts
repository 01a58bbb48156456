import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  cidrContains,
  formatCIDR,
  formatIP,
  isValidCIDR,
  isValidIP,
  networkOf,
  parseCIDR,
  parseIP,
} from './ip.ts'

function canonical(text: string): string | undefined {
  const ip = parseIP(text)
  return ip === undefined ? undefined : formatIP(ip)
}

test('parseIP() and formatIP() give the canonical text', () => {
  const cases: Record<string, string | undefined> = {
    '10.9.8.7': '10.9.8.7',
    '010.9.8.7': '10.9.8.7',
    '2001:DB8::1': '2001:db8::1',
    '::': '::',
    '::1': '::1',
    '1::': '1::',
    '1:0:0:2:0:0:0:3': '1:0:0:2::3',
    '1:2:3:4:5:6:7:8': '1:2:3:4:5:6:7:8',
    '1:0:3:4:5:6:7:8': '1:0:3:4:5:6:7:8',
    '::ffff:10.0.0.1': '::ffff:10.0.0.1',
    '256.1.1.1': undefined,
    '1.2.3': undefined,
    '1.2.3.4.5': undefined,
    '1:2': undefined,
    '1::2::3': undefined,
    ':::': undefined,
    '12345::': undefined,
    '1:2:3:4:5:6:7::8': undefined,
    'fe80::1%eth0': undefined,
    '': undefined,
  }
  for (const [given, expected] of Object.entries(cases)) assert.equal(canonical(given), expected, given)
})

test('isValidIP() refuses leading zeros and mapped addresses', () => {
  assert.deepEqual(isValidIP('10.0.0.1'), [])
  assert.deepEqual(isValidIP('0.0.0.0'), [])
  assert.deepEqual(isValidIP('fd00::0a'), [])
  assert.deepEqual(isValidIP('10.00.0.1'), ['must not have leading 0s'])
  assert.deepEqual(isValidIP('10.0.0.01'), ['must not have leading 0s'])
  assert.deepEqual(isValidIP('::ffff:1.2.3.4'), ['must not be an IPv4-mapped IPv6 address'])
  assert.deepEqual(isValidIP('x'), ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'])
})

test('isValidCIDR() refuses bits beyond the prefix', () => {
  assert.deepEqual(isValidCIDR('10.0.0.0/8'), [])
  assert.deepEqual(isValidCIDR('::/0'), [])
  assert.deepEqual(isValidCIDR('10.0.0.1/8'), ['must not have bits set beyond the prefix length'])
  assert.deepEqual(isValidCIDR('10.0.0.0/08'), ['must not have leading 0s in IP or prefix length'])
  for (const bad of ['10.0.0.0', '10.0.0.0/33', '::/129', '10.0.0.0/-1', '/8', 'a/8', '10.0.0.0/8/8']) {
    assert.equal(isValidCIDR(bad).length, 1, bad)
  }
})

test('cidrContains() keeps families apart', () => {
  const block = parseCIDR('10.244.0.0/16')
  const inside = parseIP('10.244.3.4')
  const outside = parseIP('10.245.0.0')
  const other = parseIP('::10')
  assert(block && inside && outside && other)
  assert.equal(cidrContains(block, inside), true)
  assert.equal(cidrContains(block, outside), false)
  assert.equal(cidrContains(block, other), false)
  assert.equal(
    formatCIDR({ ip: networkOf({ ip: inside, prefixLength: 24 }), prefixLength: 24 }),
    '10.244.3.0/24',
  )
})
