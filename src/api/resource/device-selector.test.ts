import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deviceSelectorFault } from './device-selector.ts'

test('deviceSelectorFault() knows what a device has', () => {
  for (const expression of [
    'device.driver == "dra.example.com"',
    'device.attributes["dra.example.com"].model == "large" && device.attributes["dra.example.com"].cores >= 8',
    'device.attributes["dra.example.com"].version.isGreaterThan(semver("1.0.0"))',
    'device.capacity["dra.example.com"].memory.compareTo(quantity("1Gi")) >= 0',
    'cel.bind(dra, device.attributes["dra.example.com"], dra.ready && dra.?fast.orValue(false))',
    'device.attributes["dra.example.com"].ready',
  ]) {
    assert.equal(deviceSelectorFault(expression), undefined, expression)
  }
})

test('deviceSelectorFault() tells what is wrong in the words of upstream', () => {
  assert.match(
    deviceSelectorFault('device.vendor == "x"') ?? '',
    /^compilation failed: .*undefined field 'vendor'/,
  )
  assert.match(deviceSelectorFault('devices.driver == "x"') ?? '', /undeclared reference to 'devices'/)
  assert.equal(deviceSelectorFault('device.driver'), 'must evaluate to bool or the unknown type, not string')
})
