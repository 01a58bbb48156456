// Kinds of the group resource.k8s.io. Upstream's cases: pkg/apis/resource/validation/*_test.go.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../machinery/field-error.ts'
import type { Mutable } from '../../machinery/schema/schema.ts'
import { specimen } from '../specimen.ts'
import { DeviceClass } from './device-class/device-class.kind.ts'
import { ResourceClaim } from './resource-claim/resource-claim.kind.ts'
import { ResourceClaimTemplate } from './resource-claim-template/resource-claim-template.kind.ts'
import { ResourceSlice } from './resource-slice/resource-slice.kind.ts'

const metadata = { name: 'x', namespace: 'ns', uid: 'u', creationTimestamp: '2024-01-01T00:00:00Z' }

const texts = (faults: readonly Parameters<typeof formatFieldError>[0][] | undefined) =>
  (faults ?? []).map(formatFieldError)

const exactly = { deviceClassName: 'gpu' }
const request = { name: 'req-0', exactly }

function claim(devices: object, status: object = {}): Mutable<ResourceClaim> {
  return specimen(ResourceClaim, { metadata, spec: { devices }, status })
}

function checkClaim(devices: object, expected: readonly string[]): void {
  assert.deepEqual(texts(ResourceClaim.validateCreate?.(claim(devices))), expected)
}

test('defaultResourceClaim() asks for one device and for equal taints', () => {
  const { spec } = claim({
    requests: [
      { name: 'a', exactly: { deviceClassName: 'gpu', tolerations: [{ key: 'k' }] } },
      { name: 'b', firstAvailable: [{ name: 's', deviceClassName: 'gpu' }] },
      { name: 'c', exactly: { deviceClassName: 'gpu', allocationMode: 'All' } },
    ],
  })
  const [a, b, c] = spec.devices?.requests ?? []
  assert.deepEqual([a?.exactly?.allocationMode, a?.exactly?.count], ['ExactCount', 1])
  assert.equal(a?.exactly?.tolerations?.[0]?.operator, 'Equal')
  assert.deepEqual([b?.firstAvailable?.[0]?.allocationMode, b?.firstAvailable?.[0]?.count], ['ExactCount', 1])
  assert.equal(c?.exactly?.count, undefined)
})

test('validateResourceClaimCreate() names what is wrong with requests', () => {
  checkClaim({ requests: [request] }, [])
  checkClaim({ requests: [{ name: 'a' }] }, [
    'spec.devices.requests[0]: Required value: exactly one of `exactly` or `firstAvailable` is required',
  ])
  const alternative = { name: 's', deviceClassName: 'gpu' }
  checkClaim({ requests: [{ ...request, firstAvailable: [alternative] }] }, [
    'spec.devices.requests[0]: Invalid value: null: exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set',
  ])
  checkClaim({ requests: [request, request] }, ['spec.devices.requests[1]: Duplicate value: "req-0"'])
  checkClaim({ requests: [{ name: 'a', exactly: { allocationMode: 'All', count: 2 } }] }, [
    'spec.devices.requests[0].exactly.deviceClassName: Required value',
    "spec.devices.requests[0].exactly.count: Invalid value: 2: must not be specified when allocationMode is 'All'",
  ])
  checkClaim({ requests: [{ name: 'a', exactly: { ...exactly, count: -1 } }] }, [
    'spec.devices.requests[0].exactly.count: Invalid value: -1: must be greater than zero',
  ])
  checkClaim({ requests: [{ name: 'a', exactly: { ...exactly, allocationMode: 'Some' } }] }, [
    'spec.devices.requests[0].exactly.allocationMode: Unsupported value: "Some": supported values: "All", "ExactCount"',
  ])
  const many = Array.from({ length: 33 }, (_, index) => ({ name: `r${index}`, exactly }))
  checkClaim({ requests: many }, ['spec.devices.requests: Too many: 33: must have at most 32 items'])
})

