import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import type { Service } from '../../api/core/service/service.kind.ts'
import type { EndpointSlice } from '../../api/discovery/endpoint-slice/endpoint-slice.schema.ts'
import { planEndpoints } from '../endpoints/endpoints.plan.ts'
import { planSlices, type SliceContent } from './endpointslice.plan.ts'

const meta = (name: string) => ({
  name,
  namespace: 'ns',
  uid: `uid-${name}`,
  resourceVersion: '1',
  creationTimestamp: '2026-01-01T00:00:00Z',
})
const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: meta('web'),
  spec: {
    selector: { app: 'web' },
    clusterIP: '10.96.0.9',
    ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
  },
}

function pod(
  index: number,
  more: { ready?: boolean; deleting?: boolean; port?: number; phase?: 'Running' | 'Failed' } = {},
): Pod {
  const { ready = true, deleting = false, port = 8080, phase = 'Running' } = more
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...meta(`web-${String(index).padStart(3, '0')}`),
      ...(deleting && { deletionTimestamp: '2026-01-01T00:00:00Z' }),
    },
    spec: {
      nodeName: 'n',
      containers: [{ name: 'c', ports: [{ name: 'http', containerPort: port, protocol: 'TCP' }] }],
    },
    status: {
      phase,
      podIP: `10.244.0.${index}`,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  }
}

const pods = (count: number) => Array.from({ length: count }, (_, index) => pod(index + 1))
const plan = (members: readonly Pod[], slices: readonly EndpointSlice[] = []) =>
  planSlices({ service, pods: members, node: () => undefined, slices })
const asSlice = (content: SliceContent, name: string): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { ...meta(name), labels: content.labels },
  addressType: 'IPv4',
  ports: content.ports,
  endpoints: content.endpoints,
})
const sizes = (contents: readonly SliceContent[]) => contents.map((content) => content.endpoints.length)

test('planSlices() puts 100 endpoints in a slice and makes an empty one for none', () => {
  assert.deepEqual(sizes(plan(pods(250)).create), [100, 100, 50])
  assert.deepEqual(sizes(plan([]).create), [0])
})

test('planSlices() changes nothing when nothing changed, and one slice when one pod did', () => {
  const members = pods(150)
  const slices = plan(members).create.map((content, index) => asSlice(content, `s${index}`))
  assert.deepEqual(plan(members, slices), { create: [], update: [], delete: [] })
  const changed = plan(members.with(120, pod(121, { ready: false })), slices)
  assert.deepEqual([changed.create.length, changed.update.length, changed.delete.length], [0, 1, 0])
  assert.equal(changed.update[0]?.slice.metadata.name, 's1')
})

test('planSlices() keeps ending pods as serving but not ready, and leaves ended ones out', () => {
  const [content] = plan([
    pod(1, { deleting: true }),
    pod(2, { phase: 'Failed' }),
    pod(3, { ready: false }),
  ]).create
  assert.deepEqual(
    content?.endpoints.map((endpoint) => endpoint.conditions),
    [
      { serving: true, terminating: true, ready: false },
      { serving: false, terminating: false, ready: false },
    ],
  )
})

test('planSlices() has a slice for each set of ports and reuses one whose ports went', () => {
  const two = plan([pod(1), pod(2, { port: 9090 })])
  assert.deepEqual(
    two.create.map((content) => content.ports[0]?.port),
    [8080, 9090],
  )
  const slices = two.create.map((content, index) => asSlice(content, `s${index}`))
  const moved = plan([pod(1, { port: 7070 }), pod(2, { port: 9090 })], slices)
  assert.deepEqual([moved.create.length, moved.update.length, moved.delete.length], [0, 1, 0])
  assert.equal(moved.update[0]?.content.ports[0]?.port, 7070)
})

test('planEndpoints() groups addresses by ports, ready apart from not ready, without ending pods', () => {
  const { subsets } = planEndpoints(service, [
    pod(1),
    pod(2, { ready: false }),
    pod(3, { port: 9090 }),
    pod(4, { deleting: true }),
  ])
  assert.deepEqual(
    subsets.map((subset) => [
      subset.ports?.[0]?.port,
      subset.addresses?.map(({ ip }) => ip),
      subset.notReadyAddresses?.map(({ ip }) => ip),
    ]),
    [
      [8080, ['10.244.0.1'], ['10.244.0.2']],
      [9090, ['10.244.0.3'], undefined],
    ],
  )
})
