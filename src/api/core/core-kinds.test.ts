// The smaller kinds of the core group: defaults, strategies, faults, rows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../machinery/field-error.ts'
import type { Kind, KubeObject } from '../../machinery/kind.ts'
import type { Mutable } from '../../machinery/schema/schema.ts'
import { specimen } from '../specimen.ts'
import { ConfigMap } from './config-map/config-map.kind.ts'
import { Endpoints } from './endpoints/endpoints.kind.ts'
import { Event } from './event/event.kind.ts'
import { LimitRange } from './limit-range/limit-range.kind.ts'
import { Namespace } from './namespace/namespace.kind.ts'
import { withoutTaint, withTaint } from './node/node.conditions.ts'
import { Node } from './node/node.kind.ts'
import { Secret } from './secret/secret.kind.ts'
import { ServiceAccount } from './service-account/service-account.kind.ts'

const nowMs = Date.parse('2026-01-01T00:10:00Z')
const metadata = { name: 'x', namespace: 'ns', creationTimestamp: '2026-01-01T00:00:00Z' }

const texts = (faults: readonly Parameters<typeof formatFieldError>[0][] | undefined) =>
  (faults ?? []).map(formatFieldError)
const asStored = <T extends KubeObject>(obj: Mutable<T>) => obj as unknown as T
const cells = <T extends KubeObject>(kind: Kind<T>, obj: Mutable<T>) =>
  kind.columns?.map((column) => column.cell(asStored(obj), nowMs))

