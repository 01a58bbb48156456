// Kinds of the smaller groups: leases, endpoint slices, events of events.k8s.io, roles and bindings, priority classes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../machinery/field-error.ts'
import { Lease } from './coordination/lease/lease.kind.ts'
import { Event } from './core/event/event.kind.ts'
import { EndpointSlice } from './discovery/endpoint-slice/endpoint-slice.kind.ts'
import { fromCoreEvent, toCoreEvent } from './events/event/event.conversion.ts'
import { Eventevents } from './events/event/event.kind.ts'
import { ClusterRole } from './rbac/cluster-role/cluster-role.kind.ts'
import { ClusterRoleBinding } from './rbac/cluster-role-binding/cluster-role-binding.kind.ts'
import { Role } from './rbac/role/role.kind.ts'
import { RoleBinding } from './rbac/role-binding/role-binding.kind.ts'
import { PriorityClass } from './scheduling/priority-class/priority-class.kind.ts'
import { specimen } from './specimen.ts'

const metadata = { name: 'x', namespace: 'ns' }

const texts = (faults: readonly Parameters<typeof formatFieldError>[0][] | undefined) =>
  (faults ?? []).map(formatFieldError)

test('validateLease() wants a duration', () => {
  const lease = specimen(Lease, {
    metadata,
    spec: { leaseDurationSeconds: 0, leaseTransitions: -1 },
  }) as Lease
  assert.deepEqual(texts(Lease.validate?.(lease)), [
    'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
    'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
  ])
})

test('validateEndpointSlice() wants addresses of its type', () => {
  const slice = (body: object) =>
    specimen(EndpointSlice, { metadata, addressType: 'IPv4', ...body }) as EndpointSlice
  const endpoints = [{ addresses: ['10.0.0.1'] }, { addresses: ['fd00::1'] }, { addresses: [] }]
  assert.deepEqual(texts(EndpointSlice.validate?.(slice({ endpoints, ports: [{}, {}] }))), [
    'endpoints[1].addresses[0]: Invalid value: "fd00::1": must be a valid IPv4 address',
    'endpoints[2].addresses: Required value: must contain at least 1 address',
    'ports[1].name: Duplicate value: ""',
  ])
  assert.deepEqual(
    texts(EndpointSlice.validate?.(slice({ addressType: 'FQDN', endpoints: [{ addresses: ['host'] }] }))),
    [
      'endpoints[0].addresses[0]: Invalid value: "host": should be a domain with at least two segments separated by dots',
    ],
  )
  const many = slice({
    endpoints: [{ addresses: ['a', 'b', 'c', 'd'] }],
    ports: [{ port: 80 }, { name: 'x' }],
  })
  assert.deepEqual(
    EndpointSlice.columns?.slice(1, 4).map((column) => column.cell(many, 0)),
    ['IPv4', '80,x', 'a,b,c + 1 more...'],
  )
})

test('endpointSliceStrategy counts every change but those of annotations', () => {
  const old = specimen(EndpointSlice, { metadata, addressType: 'IPv4' })
  EndpointSlice.strategy?.prepareForCreate?.(old)
  const change = (body: object) => {
    const next = specimen(EndpointSlice, { metadata, addressType: 'IPv4', ...body })
    EndpointSlice.strategy?.prepareForUpdate?.(next, old as EndpointSlice)
    return next.metadata.generation
  }
  assert.equal(change({ metadata: { ...metadata, annotations: { a: 'b' } } }), 1)
  assert.equal(change({ metadata: { ...metadata, labels: { a: 'b' } } }), 2)
  assert.equal(change({ ports: [{ port: 1 }] }), 2)
})

test('toCoreEvent() and fromCoreEvent() are each other’s inverse', () => {
  const event = specimen(Eventevents, {
    metadata,
    eventTime: '2026-01-01T00:00:00.000000Z',
    regarding: { kind: 'Pod', name: 'p', namespace: 'ns' },
    note: 'n',
    reason: 'R',
    type: 'Normal',
    action: 'A',
    reportingController: 'k8s.io/x',
    reportingInstance: 'i',
  }) as Eventevents
  assert.deepEqual(
    texts([...(Eventevents.validate?.(event) ?? []), ...(Eventevents.validateCreate?.(event) ?? [])]),
    [],
  )
  const stored = toCoreEvent(event)
  assert.deepEqual([stored.apiVersion, stored.message, stored.involvedObject.name], ['v1', 'n', 'p'])
  assert.deepEqual(specimen(Event, stored), stored)
  assert.deepEqual(fromCoreEvent(stored), event)
})

