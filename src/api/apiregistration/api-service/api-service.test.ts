import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FieldError, formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { withCondition } from './api-service.conditions.ts'
import { APIService } from './api-service.kind.ts'

type Body = Parameters<typeof specimen<APIService>>[1]
const good = { group: 'g.example', version: 'v1', groupPriorityMinimum: 100, versionPriority: 100 }

function serviceOf(spec: object, name = 'v1.g.example') {
  return specimen(APIService, { metadata: { name, creationTimestamp: '2026-01-01T00:00:00Z' }, spec } as Body)
}

test('defaultAPIService() fills in the port', () => {
  assert.equal(serviceOf({ ...good, service: { namespace: 'n', name: 's' } }).spec?.service?.port, 443)
})

const cases: readonly (readonly [object, string])[] = [
  [
    { version: 'v2' },
    'metadata.name: Invalid value: "v1.g.example": must be `spec.version+"."+spec.group`: "v2.g.example"',
  ],
  [
    { groupPriorityMinimum: 20_001 },
    'spec.groupPriorityMinimum: Invalid value: 20001: must be positive and less than 20000',
  ],
  [{ versionPriority: 0 }, 'spec.versionPriority: Invalid value: 0: must be positive and less than 1000'],
  [
    { caBundle: 'AAAA' },
    'spec.caBundle: Invalid value: "3 bytes": local APIServices may not have a caBundle',
  ],
  [
    { insecureSkipTLSVerify: true },
    'spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify',
  ],
  [{ service: { name: 's' } }, 'spec.service.namespace: Required value'],
  [
    { service: { namespace: 'n', name: 's' }, insecureSkipTLSVerify: true, caBundle: 'AAAA' },
    'spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present',
  ],
]

test('validateAPIService() words faults as upstream does', () => {
  assert.deepEqual(APIService.validate?.(serviceOf(good)), [])
  for (const [change, expected] of cases) {
    const faults: readonly FieldError[] = APIService.validate?.(serviceOf({ ...good, ...change })) ?? []
    assert.deepEqual(faults.map(formatFieldError), [expected])
  }
  const legacy = { ...good, group: '' }
  assert.deepEqual(APIService.validate?.(serviceOf(legacy, 'v1.')), [])
})

test('apiServiceStrategy makes a local one available at once, and no other', () => {
  const local = serviceOf(good)
  APIService.strategy?.prepareForCreate?.(local)
  assert.equal(local.status?.conditions?.[0]?.reason, 'Local')
  const remote = serviceOf({ ...good, service: { namespace: 'n', name: 's' } })
  APIService.strategy?.prepareForCreate?.(remote)
  assert.deepEqual(remote.status, {})
})

test('apiServiceColumns show where it is and whether it answers', () => {
  const cells = (obj: APIService) => (APIService.columns ?? []).slice(1, 3).map(({ cell }) => cell(obj, 0))
  const remote = serviceOf({ ...good, service: { namespace: 'n', name: 's' } })
  assert.deepEqual(cells(remote), ['n/s', 'Unknown'])
  remote.status = { conditions: [{ type: 'Available', status: 'False', reason: 'ServiceNotFound' }] }
  assert.deepEqual(cells(remote), ['n/s', 'False (ServiceNotFound)'])
})

test('withCondition() keeps the time where the status stays', () => {
  const old = { type: 'Available', status: 'True', reason: 'a', lastTransitionTime: 'then' }
  const [same] = withCondition([old], { ...old, reason: 'b', lastTransitionTime: 'now' })
  assert.deepEqual([same?.reason, same?.lastTransitionTime], ['b', 'then'])
  const [other] = withCondition([old], { ...old, status: 'False', lastTransitionTime: 'now' })
  assert.equal(other?.lastTransitionTime, 'now')
})