test('Namespace carries its name as a label, and a finalizer until it is empty', () => {
  const namespace = specimen(Namespace, { metadata: { name: 'x' }, status: { phase: 'Terminating' } })
  Namespace.strategy?.prepareForCreate?.(namespace)
  assert.deepEqual(namespace.metadata.labels, { 'kubernetes.io/metadata.name': 'x' })
  assert.deepEqual([namespace.spec, namespace.status], [{ finalizers: ['kubernetes'] }, { phase: 'Active' }])
  const next = specimen(Namespace, { metadata: { name: 'x' } })
  Namespace.strategy?.prepareForUpdate?.(next, asStored(namespace))
  assert.deepEqual(next.spec.finalizers, ['kubernetes'])
  assert.deepEqual(
    texts(Namespace.validate?.(asStored(specimen(Namespace, { spec: { finalizers: ['mine'] } })))),
    [
      'spec.finalizers: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    ],
  )
  assert.equal(Namespace.validateName?.('a.b', false).length, 1)
})

test('Node rows show readiness, roles and addresses', () => {
  const node = specimen(Node, {
    metadata: {
      ...metadata,
      namespace: undefined,
      labels: { 'node-role.kubernetes.io/worker': '', 'kubernetes.io/role': 'edge' },
    },
    spec: { unschedulable: true },
    status: {
      conditions: [{ type: 'Ready', status: 'Unknown' }],
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      nodeInfo: { kubeletVersion: 'v1.36.0', osImage: 'Debian' },
    },
  })
  assert.deepEqual(cells(Node, node), [
    'x',
    'NotReady,SchedulingDisabled',
    'edge,worker',
    '10m',
    'v1.36.0',
    '10.0.0.1',
    '<none>',
    'Debian',
    '<unknown>',
    '<unknown>',
  ])
})

test('validateNode() and validateNodeUpdate() check taints and pod CIDRs', () => {
  const node = (spec: object) => asStored(specimen(Node, { metadata: { name: 'x' }, spec }))
  const taint = { key: 'a', effect: 'NoSchedule' }
  assert.deepEqual(texts(Node.validate?.(node({ taints: [taint, taint, { key: 'b', effect: 'Never' }] }))), [
    'metadata.taints[1]: Duplicate value: {"key":"a","effect":"NoSchedule"}: taints must be unique by key and effect pair',
    'metadata.taints[2].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
  ])
  const old = node({ podCIDR: '10.0.0.0/24', providerID: 'p' })
  assert.deepEqual(old.spec.podCIDRs, ['10.0.0.0/24'])
  assert.deepEqual(texts(Node.validateUpdate?.(node({ podCIDR: '10.0.1.0/24' }), old)), [
    'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
    'spec.providerID: Forbidden: node updates may not change providerID except from "" to valid',
  ])
})

test('withTaint() replaces a taint of the same key and effect', () => {
  const old = [{ key: 'a', value: '1', effect: 'NoSchedule' }] as const
  assert.deepEqual(withTaint(old, { key: 'a', value: '2', effect: 'NoSchedule' }), [
    { key: 'a', value: '2', effect: 'NoSchedule' },
  ])
  assert.equal(withTaint(old, { key: 'a', effect: 'NoExecute' }).length, 2)
  assert.deepEqual(withoutTaint(old, { key: 'a', effect: 'NoSchedule' }), [])
})

test('validateConfigMap() checks keys, size and immutability', () => {
  const map = (body: object) => asStored(specimen(ConfigMap, { metadata, ...body }))
  assert.deepEqual(
    texts(ConfigMap.validate?.(map({ data: { a: 'x', 'b/c': '' }, binaryData: { a: 'eA==' } }))),
    [
      "data[b/c]: Invalid value: \"b/c\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      'data[a]: Invalid value: "a": duplicate of key present in binaryData',
    ],
  )
  assert.deepEqual(texts(ConfigMap.validate?.(map({ data: { a: 'x'.repeat(1024 * 1024 + 1) } }))), [
    '[]: Too long: may not be more than 1048576 bytes',
  ])
  const old = map({ immutable: true, data: { a: 'x' } })
  assert.deepEqual(texts(ConfigMap.validateUpdate?.(map({ data: { a: 'y' } }), old)), [
    'immutable: Forbidden: field is immutable when `immutable` is set',
    'data: Forbidden: field is immutable when `immutable` is set',
  ])
  assert.deepEqual(
    cells(ConfigMap, specimen(ConfigMap, { metadata, data: { a: '' }, binaryData: { b: '' } })),
    ['x', 2, '10m'],
  )
})

test('defaultSecret() turns text into data, hostile keys included', () => {
  const body = JSON.parse('{"stringData":{"a":"ü","__proto__":"p"},"data":{"a":"eA==","b":"eQ=="}}')
  const secret = specimen(Secret, { metadata, ...body })
  assert.equal(secret.type, 'Opaque')
  assert.equal(secret.stringData, undefined)
  assert.deepEqual(Object.entries(secret.data ?? {}), [
    ['a', 'w7w='],
    ['b', 'eQ=='],
    ['__proto__', 'cA=='],
  ])
})

test('validateSecret() asks each type for its keys, and never shows a value', () => {
  const secret = (type: string, data: Record<string, string> = {}) =>
    texts(Secret.validate?.(asStored(specimen(Secret, { metadata, type, data }))))
  assert.deepEqual(secret('kubernetes.io/tls'), [
    'data[tls.crt]: Required value',
    'data[tls.key]: Required value',
  ])
  assert.deepEqual(secret('kubernetes.io/dockerconfigjson', { '.dockerconfigjson': btoa('s3cret') }), [
    'data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": must be valid JSON',
  ])
  assert.deepEqual(secret('kubernetes.io/dockerconfigjson', { '.dockerconfigjson': btoa('{}') }), [])
  assert.deepEqual(secret('kubernetes.io/basic-auth', { username: '' }), [])
  assert.deepEqual(secret('kubernetes.io/service-account-token'), [
    'metadata.annotations[kubernetes.io/service-account.name]: Required value',
  ])
  const change = Secret.validateUpdate?.(
    asStored(specimen(Secret, { metadata, type: 'a' })),
    asStored(specimen(Secret, { metadata })),
  )
  assert.deepEqual(texts(change), ['type: Invalid value: "a": field is immutable'])
})

test('Endpoints may not point at special addresses', () => {
  const subsets = [
    {
      addresses: ['10.0.0.1', '127.0.0.1', '::ffff:127.0.0.1', '169.254.1.1'].map((ip) => ({ ip })),
      ports: [{ port: 80 }],
    },
  ]
  const endpoints = specimen(Endpoints, { metadata, subsets })
  assert.deepEqual(texts(Endpoints.validate?.(asStored(endpoints))), [
    'subsets[0].addresses[1].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    'subsets[0].addresses[2].ip: Invalid value: "::ffff:127.0.0.1": must not be an IPv4-mapped IPv6 address',
    'subsets[0].addresses[2].ip: Invalid value: "::ffff:127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    'subsets[0].addresses[3].ip: Invalid value: "169.254.1.1": may not be in the link-local range (169.254.0.0/16, fe80::/10)',
  ])
  assert.deepEqual(
    cells(Endpoints, endpoints)?.[1],
    '10.0.0.1:80,127.0.0.1:80,[::ffff:127.0.0.1]:80 + 1 more...',
  )
})

test('Event rows show the newest form of time and count', () => {
  const event = specimen(Event, {
    metadata,
    involvedObject: { kind: 'Pod', name: 'p', namespace: 'ns', fieldPath: 'spec' },
    reason: 'R',
    message: ' m\n',
    type: 'Normal',
    eventTime: '2026-01-01T00:00:00.000000Z',
    series: { count: 7, lastObservedTime: '2026-01-01T00:09:00.000000Z' },
    reportingComponent: 'kubelet',
    reportingInstance: 'n1',
    action: 'A',
  })
  assert.deepEqual(cells(Event, event), [
    '60s',
    'Normal',
    'R',
    'pod/p',
    'spec',
    'kubelet, n1',
    'm',
    '10m',
    7,
    'x',
  ])
  assert.deepEqual(texts(Event.validate?.(asStored(event))), [])
  const stray = specimen(Event, { metadata, involvedObject: { namespace: 'other' } })
  assert.deepEqual(texts(Event.validate?.(asStored(stray))), [
    'involvedObject.namespace: Invalid value: "other": does not match event.namespace',
  ])
})

test('ServiceAccount keeps the names of its secrets alone, and does not count them', () => {
  const secrets = [{ name: 's', namespace: 'other', uid: '1' }]
  const account = specimen(ServiceAccount, { metadata, secrets })
  ServiceAccount.strategy?.prepareForCreate?.(account)
  assert.deepEqual(account.secrets, [{ name: 's' }])
  assert.deepEqual(cells(ServiceAccount, account), ['x', '10m'])
})

test('LimitRange without a name gets one that is unique', () => {
  const limits = specimen(LimitRange, { metadata })
  limits.metadata.name = ''
  LimitRange.strategy?.prepareForCreate?.(limits)
  assert.equal(limits.metadata.name, limits.metadata.uid)
})

test('Node gets no configuration source any more, and keeps one that it has', () => {
  const configSource = { configMap: { name: 'a', namespace: 'b', kubeletConfigKey: 'c' } }
  const node = specimen(Node, { metadata, spec: { configSource } })
  Node.strategy?.prepareForCreate?.(node)
  assert.equal(node.spec.configSource, undefined)
  const old = specimen(Node, { metadata, spec: { configSource } })
  const next = specimen(Node, { metadata, spec: { configSource } })
  Node.strategy?.prepareForUpdate?.(next, old)
  assert.deepEqual(next.spec.configSource, configSource)
})