test('validateEventCreate() is stricter than the core group', () => {
  const old = specimen(Eventevents, {
    metadata,
    deprecatedCount: 1,
    regarding: { namespace: 'ns' },
  }) as Eventevents
  assert.deepEqual(texts(Eventevents.validateCreate?.(old)), [
    'eventTime: Required value',
    'type: Invalid value: "": has invalid value: ',
    'count: Invalid value: "": needs to be unset',
  ])
  const series = { ...old, series: { count: 1, lastObservedTime: null } } as unknown as Eventevents
  assert.deepEqual(texts(Eventevents.validateUpdate?.(series, old)), [
    'series.count: Invalid value: "": should be at least 2',
    'series.lastObservedTime: Required value',
  ])
  const other = { ...old, regarding: { kind: 'Pod', name: 'q' }, note: 'm' } as Eventevents
  assert.deepEqual(
    Eventevents.validateUpdate?.(other, old).map(({ field }) => field),
    ['involvedObject', 'message'],
  )
})

test('validateRules() wants verbs, groups and resources', () => {
  const rules = [{ verbs: [] }, { verbs: ['get'], nonResourceURLs: ['/x'], resources: ['pods'] }]
  assert.deepEqual(texts(Role.validate?.(specimen(Role, { metadata, rules }) as Role)), [
    'rules[0].verbs: Required value: verbs must contain at least one value',
    'rules[0].apiGroups: Required value: resource rules must supply at least one api group',
    'rules[0].resources: Required value: resource rules must supply at least one resource',
    'rules[1].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
    'rules[1].nonResourceURLs: Invalid value: ["/x"]: rules cannot apply to both regular resources and non-resource URLs',
  ])
  const aggregated = specimen(ClusterRole, { metadata: { name: 'x' }, aggregationRule: {} }) as ClusterRole
  assert.deepEqual(texts(ClusterRole.validate?.(aggregated)), [
    'aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil',
  ])
  assert.deepEqual(ClusterRole.validateName?.('system:node', false), [])
})

test('bindings get their groups, show their subjects and keep their role', () => {
  const binding = (name: string) =>
    specimen(RoleBinding, {
      metadata,
      roleRef: { kind: 'Role', name },
      subjects: [
        { kind: 'User', name: 'u' },
        { kind: 'Group', name: 'g' },
        { kind: 'ServiceAccount', name: 's', namespace: 'ns' },
      ],
    }) as RoleBinding
  assert.deepEqual(
    binding('r').subjects?.map(({ apiGroup }) => apiGroup),
    ['rbac.authorization.k8s.io', 'rbac.authorization.k8s.io', undefined],
  )
  assert.deepEqual(texts(RoleBinding.validate?.(binding('r'))), [])
  const cells = RoleBinding.columns
    ?.filter(({ name }) => name !== 'Age')
    .map((column) => column.cell(binding('r'), 0))
  assert.deepEqual(cells, ['x', 'Role/r', 'u', 'g', 'ns/s'])
  assert.match(
    texts(RoleBinding.validateUpdate?.(binding('q'), binding('r')))[0] ?? '',
    /: cannot change roleRef$/,
  )
  const wrong = specimen(ClusterRoleBinding, {
    roleRef: { kind: 'Role', name: '' },
    subjects: [
      { kind: 'ServiceAccount', name: 's' },
      { kind: 'Robot', name: 'r' },
    ],
  }) as ClusterRoleBinding
  assert.deepEqual(texts(ClusterRoleBinding.validate?.(wrong)), [
    'roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"',
    'roleRef.name: Required value',
    'subjects[0].namespace: Required value',
    'subjects[1].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", "User"',
  ])
})

test('validatePriorityClass() keeps the upper end for the system', () => {
  const of = (name: string, value: number) =>
    texts(PriorityClass.validate?.(specimen(PriorityClass, { metadata: { name }, value }) as PriorityClass))
  assert.deepEqual(of('high', 1_000_000_001), [
    'value: Forbidden: maximum allowed value of a user defined priority is 1000000000',
  ])
  assert.deepEqual(of('system-node-critical', 2_000_001_000), [])
  assert.deepEqual(of('system-mine', 1), [
    "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class",
  ])
})
