import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../machinery/field-error.ts'
import { checkDeviceSelector, deviceSelectorCost } from './device-selector.ts'

const faults = (expression: string) => checkDeviceSelector(expression, 'x').map(formatFieldError).join('\n')

test('checkDeviceSelector() knows what a device has', () => {
  for (const expression of [
    'device.driver == "dra.example.com"',
    'device.attributes["dra.example.com"].model == "large" && device.attributes["dra.example.com"].cores >= 8',
    'device.attributes["dra.example.com"].version.isGreaterThan(semver("1.0.0"))',
    'device.capacity["dra.example.com"].memory.compareTo(quantity("1Gi")) >= 0',
    'cel.bind(dra, device.attributes["dra.example.com"], dra.ready && dra.?fast.orValue(false))',
    'device.attributes["dra.example.com"].ready',
    'device.allowMultipleAllocations',
  ]) {
    assert.equal(faults(expression), '', expression)
  }
})

test('checkDeviceSelector() tells what is wrong in the words of upstream', () => {
  assert.match(
    faults('device.vendor == "x"'),
    /^x: Invalid value: .*: compilation failed: .*undefined field 'vendor'/,
  )
  assert.match(faults('devices.driver == "x"'), /undeclared reference to 'devices'/)
  assert.equal(
    faults('device.driver'),
    'x: Invalid value: "device.driver": must evaluate to bool or the unknown type, not string',
  )
})

const digits = '[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]'
const nested = ['x', 'y', 'z', 'z2', 'z3', 'z4', 'z5'].reduceRight(
  (inner, name) => `${digits}.all(${name}, ${inner})`,
  "int('1'.find('[0-9]*')) < 100",
)

test('checkDeviceSelector() refuses what may cost too much', () => {
  assert.equal(faults(nested), 'x: Forbidden: too complex, exceeds cost limit')
})

// Upstream: dynamic-resource-allocation/cel/compile_test.go, its table of costs.
test('deviceSelectorCost() is upstream’s', () => {
  const dra = 'device.attributes["dra.example.com"]'
  const capacity = 'device.capacity["dra.example.com"]'
  const all = [
    `${capacity}.quantity.isGreaterThan(quantity("1Ki"))`,
    ...[`${dra}.bool`, `${dra}.int > 0`, `${dra}.string == "fish"`],
    `${dra}.version.isGreaterThan(semver("0.0.1"))`,
    `${capacity}["quantity"].isGreaterThan(quantity("1Ki"))`,
    ...[`${dra}["bool"]`, `${dra}["int"] > 0`, `${dra}["string"] == "fish"`],
    `${dra}["version"].isGreaterThan(semver("0.0.1"))`,
  ]
  const costs: Readonly<Record<string, number>> = {
    true: 0,
    'device.attributes["no-such-domain"].noSuchAttr.isGreaterThan(quantity("0"))': 6,
    'device.attributes["no-such-domain"]["noSuchAttr"].isGreaterThan(quantity("0"))': 6,
    '"no-such-domain" in device.attributes': 3,
    'device.driver == ""': 2,
    'device.driver == "dra.example.com"': 4,
    [`${dra}.name`]: 4,
    [`${dra}["name"]`]: 4,
    [`cel.bind(dra, ${dra}, dra.name)`]: 15,
    [`${dra}.name > 0`]: 5,
    [`${dra}.name == "fish"`]: 5,
    [`${dra}.name.isGreaterThan(semver("0.0.1"))`]: 6,
    [`${dra}.name.isGreaterThan(semver("v0.0.1", true)) && isSemver("v1.0.0", true)`]: 7,
    [`${capacity}.name.isGreaterThan(quantity("1Ki"))`]: 6,
    [`"name" in ${capacity} && ${capacity}.name.isGreaterThan(quantity("1Ki"))`]: 10,
    [`!("name" in ${capacity}) || ${capacity}.name.isGreaterThan(quantity("1Ki"))`]: 11,
    [all.join(' &&\n')]: 52,
    [`${dra}.a && ${dra}.b && ${dra}.c`]: 12,
    'device.attributes.exists_one(x, x == "dra.example.com")': 164,
    [`${dra}.exists_one(x, x == "services")`]: 133,
    [`${dra}.services.split("example").size() >= 2`]: 19,
    [`${dra}.services.matches("[^a]?sym")`]: 18,
    'device.capacity.exists_one(x, x == "dra.example.com")': 164,
    [`${capacity}.exists_one(x, x == "memory")`]: 133,
    [nested]: 85555551,
    'device.allowMultipleAllocations == true': 3,
  }
  const found = Object.keys(costs).map((expression) => [expression, Number(deviceSelectorCost(expression))])
  assert.deepEqual(Object.fromEntries(found), costs)
})
