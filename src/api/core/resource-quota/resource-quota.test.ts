import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { ResourceQuota } from './resource-quota.kind.ts'

function quota(spec: object, status?: object) {
  return specimen(ResourceQuota, {
    metadata: { name: 'x', namespace: 'ns' },
    spec,
    ...(status !== undefined && { status }),
  }) as ResourceQuota
}

const faults = (spec: object) => (ResourceQuota.validate?.(quota(spec)) ?? []).map(formatFieldError)

test('validateResourceQuota() checks amounts and scopes', () => {
  const hard = { 'requests.cpu': '1', pods: '10', 'count/deployments.apps': '4', services: '2' }
  assert.deepEqual(faults({ hard }), [])
  assert.deepEqual(faults({ hard: { pods: '1.5' } }), [
    'spec.hard[pods]: Invalid value: "1500m": must be an integer',
  ])
  assert.deepEqual(faults({ hard: { pods: '-1' } }), [
    'spec.hard[pods]: Invalid value: "-1": must be greater than or equal to 0',
  ])
  assert.deepEqual(faults({ hard: { pods: '1' }, scopes: ['BestEffort', 'NotBestEffort'] }), [
    'spec.scopes: Invalid value: ["BestEffort","NotBestEffort"]: conflicting scopes',
  ])
  assert.deepEqual(faults({ hard: { cpu: '1' }, scopes: ['BestEffort'] }), [
    'spec.scopes: Invalid value: ["BestEffort"]: unsupported scope applied to resource',
  ])
  const scoped = (name: string, scope: string) =>
    faults({ hard: { [name]: '1' }, scopes: [scope] }).map((text) => text.split(': ').at(-1))
  assert.deepEqual(scoped('ephemeral-storage', 'Terminating'), ['unsupported scope applied to resource'])
  assert.deepEqual(scoped('example.com/gpu', 'Terminating'), [])
  assert.deepEqual(scoped('requests.storage', 'VolumeAttributesClass'), [])
  assert.deepEqual(faults({ hard: { storage: '1', 'requests.hugepages-2Mi': '2Mi' } }), [
    'spec.hard[storage]: Invalid value: "storage": must be a standard resource for quota',
  ])
  const matchExpressions = [{ scopeName: 'PriorityClass', operator: 'In', values: [] }]
  assert.deepEqual(faults({ hard: { pods: '1' }, scopeSelector: { matchExpressions } }), [
    "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
  ])
})

test('validateResourceQuotaUpdate() keeps the scopes', () => {
  const update = (ResourceQuota.validateUpdate?.(quota({ scopes: ['Terminating'] }), quota({})) ?? []).map(
    formatFieldError,
  )
  assert.deepEqual(update, ['spec.scopes: Invalid value: ["Terminating"]: field is immutable'])
})

test('quotas print what is used of what', () => {
  const hard = { pods: '10', 'limits.cpu': '4', 'requests.cpu': '2' }
  const obj = quota({ hard }, { hard, used: { pods: '3', 'limits.cpu': '500m' } })
  assert.deepEqual(
    ResourceQuota.columns?.slice(1, 3).map((column) => column.cell(obj, 0)),
    ['pods: 3/10, requests.cpu: 0/2', 'limits.cpu: 500m/4'],
  )
})
