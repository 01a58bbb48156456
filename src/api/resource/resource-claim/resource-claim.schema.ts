// Fields of resource-claim in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { condition, kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
  inline,
  json,
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
import { deviceConfiguration, deviceToleration, resourceClaimSpec } from '../shared.schema.ts'

export const deviceRequestAllocationResult = object(
  'io.k8s.api.resource.v1.DeviceRequestAllocationResult',
  {
    request: req(1, string, { doc: 'Name of the request.', empty: 'zero' }),
    driver: req(2, string, { doc: 'Name of the driver.', empty: 'zero' }),
    pool: req(3, string, { doc: 'Pool of the device.', empty: 'zero' }),
    device: req(4, string, { doc: 'Name of the device in the pool.', empty: 'zero' }),
    adminAccess: opt(5, bool, {
      doc: 'True where it is for administration, and others may have it, too.',
      pointer: true,
      gates: ['DRAAdminAccess'],
    }),
    tolerations: opt(6, list(deviceToleration), {
      doc: 'Taints that the request tolerated.',
      gates: ['DRADeviceTaints'],
    }),
    bindingConditions: opt(7, list(string), {
      doc: 'Conditions that must be true before a pod is bound.',
      gates: ['DRADeviceBindingConditions', 'DRAResourceClaimDeviceStatus'],
    }),
    bindingFailureConditions: opt(8, list(string), {
      doc: 'Conditions that say that binding has failed.',
      gates: ['DRADeviceBindingConditions', 'DRAResourceClaimDeviceStatus'],
    }),
    shareID: opt(9, string, {
      doc: 'Which share of the device.',
      pointer: true,
      gates: ['DRAConsumableCapacity'],
    }),
    consumedCapacity: opt(10, map(quantity), {
      doc: 'How much of it was given out, by capacity.',
      gates: ['DRAConsumableCapacity'],
    }),
  },
  { doc: 'A device that was given out.' },
)
export type DeviceRequestAllocationResult = TypeOf<typeof deviceRequestAllocationResult>

export const deviceAllocationConfiguration = object(
  'io.k8s.api.resource.v1.DeviceAllocationConfiguration',
  {
    source: req(1, oneOf('FromClass', 'FromClaim'), { doc: 'FromClass or FromClaim.', empty: 'zero' }),
    requests: opt(2, list(string), { doc: 'Names of requests that they are for; all where empty.' }),
    ...inline(3, deviceConfiguration),
  },
  { doc: 'Parameters of devices that were given out.' },
)
export type DeviceAllocationConfiguration = TypeOf<typeof deviceAllocationConfiguration>

export const deviceAllocationResult = object(
  'io.k8s.api.resource.v1.DeviceAllocationResult',
  {
    results: opt(1, list(deviceRequestAllocationResult), { doc: 'The devices, by request.' }),
    config: opt(2, list(deviceAllocationConfiguration), { doc: 'Parameters for drivers.' }),
  },
  { doc: 'Devices that were given out.' },
)
export type DeviceAllocationResult = TypeOf<typeof deviceAllocationResult>

export const allocationResult = object(
  'io.k8s.api.resource.v1.AllocationResult',
  {
    devices: opt(1, deviceAllocationResult, { doc: 'The devices.', empty: 'zero' }),
    nodeSelector: opt(3, nodeSelector, {
      doc: 'Nodes on which they can be used; all where absent.',
      pointer: true,
    }),
    allocationTimestamp: opt(5, time, {
      doc: 'When they were given out.',
      pointer: true,
      gates: ['DRADeviceBindingConditions', 'DRAResourceClaimDeviceStatus'],
    }),
  },
  { doc: 'What was given out for a claim.' },
)
export type AllocationResult = TypeOf<typeof allocationResult>

export const resourceClaimConsumerReference = object(
  'io.k8s.api.resource.v1.ResourceClaimConsumerReference',
  {
    apiGroup: opt(1, string, { doc: 'Group of the object; empty for the core group.' }),
    resource: req(3, string, { doc: 'Resource of the object, usually pods.', empty: 'zero' }),
    name: req(4, string, { doc: 'Name of the object.', empty: 'zero' }),
    uid: req(5, string, { doc: 'UID of the object.', empty: 'zero' }),
  },
  { doc: 'Who uses a claim.' },
)
export type ResourceClaimConsumerReference = TypeOf<typeof resourceClaimConsumerReference>

export const networkDeviceData = object(
  'io.k8s.api.resource.v1.NetworkDeviceData',
  {
    interfaceName: opt(1, string, { doc: 'Name of the interface in the pod.' }),
    ips: opt(2, list(string), { doc: 'Addresses with prefix lengths.' }),
    hardwareAddress: opt(3, string, { doc: 'MAC address.' }),
  },
  { doc: 'Facts about a network device.' },
)
export type NetworkDeviceData = TypeOf<typeof networkDeviceData>

export const allocatedDeviceStatus = object(
  'io.k8s.api.resource.v1.AllocatedDeviceStatus',
  {
    driver: req(1, string, { doc: 'Name of the driver.', empty: 'zero' }),
    pool: req(2, string, { doc: 'Pool of the device.', empty: 'zero' }),
    device: req(3, string, { doc: 'Name of the device in the pool.', empty: 'zero' }),
    shareID: opt(7, string, {
      doc: 'Which share of the device.',
      pointer: true,
      gates: ['DRAConsumableCapacity'],
    }),
    conditions: opt(4, list(condition, { listType: 'map', keys: ['type'] }), {
      doc: 'State of the device.',
      empty: 'null',
    }),
    data: opt(5, json, { doc: "More, in the driver's own form.", pointer: true }),
    networkData: opt(6, networkDeviceData, { doc: 'More on a network device.', pointer: true }),
  },
  { doc: 'What a driver says of a device that was given out.' },
)
export type AllocatedDeviceStatus = TypeOf<typeof allocatedDeviceStatus>

export const resourceClaimStatus = object(
  'io.k8s.api.resource.v1.ResourceClaimStatus',
  {
    allocation: opt(1, allocationResult, { doc: 'The devices; absent until then.', pointer: true }),
    reservedFor: opt(
      2,
      list(resourceClaimConsumerReference, {
        listType: 'map',
        keys: ['uid'],
        mergeKey: 'uid',
        patchStrategy: 'merge',
      }),
      { doc: 'Who may use it.' },
    ),
    devices: opt(
      4,
      list(allocatedDeviceStatus, { listType: 'map', keys: ['driver', 'device', 'pool', 'shareID'] }),
      { doc: 'What drivers say of the devices.', gates: ['DRAResourceClaimDeviceStatus'] },
    ),
  },
  { doc: 'What was given out.' },
)
export type ResourceClaimStatus = TypeOf<typeof resourceClaimStatus>

export const resourceClaim = object(
  'io.k8s.api.resource.v1.ResourceClaim',
  {
    ...kindFields,
    spec: req(2, resourceClaimSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, resourceClaimStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'A claim for devices.' },
)
export type ResourceClaim = ObjectOf<typeof resourceClaim>