test('validateResourceClaimCreate() wants selectors and tolerations that can match', () => {
  const selectors = [{}, { cel: { expression: 'x'.repeat(10_241) } }]
  const tolerations = [
    { key: 'a', operator: 'Exists', value: 'v' },
    { key: 'a', operator: 'Maybe', effect: 'Never' },
  ]
  checkClaim({ requests: [{ name: 'a', exactly: { ...exactly, selectors, tolerations } }] }, [
    'spec.devices.requests[0].exactly.selectors[0].cel: Required value',
    'spec.devices.requests[0].exactly.selectors[1].cel.expression: Too long: may not be more than 10240 bytes',
    'spec.devices.requests[0].exactly.tolerations[0].value: Invalid value: "v": must be empty for operator `Exists`',
    'spec.devices.requests[0].exactly.tolerations[1].operator: Unsupported value: "Maybe": supported values: "Equal", "Exists"',
    'spec.devices.requests[0].exactly.tolerations[1].effect: Unsupported value: "Never": supported values: "NoExecute", "NoSchedule", "None"',
  ])
})

test('validateResourceClaimCreate() follows names of constraints and configuration', () => {
  const unknown =
    "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"
  checkClaim(
    {
      requests: [request, { name: 'b', firstAvailable: [{ name: 's', deviceClassName: 'gpu' }] }],
      constraints: [
        { requests: ['req-0', 'b/s'], matchAttribute: 'dra.example.com/numa' },
        { requests: ['b/t'], matchAttribute: 'numa' },
        {},
      ],
      config: [{ requests: ['req-0', 'req-0'], opaque: { driver: 'd', parameters: [] } }, {}],
    },
    [
      `spec.devices.constraints[1].requests[0]: Invalid value: "b/t": ${unknown}`,
      'spec.devices.constraints[1].matchAttribute: Invalid value: "numa": a fully qualified name must be a domain and a name separated by a slash',
      'spec.devices.constraints[2]: Required value: exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set',
      'spec.devices.config[0].requests[1]: Duplicate value: "req-0"',
      'spec.devices.config[0].opaque.parameters: Invalid value: "<value omitted>": must be a valid JSON object',
      'spec.devices.config[1].opaque: Required value',
    ],
  )
})

test('validateResourceClaimUpdate() keeps the spec', () => {
  const next = claim({ requests: [{ name: 'other', exactly }] })
  const [fault] = texts(ResourceClaim.validateUpdate?.(next, claim({ requests: [request] })))
  assert.match(fault ?? '', /^spec: Invalid value: .*: field is immutable$/)
})

const result = { request: 'req-0', driver: 'd', pool: 'p', device: 'dev' }
const allocation = { devices: { results: [result] } }
const consumer = { resource: 'pods', name: 'p', uid: '1' }

function checkStatus(status: object, old: object, expected: readonly string[]): void {
  const next = claim({ requests: [request] }, status)
  const before = claim({ requests: [request] }, old)
  assert.deepEqual(texts(ResourceClaim.validateStatusUpdate?.(next, before)), expected)
}

test('validateResourceClaimStatusUpdate() allows an allocation and its users', () => {
  checkStatus({ allocation, reservedFor: [consumer] }, {}, [])
  checkStatus({ reservedFor: [consumer, { ...consumer, name: '' }] }, {}, [
    'status.reservedFor[1].name: Required value',
    'status.reservedFor[1]: Duplicate value: "1"',
    'status.reservedFor: Forbidden: may not be specified when `allocated` is not set',
  ])
  checkStatus({ allocation: { devices: { results: [{ ...result, request: 'no' }] } } }, {}, [
    'status.allocation.devices.results[0].request: Invalid value: "no": must be the name of a request in the claim or the name of a request and a subrequest separated by \'/\'',
  ])
  const other = { devices: { results: [{ ...result, device: 'other' }] } }
  const next = claim({ requests: [request] }, { allocation: other })
  const before = claim({ requests: [request] }, { allocation })
  const [fault] = texts(ResourceClaim.validateStatusUpdate?.(next, before))
  assert.match(fault ?? '', /^status\.allocation: Invalid value: .*: field is immutable$/)
})

test('validateResourceClaimStatusUpdate() takes no new users of a claim that goes', () => {
  const next = claim({ requests: [request] }, { allocation, reservedFor: [consumer] })
  next.metadata.deletionTimestamp = '2024-01-01T00:00:00Z'
  assert.deepEqual(
    texts(ResourceClaim.validateStatusUpdate?.(next, claim({ requests: [request] }, { allocation }))),
    [
      'status.reservedFor: Forbidden: new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set',
    ],
  )
})

