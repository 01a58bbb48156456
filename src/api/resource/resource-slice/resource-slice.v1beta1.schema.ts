// Fields of resource-slice.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

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

export const resourcePool = object(
  'io.k8s.api.resource.v1beta1.ResourcePool',
  {
    name: req(1, string, { doc: 'Name of the pool.', empty: 'zero' }),
    generation: req(2, int64, { doc: 'Grows with each change of the pool.', empty: 'zero' }),
    resourceSliceCount: req(3, int64, { doc: 'Slices that the pool has at this generation.', empty: 'zero' }),
  },
  { doc: 'Devices that belong together.' },
)
export type ResourcePool = TypeOf<typeof resourcePool>

export const deviceAttribute = object(
  'io.k8s.api.resource.v1beta1.DeviceAttribute',
  {
    int: opt(2, int64, { doc: 'A number.', pointer: true }),
    bool: opt(3, bool, { doc: 'True or false.', pointer: true }),
    string: opt(4, string, { doc: 'A text.', pointer: true }),
    version: opt(5, string, { doc: 'A semantic version.', pointer: true }),
    ints: opt(6, list(int64), { doc: 'Numbers.', gates: ['DRAListTypeAttributes'] }),
    bools: opt(7, list(bool), { doc: 'Truth values.', gates: ['DRAListTypeAttributes'] }),
    strings: opt(8, list(string), { doc: 'Texts.', gates: ['DRAListTypeAttributes'] }),
    versions: opt(9, list(string), { doc: 'Semantic versions.', gates: ['DRAListTypeAttributes'] }),
  },
  { doc: 'A fact about a device; one of these.' },
)
export type DeviceAttribute = TypeOf<typeof deviceAttribute>

export const capacityRequestPolicyRange = object(
  'io.k8s.api.resource.v1beta1.CapacityRequestPolicyRange',
  {
    min: req(1, quantity, { doc: 'Least.', pointer: true }),
    max: opt(2, quantity, { doc: 'Most.', pointer: true }),
    step: opt(3, quantity, { doc: 'Amounts are min plus a multiple of this.', pointer: true }),
  },
  { doc: 'A range of amounts.' },
)
export type CapacityRequestPolicyRange = TypeOf<typeof capacityRequestPolicyRange>

export const capacityRequestPolicy = object(
  'io.k8s.api.resource.v1beta1.CapacityRequestPolicy',
  {
    default: opt(1, quantity, { doc: 'What those get who ask for nothing.', pointer: true }),
    validValues: opt(3, list(quantity), { doc: 'Amounts that can be had.' }),
    validRange: opt(4, capacityRequestPolicyRange, {
      doc: 'Range of amounts that can be had.',
      pointer: true,
    }),
  },
  { doc: 'How much of a capacity can be asked for.' },
)
export type CapacityRequestPolicy = TypeOf<typeof capacityRequestPolicy>

export const deviceCapacity = object(
  'io.k8s.api.resource.v1beta1.DeviceCapacity',
  {
    value: req(1, quantity, { doc: 'How much.', empty: 'zero' }),
    requestPolicy: opt(2, capacityRequestPolicy, {
      doc: 'How much of it can be asked for.',
      pointer: true,
      gates: ['DRAConsumableCapacity'],
    }),
  },
  { doc: 'How much of something a device has.' },
)
export type DeviceCapacity = TypeOf<typeof deviceCapacity>

export const counter = object(
  'io.k8s.api.resource.v1beta1.Counter',
  {
    value: req(1, quantity, { doc: 'How much there is.', empty: 'zero' }),
  },
  { doc: 'An amount that devices share.' },
)
export type Counter = TypeOf<typeof counter>

export const deviceCounterConsumption = object(
  'io.k8s.api.resource.v1beta1.DeviceCounterConsumption',
  {
    counterSet: req(1, string, { doc: 'Name of the set.', empty: 'zero' }),
    counters: req(2, map(counter), { doc: 'How much, by name.' }),
  },
  { doc: 'What a device takes of shared amounts.' },
)
export type DeviceCounterConsumption = TypeOf<typeof deviceCounterConsumption>

export const deviceTaint = object(
  'io.k8s.api.resource.v1beta1.DeviceTaint',
  {
    key: req(1, string, { doc: 'Key of the mark.', empty: 'zero' }),
    value: opt(2, string, { doc: 'Value of the mark.' }),
    effect: req(3, oneOf('None', 'NoSchedule', 'NoExecute'), {
      doc: 'None, NoSchedule or NoExecute.',
      empty: 'zero',
    }),
    timeAdded: opt(4, time, { doc: 'When it was set.', pointer: true }),
  },
  { doc: 'A mark of a device that keeps claims away.' },
)
export type DeviceTaint = TypeOf<typeof deviceTaint>

