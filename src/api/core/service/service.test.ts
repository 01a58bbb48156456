// Services: defaults, what the strategy keeps and drops, faults, rows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { type DeepPartial, specimen } from '../../specimen.ts'
import { isHeadless, needsNodePort } from './service.facts.ts'
import { Service } from './service.kind.ts'

type Spec = DeepPartial<Service['spec']>

const draft = (spec: Spec, more: DeepPartial<Service> = {}) =>
  specimen(Service, {
    metadata: { name: 's', namespace: 'ns' },
    ...more,
    spec: { selector: { a: 'b' }, ports: [{ port: 80 }], ...spec },
  })

/** As it is stored, the registry's part played by hand. */
function created(spec: Spec): Service {
  const service = draft(spec)
  Service.strategy?.prepareForCreate?.(service)
  if (service.spec.type !== 'ExternalName') {
    service.spec.clusterIP ??= '10.0.0.1'
    service.spec.clusterIPs ??= [service.spec.clusterIP]
  }
  return service as Service
}

function updated(old: Service, spec: Spec): Service {
  const next = draft(spec)
  Service.strategy?.prepareForUpdate?.(next, old)
  return next as Service
}

const texts = (faults: readonly Parameters<typeof formatFieldError>[0][] | undefined) =>
  (faults ?? []).map(formatFieldError)

test('defaultService() fills in what upstream fills in', () => {
  assert.deepEqual(draft({}).spec, {
    ports: [{ protocol: 'TCP', port: 80, targetPort: 80 }],
    selector: { a: 'b' },
    type: 'ClusterIP',
    sessionAffinity: 'None',
    internalTrafficPolicy: 'Cluster',
  })
  const balanced = draft({ type: 'LoadBalancer', sessionAffinity: 'ClientIP' }).spec
  assert.equal(balanced.externalTrafficPolicy, 'Cluster')
  assert.equal(balanced.allocateLoadBalancerNodePorts, true)
  assert.deepEqual(balanced.sessionAffinityConfig, { clientIP: { timeoutSeconds: 10_800 } })
  assert.equal(draft({ type: 'ExternalName' }).spec.internalTrafficPolicy, undefined)
})

test('serviceStrategy gives new services one family, and headless ones without selector any', () => {
  assert.deepEqual(created({}).spec.ipFamilies, ['IPv4'])
  assert.equal(created({}).spec.ipFamilyPolicy, 'SingleStack')
  assert.deepEqual(created({ clusterIP: '10.0.0.9' }).spec.clusterIPs, ['10.0.0.9'])
  const bare = specimen(Service, { metadata: { name: 's' }, spec: { clusterIP: 'None' } })
  Service.strategy?.prepareForCreate?.(bare)
  assert.deepEqual([bare.spec.ipFamilyPolicy, bare.spec.ipFamilies], ['RequireDualStack', ['IPv4', 'IPv6']])
  assert.equal(isHeadless(bare as Service), true)
})

test('serviceStrategy keeps what was given out', () => {
  const old = created({ type: 'NodePort', ports: [{ name: 'a', port: 80, nodePort: 30_080 }] })
  const next = updated(old, {
    type: 'NodePort',
    ports: [
      { name: 'a', port: 8080 },
      { name: 'b', port: 80 },
    ],
  })
  assert.deepEqual([next.spec.clusterIP, next.spec.clusterIPs], ['10.0.0.1', ['10.0.0.1']])
  assert.deepEqual(
    next.spec.ports?.map((port) => port.nodePort),
    [30_080, undefined],
  )
})

test('serviceStrategy drops a balancer and ports that go along with it', () => {
  const ports = [
    { name: 'a', port: 80, nodePort: 30_080 },
    { name: 'b', port: 81, nodePort: 30_081 },
  ]
  const status = { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } }
  const old = { ...created({ type: 'LoadBalancer', ports }), status }
  assert.deepEqual(updated(old, { type: 'LoadBalancer', ports }).status, old.status)
  const inner = updated(old, { type: 'ClusterIP', ports: ports.slice(1) })
  assert.deepEqual(inner.status, { loadBalancer: {} })
  assert.equal(inner.spec.ports?.[0]?.nodePort, undefined)
  const changed = updated(old, { type: 'ClusterIP', ports: [{ port: 80, nodePort: 30_090 }] })
  assert.equal(changed.spec.ports?.[0]?.nodePort, 30_090)
})