test('validateResourceClaimStatusUpdate() looks at the status of devices', () => {
  const device = { driver: 'd', pool: 'p', device: 'dev' }
  const networkData = { ips: ['10.0.0.1/24', '10.0.0.1'], interfaceName: 'n'.repeat(257) }
  const conditions = [{ type: 'Ready', status: 'Perhaps', reason: '' }]
  checkStatus(
    {
      allocation,
      devices: [
        { ...device, networkData, conditions },
        { ...device, device: 'none' },
      ],
    },
    { allocation },
    [
      'status.devices[0].conditions[0].status: Unsupported value: "Perhaps": supported values: "False", "True", "Unknown"',
      'status.devices[0].conditions[0].lastTransitionTime: Required value: must be set',
      'status.devices[0].conditions[0].reason: Required value: must be set',
      'status.devices[0].networkData.interfaceName: Too long: may not be more than 256 bytes',
      'status.devices[0].networkData.ips[1]: Invalid value: "10.0.0.1": must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)',
      'status.devices[1]: Invalid value: "d/p/none": must be an allocated device in the claim',
    ],
  )
})

test('resourceClaimStrategy drops the status of devices that are allocated no more', () => {
  const device = { driver: 'd', pool: 'p', device: 'dev' }
  const next = claim({ requests: [request] }, { devices: [device] })
  ResourceClaim.strategy?.prepareForStatusUpdate?.(
    next,
    claim({ requests: [request] }, { allocation, devices: [device] }),
  )
  assert.equal(next.status?.devices, undefined)
})

test('validateResourceClaimTemplateCreate() checks the template as it does a claim', () => {
  const template = specimen(ResourceClaimTemplate, {
    metadata,
    spec: { metadata: { name: 'no', labels: { a: '-' } }, spec: { devices: { requests: [{ name: 'a' }] } } },
  })
  assert.deepEqual(
    texts(ResourceClaimTemplate.validateCreate?.(template)).map((text) => text.split(': ')[0]),
    ['spec.metadata.labels', 'spec.metadata.name', 'spec.spec.devices.requests[0]'],
  )
  const other = structuredClone(template)
  other.spec.metadata = { labels: { a: 'b' } }
  assert.equal(ResourceClaimTemplate.validateUpdate?.(other, template).length, 1)
})

test('validateDeviceClassUpdate() trusts what it has let in before', () => {
  const long = { cel: { expression: 'x'.repeat(20_000) } }
  const body = { metadata: { name: 'c' }, spec: { selectors: [long], extendedResourceName: 'cpu' } }
  const deviceClass = specimen(DeviceClass, body)
  const name = 'spec.extendedResourceName: Invalid value: "cpu": must be a valid extended resource name'
  assert.deepEqual(texts(DeviceClass.validateCreate?.(deviceClass)), [
    'spec.selectors[0].cel.expression: Too long: may not be more than 10240 bytes',
    name,
  ])
  assert.deepEqual(texts(DeviceClass.validateUpdate?.(deviceClass, structuredClone(deviceClass))), [name])
})

const pool = { name: 'p', generation: 1, resourceSliceCount: 1 }

function slice(spec: object): Mutable<ResourceSlice> {
  return specimen(ResourceSlice, {
    metadata: { name: 's' },
    spec: { driver: 'd', pool, ...spec },
  })
}

function checkSlice(spec: object, expected: readonly string[]): void {
  assert.deepEqual(texts(ResourceSlice.validateCreate?.(slice(spec))), expected)
}

test('validateResourceSliceCreate() wants one place and a counted pool', () => {
  checkSlice({ allNodes: true, devices: [{ name: 'a' }] }, [])
  const places = 'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required'
  checkSlice({}, [`spec: Required value: ${places}`])
  checkSlice({ allNodes: true, nodeName: 'n' }, [
    `spec: Invalid value: "{\`nodeName\`, \`allNodes\`}": ${places}, but multiple fields are set`,
  ])
  checkSlice({ nodeName: '', pool: { name: 'P', generation: -1, resourceSliceCount: 0 } }, [
    "spec.pool.name: Invalid value: \"P\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    'spec.pool.resourceSliceCount: Invalid value: 0: must be greater than zero',
    'spec.pool.generation: Invalid value: -1: must be greater than or equal to zero',
    'spec.nodeName: Invalid value: "": must be either unset or set to a non-empty string',
    `spec: Required value: ${places}`,
  ])
})

