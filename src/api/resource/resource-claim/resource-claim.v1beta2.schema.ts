// Fields of resource-claim.v1beta2 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

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
import { deviceConfiguration, deviceToleration, resourceClaimSpec } from '../shared.v1beta2.schema.ts'

export const deviceRequestAllocationResult = object(
  'io.k8s.api.resource.v1beta2.DeviceRequestAllocationResult',
  {
    request: req(1, string, { empty: 'zero' }),
    driver: req(2, string, { empty: 'zero' }),
    pool: req(3, string, { empty: 'zero' }),
    device: req(4, string, { empty: 'zero' }),
    adminAccess: opt(5, bool, { pointer: true, gates: ['DRAAdminAccess'] }),
    tolerations: opt(6, list(deviceToleration), { gates: ['DRADeviceTaints'] }),
    bindingConditions: opt(7, list(string), {
      gates: ['DRADeviceBindingConditions', 'DRAResourceClaimDeviceStatus'],
    }),
    bindingFailureConditions: opt(8, list(string), {
      gates: ['DRADeviceBindingConditions', 'DRAResourceClaimDeviceStatus'],
    }),
    shareID: opt(9, string, { pointer: true, gates: ['DRAConsumableCapacity'] }),
    consumedCapacity: opt(10, map(quantity), { gates: ['DRAConsumableCapacity'] }),
  },
)
export type DeviceRequestAllocationResult = TypeOf<typeof deviceRequestAllocationResult>

export const deviceAllocationConfiguration = object(
  'io.k8s.api.resource.v1beta2.DeviceAllocationConfiguration',
  {
    source: req(1, oneOf('FromClass', 'FromClaim'), { empty: 'zero' }),
    requests: opt(2, list(string)),
    ...inline(3, deviceConfiguration),
  },
)
export type DeviceAllocationConfiguration = TypeOf<typeof deviceAllocationConfiguration>

export const deviceAllocationResult = object('io.k8s.api.resource.v1beta2.DeviceAllocationResult', {
  results: opt(1, list(deviceRequestAllocationResult)),
  config: opt(2, list(deviceAllocationConfiguration)),
})
export type DeviceAllocationResult = TypeOf<typeof deviceAllocationResult>

export const allocationResult = object('io.k8s.api.resource.v1beta2.AllocationResult', {
  devices: opt(1, deviceAllocationResult, { empty: 'zero' }),
  nodeSelector: opt(3, nodeSelector, { pointer: true }),
  allocationTimestamp: opt(5, time, {
    pointer: true,
    gates: ['DRADeviceBindingConditions', 'DRAResourceClaimDeviceStatus'],
  }),
})
export type AllocationResult = TypeOf<typeof allocationResult>

export const resourceClaimConsumerReference = object(
  'io.k8s.api.resource.v1beta2.ResourceClaimConsumerReference',
  {
    apiGroup: opt(1, string),
    resource: req(3, string, { empty: 'zero' }),
    name: req(4, string, { empty: 'zero' }),
    uid: req(5, string, { empty: 'zero' }),
  },
)
export type ResourceClaimConsumerReference = TypeOf<typeof resourceClaimConsumerReference>

export const networkDeviceData = object('io.k8s.api.resource.v1beta2.NetworkDeviceData', {
  interfaceName: opt(1, string),
  ips: opt(2, list(string)),
  hardwareAddress: opt(3, string),
})
export type NetworkDeviceData = TypeOf<typeof networkDeviceData>

export const allocatedDeviceStatus = object('io.k8s.api.resource.v1beta2.AllocatedDeviceStatus', {
  driver: req(1, string, { empty: 'zero' }),
  pool: req(2, string, { empty: 'zero' }),
  device: req(3, string, { empty: 'zero' }),
  shareID: opt(7, string, { pointer: true, gates: ['DRAConsumableCapacity'] }),
  conditions: opt(4, list(condition, { listType: 'map', keys: ['type'] }), { empty: 'null' }),
  data: opt(5, json, { pointer: true }),
  networkData: opt(6, networkDeviceData, { pointer: true }),
})
export type AllocatedDeviceStatus = TypeOf<typeof allocatedDeviceStatus>

export const resourceClaimStatus = object('io.k8s.api.resource.v1beta2.ResourceClaimStatus', {
  allocation: opt(1, allocationResult, { pointer: true }),
  reservedFor: opt(
    2,
    list(resourceClaimConsumerReference, {
      listType: 'map',
      keys: ['uid'],
      mergeKey: 'uid',
      patchStrategy: 'merge',
    }),
  ),
  devices: opt(
    4,
    list(allocatedDeviceStatus, { listType: 'map', keys: ['driver', 'device', 'pool', 'shareID'] }),
    { gates: ['DRAResourceClaimDeviceStatus'] },
  ),
})
export type ResourceClaimStatus = TypeOf<typeof resourceClaimStatus>

export const resourceClaim = object('io.k8s.api.resource.v1beta2.ResourceClaim', {
  ...kindFields,
  spec: req(2, resourceClaimSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, resourceClaimStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
