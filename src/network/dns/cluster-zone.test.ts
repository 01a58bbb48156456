import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Service } from '../../api/core/service/service.kind.ts'
import type { EndpointSlice } from '../../api/discovery/endpoint-slice/endpoint-slice.schema.ts'
import { answerZone, type ZoneView } from './cluster-zone.ts'

const meta = (name: string, labels: Record<string, string> = {}) => ({
  name,
  namespace: 'ns',
  labels,
  uid: 'u',
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
})
const service = (name: string, spec: Service['spec']): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta(name),
  spec,
})

const services = [
  service('web', {
    clusterIP: '10.96.0.9',
    clusterIPs: ['10.96.0.9'],
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
  }),
  service('db', { clusterIP: 'None', ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }] }),
  service('empty', { clusterIP: 'None' }),
  service('out', { type: 'ExternalName', externalName: 'example.org.' }),
]
const slice: EndpointSlice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: meta('db-1', { 'kubernetes.io/service-name': 'db' }),
  addressType: 'IPv4',
  endpoints: [
    { addresses: ['10.244.0.5'], hostname: 'db-0', conditions: { ready: true } },
    { addresses: ['10.244.0.6'], conditions: { ready: true } },
    { addresses: ['10.244.0.7'], conditions: { ready: false } },
  ],
  ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }],
}
const view: ZoneView = {
  domain: 'cluster.local',
  service: (namespace, name) =>
    namespace === 'ns' ? services.find((entry) => entry.metadata.name === name) : undefined,
  slices: (_, name) => (name === 'db' ? [slice] : []),
  hasNamespace: (name) => name === 'ns',
  serviceByIP: (ip) => services.find((entry) => entry.spec.clusterIP === ip),
  endpointsByIP: (ip) => (ip === '10.244.0.5' ? [{ namespace: 'ns', service: 'db', hostname: 'db-0' }] : []),
}

function check(name: string, type: string, expected: unknown): void {
  const answer = answerZone(view, { name, type })
  const shown =
    answer.code === 'NOERROR'
      ? answer.answers.map((record) => ('data' in record ? record.data : undefined))
      : answer.code
  assert.deepEqual(shown, expected, `${type} ${name}`)
}

test('answerZone() gives a service its cluster IP, and a headless one its ready endpoints', () => {
  check('web.ns.svc.cluster.local', 'A', ['10.96.0.9'])
  check('db.ns.svc.cluster.local', 'A', ['10.244.0.5', '10.244.0.6'])
  check('db-0.db.ns.svc.cluster.local', 'A', ['10.244.0.5'])
  check('10-244-0-6.db.ns.svc.cluster.local', 'A', ['10.244.0.6'])
})

test('answerZone() tells a name that is not there from one without records of the type', () => {
  check('web.ns.svc.cluster.local', 'AAAA', [])
  check('ns.svc.cluster.local', 'A', [])
  check('svc.cluster.local', 'A', [])
  check('cluster.local', 'A', [])
  check('nobody.ns.svc.cluster.local', 'A', 'NXDOMAIN')
  check('web.other.svc.cluster.local', 'A', 'NXDOMAIN')
  check('empty.ns.svc.cluster.local', 'A', 'NXDOMAIN')
  check('x.web.ns.svc.cluster.local', 'A', 'NXDOMAIN')
  check('constructor.cluster.local', 'A', 'NXDOMAIN')
})

test('answerZone() gives SRV records by port name with their targets', () => {
  check('_http._tcp.web.ns.svc.cluster.local', 'SRV', [
    { priority: 0, weight: 100, port: 80, target: 'web.ns.svc.cluster.local' },
  ])
  check('_sql._tcp.db.ns.svc.cluster.local', 'SRV', [
    { priority: 0, weight: 50, port: 5432, target: 'db-0.db.ns.svc.cluster.local' },
    { priority: 0, weight: 50, port: 5432, target: '10-244-0-6.db.ns.svc.cluster.local' },
  ])
  check('_sql._udp.db.ns.svc.cluster.local', 'SRV', 'NXDOMAIN')
  check('_http._tcp.web.ns.svc.cluster.local', 'A', [])
})

test('answerZone() answers pods, reverse names, the version, and leaves the rest to others', () => {
  check('10-244-0-9.ns.pod.cluster.local', 'A', ['10.244.0.9'])
  check('10-244-0-900.ns.pod.cluster.local', 'A', 'NXDOMAIN')
  check('9.0.96.10.in-addr.arpa', 'PTR', ['web.ns.svc.cluster.local'])
  check('5.0.244.10.in-addr.arpa', 'PTR', ['db-0.db.ns.svc.cluster.local'])
  check('1.1.1.1.in-addr.arpa', 'PTR', 'FORWARD')
  check('dns-version.cluster.local', 'TXT', ['1.1.0'])
  check('example.org', 'A', 'FORWARD')
  check('out.ns.svc.cluster.local', 'A', 'ALIAS')
})
