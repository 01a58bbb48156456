// Fields of resource-slice in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
  int64,
  list,
  map,
  object,
  oneOf,
  opt,
  quantity,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'
import { nodeSelector } from '../../core/pod/pod-scheduling.schema.ts'

export const resourcePool = object('io.k8s.api.resource.v1.ResourcePool', {
  name: req(1, string, { empty: 'zero' }),
  generation: req(2, int64, { empty: 'zero' }),
  resourceSliceCount: req(3, int64, { empty: 'zero' }),
})
export type ResourcePool = TypeOf<typeof resourcePool>

export const deviceAttribute = object('io.k8s.api.resource.v1.DeviceAttribute', {
  int: opt(2, int64, { pointer: true }),
  bool: opt(3, bool, { pointer: true }),
  string: opt(4, string, { pointer: true }),
  version: opt(5, string, { pointer: true }),
  ints: opt(6, list(int64), { gates: ['DRAListTypeAttributes'] }),
  bools: opt(7, list(bool), { gates: ['DRAListTypeAttributes'] }),
  strings: opt(8, list(string), { gates: ['DRAListTypeAttributes'] }),
  versions: opt(9, list(string), { gates: ['DRAListTypeAttributes'] }),
})
export type DeviceAttribute = TypeOf<typeof deviceAttribute>

export const capacityRequestPolicyRange = object('io.k8s.api.resource.v1.CapacityRequestPolicyRange', {
  min: req(1, quantity, { pointer: true }),
  max: opt(2, quantity, { pointer: true }),
  step: opt(3, quantity, { pointer: true }),
})
export type CapacityRequestPolicyRange = TypeOf<typeof capacityRequestPolicyRange>

export const capacityRequestPolicy = object('io.k8s.api.resource.v1.CapacityRequestPolicy', {
  default: opt(1, quantity, { pointer: true }),
  validValues: opt(3, list(quantity)),
  validRange: opt(4, capacityRequestPolicyRange, { pointer: true }),
})
export type CapacityRequestPolicy = TypeOf<typeof capacityRequestPolicy>

export const deviceCapacity = object('io.k8s.api.resource.v1.DeviceCapacity', {
  value: req(1, quantity, { empty: 'zero' }),
  requestPolicy: opt(2, capacityRequestPolicy, { pointer: true, gates: ['DRAConsumableCapacity'] }),
})
export type DeviceCapacity = TypeOf<typeof deviceCapacity>

export const counter = object('io.k8s.api.resource.v1.Counter', {
  value: req(1, quantity, { empty: 'zero' }),
})
export type Counter = TypeOf<typeof counter>

export const deviceCounterConsumption = object('io.k8s.api.resource.v1.DeviceCounterConsumption', {
  counterSet: req(1, string, { empty: 'zero' }),
  counters: req(2, map(counter)),
})
export type DeviceCounterConsumption = TypeOf<typeof deviceCounterConsumption>

export const deviceTaint = object('io.k8s.api.resource.v1.DeviceTaint', {
  key: req(1, string, { empty: 'zero' }),
  value: opt(2, string),
  effect: req(3, oneOf('None', 'NoSchedule', 'NoExecute'), { empty: 'zero' }),
  timeAdded: opt(4, time, { pointer: true }),
})
export type DeviceTaint = TypeOf<typeof deviceTaint>

export const nodeAllocatableResourceMapping = object(
  'io.k8s.api.resource.v1.NodeAllocatableResourceMapping',
  {
    capacityKey: opt(1, string, { pointer: true }),
    allocationMultiplier: opt(2, quantity, { pointer: true }),
  },
)
export type NodeAllocatableResourceMapping = TypeOf<typeof nodeAllocatableResourceMapping>

export const device = object('io.k8s.api.resource.v1.Device', {
  name: req(1, string, { empty: 'zero' }),
  attributes: opt(2, map(deviceAttribute)),
  capacity: opt(3, map(deviceCapacity)),
  consumesCounters: opt(4, list(deviceCounterConsumption), { gates: ['DRAPartitionableDevices'] }),
  nodeName: opt(5, string, { pointer: true, gates: ['DRAPartitionableDevices'] }),
  nodeSelector: opt(6, nodeSelector, { pointer: true, gates: ['DRAPartitionableDevices'] }),
  allNodes: opt(7, bool, { pointer: true, gates: ['DRAPartitionableDevices'] }),
  taints: opt(8, list(deviceTaint), { gates: ['DRADeviceTaints'] }),
  bindsToNode: opt(9, bool, {
    pointer: true,
    gates: ['DRADeviceBindingConditions', 'DRAResourceClaimDeviceStatus'],
  }),
  bindingConditions: opt(10, list(string), {
    gates: ['DRADeviceBindingConditions', 'DRAResourceClaimDeviceStatus'],
  }),
  bindingFailureConditions: opt(11, list(string), {
    gates: ['DRADeviceBindingConditions', 'DRAResourceClaimDeviceStatus'],
  }),
  allowMultipleAllocations: opt(12, bool, { pointer: true, gates: ['DRAConsumableCapacity'] }),
  nodeAllocatableResourceMappings: opt(13, map(nodeAllocatableResourceMapping), {
    gates: ['DRANodeAllocatableResources'],
  }),
})
export type Device = TypeOf<typeof device>

export const counterSet = object('io.k8s.api.resource.v1.CounterSet', {
  name: req(1, string, { empty: 'zero' }),
  counters: req(2, map(counter)),
})
export type CounterSet = TypeOf<typeof counterSet>

export const resourceSliceSpec = object('io.k8s.api.resource.v1.ResourceSliceSpec', {
  driver: req(1, string, { empty: 'zero' }),
  pool: req(2, resourcePool, { empty: 'zero' }),
  nodeName: opt(3, string, { pointer: true }),
  nodeSelector: opt(4, nodeSelector, { pointer: true }),
  allNodes: opt(5, bool, { pointer: true }),
  devices: opt(6, list(device)),
  perDeviceNodeSelection: opt(7, bool, { pointer: true, gates: ['DRAPartitionableDevices'] }),
  sharedCounters: opt(8, list(counterSet), { gates: ['DRAPartitionableDevices'] }),
})
export type ResourceSliceSpec = TypeOf<typeof resourceSliceSpec>

export const resourceSlice = object('io.k8s.api.resource.v1.ResourceSlice', {
  ...kindFields,
  spec: req(2, resourceSliceSpec, { doc: 'What is asked for.', empty: 'zero' }),
})
export type ResourceSlice = ObjectOf<typeof resourceSlice>
