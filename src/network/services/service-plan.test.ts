import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Service } from '../../api/core/service/service.kind.ts'
import type { Endpoint, EndpointSlice } from '../../api/discovery/endpoint-slice/endpoint-slice.schema.ts'
import { isPlainIPv4, planServices } from './service-plan.ts'

const meta = (name: string, labels: Record<string, string> = {}) => ({
  name,
  namespace: 'ns',
  labels,
  uid: 'u',
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
})

function service(spec: Partial<Service['spec']> = {}, labels = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta('web', labels),
    spec: { type: 'ClusterIP', clusterIP: '10.96.0.9', ports: [{ port: 80, protocol: 'TCP' }], ...spec },
  }
}

function slice(endpoints: readonly Endpoint[], more: Partial<EndpointSlice> = {}): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: meta('web-x', { 'kubernetes.io/service-name': 'web' }),
    addressType: 'IPv4',
    endpoints,
    ports: [{ name: '', port: 8080, protocol: 'TCP' }],
    ...more,
  }
}

const endpoint = (ip: string, node: string, conditions: Endpoint['conditions'] = {}): Endpoint => ({
  addresses: [ip],
  nodeName: node,
  conditions,
})

function plan(svc: Service, ...slices: readonly EndpointSlice[]) {
  return planServices({ services: [svc], slices, nodeName: 'here' })
}

const ips = (targets: readonly { readonly ip: string }[] | undefined) =>
  (targets ?? []).map((target) => target.ip)

test('planServices() joins a port with the ready endpoints of its slices', () => {
  const [only] = plan(service(), slice([endpoint('10.244.0.5', 'here'), endpoint('10.244.1.5', 'there')]))
  assert.equal(only?.name, 'ns/web')
  assert.deepEqual(only?.clusterTargets, [
    { ip: '10.244.0.5', port: 8080, local: true },
    { ip: '10.244.1.5', port: 8080, local: false },
  ])
})

test('planServices() leaves out headless, external-name and foreign proxies services', () => {
  assert.deepEqual(plan(service({ clusterIP: 'None' })), [])
  assert.deepEqual(plan(service({ type: 'ExternalName', clusterIP: '' })), [])
  assert.deepEqual(plan(service({}, { 'service.kubernetes.io/service-proxy-name': 'x' })), [])
})

test('planServices() falls back on ending endpoints that still serve when none is ready', () => {
  const ending = endpoint('10.244.0.6', 'here', { ready: false, serving: true, terminating: true })
  const dead = endpoint('10.244.0.7', 'here', { ready: false, serving: false, terminating: true })
  const ready = endpoint('10.244.0.5', 'here', { ready: true })
  assert.deepEqual(ips(plan(service(), slice([ready, ending, dead]))[0]?.clusterTargets), ['10.244.0.5'])
  assert.deepEqual(ips(plan(service(), slice([ending, dead]))[0]?.clusterTargets), ['10.244.0.6'])
})

test('planServices() keeps each policy to local endpoints on its own side', () => {
  const both = slice([endpoint('10.244.0.5', 'here'), endpoint('10.244.1.5', 'there')])
  const [external] = plan(
    service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }], externalTrafficPolicy: 'Local' }),
    both,
  )
  assert.deepEqual(ips(external?.clusterTargets), ['10.244.0.5', '10.244.1.5'])
  assert.deepEqual(ips(external?.externalTargets), ['10.244.0.5'])
  const [internal] = plan(service({ internalTrafficPolicy: 'Local' }), both)
  assert.deepEqual(ips(internal?.clusterTargets), ['10.244.0.5'])
})

test('planServices() lets no address into a rule that is not a plain IPv4 address of a pod or host', () => {
  const hostile = ['127.0.0.1', '169.254.169.254', '10.0.0.1; drop', '::1', '010.0.0.1x', '1.2.3', '1.2.3.4.']
  assert.deepEqual(
    ips(plan(service(), slice(hostile.map((ip) => endpoint(ip, 'here'))))[0]?.clusterTargets),
    [],
  )
  assert.equal(isPlainIPv4('255.255.255.255'), true)
  assert.equal(isPlainIPv4('256.1.1.1'), false)
  assert.equal(isPlainIPv4('1.2.3.4\n'), false)
})