export const nodeAllocatableResourceMapping = object(
  'io.k8s.api.resource.v1beta1.NodeAllocatableResourceMapping',
  {
    capacityKey: opt(1, string, { doc: 'Capacity that says how much.', pointer: true }),
    allocationMultiplier: opt(2, quantity, {
      doc: 'How much for each unit, or for the device.',
      pointer: true,
    }),
  },
  { doc: "What a device takes of a node's resource." },
)
export type NodeAllocatableResourceMapping = TypeOf<typeof nodeAllocatableResourceMapping>

export const basicDevice = object('io.k8s.api.resource.v1beta1.BasicDevice', {
  attributes: opt(1, map(deviceAttribute), { doc: 'What it is, by name.' }),
  capacity: opt(2, map(deviceCapacity), { doc: 'How much it has, by name.' }),
  consumesCounters: opt(3, list(deviceCounterConsumption), {
    doc: 'What it takes of shared amounts.',
    gates: ['DRAPartitionableDevices'],
  }),
  nodeName: opt(4, string, {
    doc: 'Node that it is on, where the slice leaves that to devices.',
    pointer: true,
    gates: ['DRAPartitionableDevices'],
  }),
  nodeSelector: opt(5, nodeSelector, {
    doc: 'Nodes that can use it, where the slice leaves that to devices.',
    pointer: true,
  }),
  allNodes: opt(6, bool, {
    doc: 'True where all nodes can use it.',
    pointer: true,
    gates: ['DRAPartitionableDevices'],
  }),
  taints: opt(7, list(deviceTaint), {
    doc: 'Marks that requests have to tolerate.',
    gates: ['DRADeviceTaints'],
  }),
  bindsToNode: opt(8, bool, {
    doc: "True where the claim's nodes shrink to the chosen one.",
    pointer: true,
    gates: ['DRADeviceBindingConditions', 'DRAResourceClaimDeviceStatus'],
  }),
  bindingConditions: opt(9, list(string), {
    doc: 'Conditions that must be true before a pod is bound.',
    gates: ['DRADeviceBindingConditions', 'DRAResourceClaimDeviceStatus'],
  }),
  bindingFailureConditions: opt(10, list(string), {
    doc: 'Conditions that say that binding has failed.',
    gates: ['DRADeviceBindingConditions', 'DRAResourceClaimDeviceStatus'],
  }),
  allowMultipleAllocations: opt(11, bool, {
    doc: 'True where several claims can have it.',
    pointer: true,
    gates: ['DRAConsumableCapacity'],
  }),
  nodeAllocatableResourceMappings: opt(12, map(nodeAllocatableResourceMapping), {
    doc: "What of the node's resources it takes.",
    gates: ['DRANodeAllocatableResources'],
  }),
})
export type BasicDevice = TypeOf<typeof basicDevice>

export const device = object(
  'io.k8s.api.resource.v1beta1.Device',
  {
    name: req(1, string, { doc: 'Name, unique in the pool.', empty: 'zero' }),
    basic: opt(2, basicDevice, { doc: 'What the device is.', pointer: true }),
  },
  { doc: 'A device that a driver offers.' },
)
export type Device = TypeOf<typeof device>

export const counterSet = object(
  'io.k8s.api.resource.v1beta1.CounterSet',
  {
    name: req(1, string, { doc: 'Name of the set.', empty: 'zero' }),
    counters: req(2, map(counter), { doc: 'The amounts, by name.' }),
  },
  { doc: 'Amounts that devices share.' },
)
export type CounterSet = TypeOf<typeof counterSet>

export const resourceSliceSpec = object(
  'io.k8s.api.resource.v1beta1.ResourceSliceSpec',
  {
    driver: req(1, string, { doc: 'Name of the driver.', empty: 'zero' }),
    pool: req(2, resourcePool, { doc: 'The pool that they are in.', empty: 'zero' }),
    nodeName: opt(3, string, { doc: 'Node that they are on.' }),
    nodeSelector: opt(4, nodeSelector, { doc: 'Nodes that can use them.', pointer: true }),
    allNodes: opt(5, bool, { doc: 'True where all nodes can use them.' }),
    devices: opt(6, list(device), { doc: 'The devices; at most 128.' }),
    perDeviceNodeSelection: opt(7, bool, {
      doc: 'True where each device says which nodes can use it.',
      pointer: true,
      gates: ['DRAPartitionableDevices'],
    }),
    sharedCounters: opt(8, list(counterSet), {
      doc: 'Amounts that the devices share.',
      gates: ['DRAPartitionableDevices'],
    }),
  },
  { doc: 'The devices and where they can be used.' },
)
export type ResourceSliceSpec = TypeOf<typeof resourceSliceSpec>

export const resourceSlice = object(
  'io.k8s.api.resource.v1beta1.ResourceSlice',
  {
    ...kindFields,
    spec: req(2, resourceSliceSpec, { doc: 'What is asked for.', empty: 'zero' }),
  },
  { doc: 'Devices of a pool that a driver offers.' },
)
