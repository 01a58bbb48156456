import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Machine } from './machine.ts'
import { meminfoBytes, readMachine } from './machine.ts'
import {
  conditionEvents,
  type NodeIdentity,
  type NodeObservation,
  newNode,
  nodeConditions,
  nodeStatus,
  sameNodeStatus,
} from './node-status.ts'

const machine: Machine = {
  cpus: 2,
  memoryBytes: 8 * 1024 ** 3,
  machineId: 'm',
  systemUuid: 's',
  bootId: 'b',
  kernelVersion: '6.1',
  osImage: 'Debian',
  architecture: 'amd64',
  hugePages: new Map([['2Mi', 0]]),
}
const identity: NodeIdentity = {
  name: 'n1',
  hostname: 'n1',
  addresses: ['192.168.0.1'],
  labels: { role: 'x' },
  kubeletVersion: 'v1.36.3',
  port: 10_250,
  maxPods: 110,
}
const seen: NodeObservation = {
  machine,
  nodefs: { capacityBytes: 100 * 1024 ** 3, availableBytes: 1, inodes: 1, inodesFree: 1 },
  runtimeName: 'containerd',
  runtimeVersion: '1.6.20',
  runtimeHandlers: [],
  images: [],
  faults: [],
  pressures: new Set(),
  nowMs: Date.UTC(2026, 0, 1),
}
const later = { ...seen, nowMs: seen.nowMs + 60_000 }

test('nodeStatus() counts what the machine has and keeps what eviction needs', () => {
  const status = nodeStatus(identity, seen, undefined)
  assert.deepEqual(status.capacity, {
    cpu: '2',
    memory: '8Gi',
    pods: '110',
    'ephemeral-storage': '100Gi',
    'hugepages-2Mi': '0',
  })
  assert.equal(status.allocatable?.memory, '8092Mi')
  assert.equal(status.allocatable?.['ephemeral-storage'], '90Gi')
  assert.deepEqual(status.addresses, [
    { type: 'InternalIP', address: '192.168.0.1' },
    { type: 'Hostname', address: 'n1' },
  ])
  assert.equal(status.nodeInfo?.containerRuntimeVersion, 'containerd://1.6.20')
  assert.equal(status.daemonEndpoints?.kubeletEndpoint?.Port, 10_250)
})

test('nodeStatus() does without a file system', () => {
  const status = nodeStatus(identity, { ...seen, nodefs: undefined }, undefined)
  assert.equal(status.capacity?.['ephemeral-storage'], undefined)
})

test('nodeConditions() words them as upstream, Ready last', () => {
  const show = (observation: NodeObservation) =>
    nodeConditions(undefined, observation).map(({ type, status, reason }) => `${type}=${status} ${reason}`)
  assert.deepEqual(show(seen), [
    'MemoryPressure=False KubeletHasSufficientMemory',
    'DiskPressure=False KubeletHasNoDiskPressure',
    'PIDPressure=False KubeletHasSufficientPID',
    'Ready=True KubeletReady',
  ])
  assert.deepEqual(
    show({ ...seen, faults: ['container runtime is down'], pressures: new Set(['DiskPressure']) }).slice(1),
    [
      'DiskPressure=True KubeletHasDiskPressure',
      'PIDPressure=False KubeletHasSufficientPID',
      'Ready=False KubeletNotReady',
    ],
  )
})

test('nodeConditions() keeps the time of the last transition and the conditions of others', () => {
  const first = nodeConditions([{ type: 'NetworkUnavailable', status: 'False' }], seen)
  const second = nodeConditions(first, later)
  assert.equal(second[0]?.type, 'NetworkUnavailable')
  const ready = second.find(({ type }) => type === 'Ready')
  assert.deepEqual(
    [ready?.lastTransitionTime, ready?.lastHeartbeatTime],
    ['2026-01-01T00:00:00Z', '2026-01-01T00:01:00Z'],
  )
  const down = nodeConditions(second, { ...later, faults: ['x'] })
  assert.equal(down.find(({ type }) => type === 'Ready')?.lastTransitionTime, '2026-01-01T00:01:00Z')
})

test('conditionEvents() tells of changes', () => {
  const good = nodeConditions(undefined, seen)
  const bad = nodeConditions(good, { ...later, faults: ['x'], pressures: new Set(['MemoryPressure']) })
  assert.deepEqual(conditionEvents(good, good), [])
  assert.deepEqual(conditionEvents(good, bad), ['NodeHasInsufficientMemory', 'NodeNotReady'])
  assert.deepEqual(conditionEvents(bad, good), ['NodeHasSufficientMemory', 'NodeReady'])
})

test('sameNodeStatus() looks past heartbeats', () => {
  const first = nodeStatus(identity, seen, undefined)
  assert.ok(sameNodeStatus(first, nodeStatus(identity, later, first)))
  assert.ok(!sameNodeStatus(first, nodeStatus(identity, { ...later, faults: ['x'] }, first)))
})

test('newNode() carries labels, addresses of pods and taints', () => {
  const node = newNode(identity, seen, { podCIDRs: ['10.244.0.0/24'], taints: [] })
  assert.deepEqual(node.spec, { podCIDR: '10.244.0.0/24', podCIDRs: ['10.244.0.0/24'] })
  assert.equal(node.metadata.labels['kubernetes.io/hostname'], 'n1')
  assert.equal(node.metadata.labels.role, 'x')
})

test('readMachine() reads this machine', async () => {
  const here = await readMachine()
  assert.ok(here.cpus > 0 && here.memoryBytes > 0)
  assert.equal(meminfoBytes('MemTotal:  10 kB\nActive(anon): 3 kB\n').get('Active(anon)'), 3072)
})