test('validateResourceSliceCreate() checks attributes of devices', () => {
  const attributes = {
    ok: { int: 1 },
    none: {},
    two: { int: 1, bool: true },
    version: { version: '1.x' },
    text: { string: 'x'.repeat(65) },
    'a/b/c': { bool: true },
  }
  const devices = [{ name: 'a', attributes }, { name: 'a' }]
  checkSlice({ allNodes: true, devices }, [
    'spec.devices[0].attributes[none]: Invalid value: "": exactly one value must be specified',
    'spec.devices[0].attributes[two]: Invalid value: {"int":1,"bool":true}: exactly one value must be specified',
    'spec.devices[0].attributes[version].version: Invalid value: "1.x": must be a string compatible with semver.org spec 2.0.0',
    'spec.devices[0].attributes[text].string: Too long: may not be more than 64 bytes',
    'spec.devices[0].attributes: Invalid value: "a/b/c": must not contain more than one slash',
    'spec.devices[1]: Duplicate value: "a"',
  ])
})

test('validateResourceSliceCreate() bounds the number of devices, and of those with taints more', () => {
  const devices = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `d${index}` }))
  checkSlice({ allNodes: true, devices: devices(128) }, [])
  checkSlice({ allNodes: true, devices: devices(129) }, [
    'spec.devices: Too many: 129: must have at most 128 items',
  ])
  const tainted = { name: 't', taints: [{ key: 'k', effect: 'NoSchedule' }] }
  checkSlice({ allNodes: true, devices: [tainted, ...devices(64)] }, [
    'spec.devices: Too many: 65: must have at most 64 items',
  ])
})

function checkCapacity(
  capacity: object,
  allowMultipleAllocations: boolean,
  expected: readonly string[],
): void {
  const devices = [{ name: 'a', allowMultipleAllocations, capacity: { memory: capacity } }]
  checkSlice({ allNodes: true, devices }, expected)
}

test('validateResourceSliceCreate() checks what parts of a capacity may be asked for', () => {
  const at = 'spec.devices[0].capacity[memory].requestPolicy'
  const validRange = { min: '1Gi', max: '8Gi', step: '1Gi' }
  checkCapacity({ value: '8Gi', requestPolicy: { default: '2Gi', validRange } }, true, [])
  checkCapacity({ value: '8Gi', requestPolicy: { default: '2Gi', validRange } }, false, [
    `${at}: Forbidden: allowMultipleAllocations must be true`,
  ])
  checkCapacity({ value: '4Gi', requestPolicy: { default: '1536Mi', validRange } }, true, [
    `${at}.validRange.max: Invalid value: "8Gi": max is larger than capacity value: 4Gi`,
    `${at}.validRange.step: Invalid value: "1536Mi": value is not a multiple of a given step (1Gi) from (1Gi)`,
  ])
  checkCapacity(
    { value: '4Gi', requestPolicy: { default: '3Gi', validValues: ['2Gi', '1Gi', '5Gi'] } },
    true,
    [
      `${at}.validValues[1]: Invalid value: "1Gi": values must be sorted in ascending order`,
      `${at}.validValues[2]: Invalid value: "5Gi": option is larger than capacity value: 4Gi`,
      `${at}.validValues: Invalid value: "3Gi": default value is not valid according to the requestPolicy`,
    ],
  )
  checkCapacity({ value: '4Gi', requestPolicy: { validRange } }, true, [
    `${at}.default: Required value: required when validRange is defined`,
  ])
})

test('validateResourceSliceCreate() wants conditions of binding in pairs', () => {
  const devices = [{ name: 'a', bindingConditions: ['a', 'a'] }]
  checkSlice({ allNodes: true, devices }, [
    'spec.devices[0].bindingConditions[1]: Duplicate value: "a"',
    'spec.devices[0].bindingFailureConditions: Invalid value: []: bindingFailureConditions are required to use bindingConditions',
  ])
})

test('validateResourceSliceUpdate() keeps what tells pools apart', () => {
  const next = slice({ nodeName: 'm', driver: 'e', pool: { ...pool, name: 'q' } })
  assert.deepEqual(texts(ResourceSlice.validateUpdate?.(next, slice({ nodeName: 'n' }))), [
    'spec.pool.name: Invalid value: "q": field is immutable',
    'spec.driver: Invalid value: "e": field is immutable',
    'spec.nodeName: Invalid value: "m": field is immutable',
  ])
})

test('resourceSliceStrategy warns of capitals in driver names', () => {
  const warnings = ResourceSlice.strategy?.warnings?.(slice({ driver: 'Big' }), undefined)
  assert.deepEqual(warnings, [
    'spec.driver: driver names should be lowercase; "Big" contains uppercase characters',
  ])
})