test('serviceStrategy drops what the new type has no use for', () => {
  const old = created({
    type: 'NodePort',
    ports: [{ port: 80, nodePort: 30_080 }],
    externalTrafficPolicy: 'Cluster',
  })
  const kept = { ports: [{ port: 80, nodePort: 30_080 }], clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'] }
  const inner = updated(old, { ...kept, type: 'ClusterIP', externalTrafficPolicy: 'Cluster' })
  assert.equal(inner.spec.ports?.[0]?.nodePort, undefined)
  assert.equal(inner.spec.externalTrafficPolicy, undefined)
  assert.equal(needsNodePort(inner.spec), false)
  const named = updated(old, {
    ...kept,
    type: 'ExternalName',
    externalName: 'x.y',
    ipFamilies: ['IPv4'],
    ipFamilyPolicy: 'SingleStack',
  })
  const { clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy } = named.spec
  assert.deepEqual(
    [clusterIP, clusterIPs, ipFamilies, ipFamilyPolicy],
    [undefined, undefined, undefined, undefined],
  )
  assert.deepEqual(
    texts([...(Service.validate?.(named) ?? []), ...(Service.validateUpdate?.(named, old) ?? [])]),
    [],
  )
})

const cases: readonly (readonly [Spec, ...string[]])[] = [
  [{}],
  [{ clusterIP: 'None', ports: [] }],
  [{ type: 'ExternalName', externalName: 'a.example.com.' }],
  [{ ports: [] }, 'spec.ports: Required value'],
  [
    { ports: [{ port: 80 }, { port: 80 }] },
    'spec.ports[0].name: Required value',
    'spec.ports[1].name: Required value',
    'spec.ports[1]: Duplicate value: {"protocol":"TCP","port":80,"targetPort":0}',
  ],
  [
    { ports: [{ port: 70_000, targetPort: 'x_y' }] },
    'spec.ports[0].port: Invalid value: 70000: must be between 1 and 65535, inclusive',
    'spec.ports[0].targetPort: Invalid value: "x_y": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
  ],
  [
    { ports: [{ port: 80, nodePort: 30_000 }] },
    "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
  ],
  [
    { type: 'NodePort', clusterIP: 'None' },
    'spec.clusterIPs[0]: Invalid value: "None": may not be set to \'None\' for NodePort services',
  ],
  [
    { externalIPs: ['127.0.0.1'] },
    'spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
  ],
  [
    { clusterIP: 'x' },
    'spec.clusterIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
  ],
  [
    { ipFamilyPolicy: 'RequireDualStack' },
    'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for dual-stack services',
  ],
  [
    { type: 'Magic' as 'ClusterIP' },
    'spec.type: Unsupported value: "Magic": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
  ],
  [
    { loadBalancerSourceRanges: ['10.0.0.0/8'] },
    "spec.LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
  ],
  [
    { externalTrafficPolicy: 'Local' },
    'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
  ],
  [{ type: 'LoadBalancer', externalTrafficPolicy: 'Local' }, 'spec.healthCheckNodePort: Required value'],
  [{ type: 'ExternalName' }, 'spec.externalName: Required value'],
]

test('validateService() uses upstream’s words', () => {
  for (const [spec, ...expected] of cases) {
    assert.deepEqual(texts(Service.validate?.(created(spec))), expected, JSON.stringify(spec))
  }
})

test('validateServiceUpdate() keeps the address for life', () => {
  const old = created({})
  const moved = updated(old, { clusterIP: '10.0.0.2', clusterIPs: ['10.0.0.1'] })
  assert.deepEqual(moved.spec.clusterIPs, ['10.0.0.2'])
  assert.deepEqual(texts(Service.validateUpdate?.(moved, old)), [
    'spec.clusterIPs[0]: Invalid value: ["10.0.0.2"]: may not change once set',
  ])
  assert.deepEqual(texts(Service.validateUpdate?.(updated(old, { clusterIP: '10.0.0.2' }), old)), [
    'spec.clusterIPs[0]: Invalid value: []: primary clusterIP can not be unset',
  ])
})

test('serviceColumns print what kubectl get prints', () => {
  const row = (spec: Spec, status?: DeepPartial<Service['status']>) => {
    const service = { ...created(spec), ...(status !== undefined && { status }) } as Service
    return Service.columns?.filter(({ name }) => name !== 'Age').map((column) => column.cell(service, 0))
  }
  assert.deepEqual(row({}), ['s', 'ClusterIP', '10.0.0.1', '<none>', '80/TCP', 'a=b'])
  assert.deepEqual(row({ type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] }), [
    's',
    'NodePort',
    '10.0.0.1',
    '<none>',
    '80:30080/TCP',
    'a=b',
  ])
  assert.deepEqual(row({ type: 'LoadBalancer' })?.[3], '<pending>')
  const ingress = { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } }
  assert.deepEqual(row({ type: 'LoadBalancer', externalIPs: ['5.6.7.8'] }, ingress)?.[3], '1.2.3.4,5.6.7.8')
  assert.deepEqual(row({ type: 'ExternalName', externalName: 'x.y', ports: [] })?.slice(2, 5), [
    '<none>',
    'x.y',
    '<none>',
  ])
})
