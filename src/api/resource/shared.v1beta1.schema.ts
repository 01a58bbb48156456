// Fields of shared.v1beta1 in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import {
  bool,
  inline,
  int64,
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
} from '../../machinery/schema/schema.ts'

export const opaqueDeviceConfiguration = object('io.k8s.api.resource.v1beta1.OpaqueDeviceConfiguration', {
  driver: req(1, string, { empty: 'zero' }),
  parameters: req(2, json, { empty: 'zero' }),
})
export type OpaqueDeviceConfiguration = TypeOf<typeof opaqueDeviceConfiguration>

export const deviceConfiguration = object('io.k8s.api.resource.v1beta1.DeviceConfiguration', {
  opaque: opt(1, opaqueDeviceConfiguration, { pointer: true }),
})
export type DeviceConfiguration = TypeOf<typeof deviceConfiguration>

export const deviceToleration = object('io.k8s.api.resource.v1beta1.DeviceToleration', {
  key: opt(1, string),
  operator: opt(2, oneOf('Exists', 'Equal'), { default: 'Equal' }),
  value: opt(3, string),
  effect: opt(4, oneOf('None', 'NoSchedule', 'NoExecute')),
  tolerationSeconds: opt(5, int64, { pointer: true }),
})
export type DeviceToleration = TypeOf<typeof deviceToleration>

export const celDeviceSelector = object('io.k8s.api.resource.v1beta1.CELDeviceSelector', {
  expression: req(1, string, { empty: 'zero' }),
})
export type CELDeviceSelector = TypeOf<typeof celDeviceSelector>

export const deviceSelector = object('io.k8s.api.resource.v1beta1.DeviceSelector', {
  cel: opt(1, celDeviceSelector, { pointer: true }),
})
export type DeviceSelector = TypeOf<typeof deviceSelector>

export const capacityRequirements = object('io.k8s.api.resource.v1beta1.CapacityRequirements', {
  requests: opt(1, map(quantity)),
})
export type CapacityRequirements = TypeOf<typeof capacityRequirements>

export const deviceSubRequest = object('io.k8s.api.resource.v1beta1.DeviceSubRequest', {
  name: req(1, string, { empty: 'zero' }),
  deviceClassName: req(2, string, { empty: 'zero' }),
  selectors: opt(3, list(deviceSelector)),
  allocationMode: opt(4, oneOf('ExactCount', 'All')),
  count: opt(5, int64),
  tolerations: opt(7, list(deviceToleration), { gates: ['DRADeviceTaints'] }),
  capacity: opt(8, capacityRequirements, { pointer: true, gates: ['DRAConsumableCapacity'] }),
})
export type DeviceSubRequest = TypeOf<typeof deviceSubRequest>

export const deviceRequest = object('io.k8s.api.resource.v1beta1.DeviceRequest', {
  name: req(1, string, { empty: 'zero' }),
  deviceClassName: opt(2, string, { empty: 'zero' }),
  selectors: opt(3, list(deviceSelector)),
  allocationMode: opt(4, oneOf('ExactCount', 'All')),
  count: opt(5, int64),
  adminAccess: opt(6, bool, { pointer: true, gates: ['DRAAdminAccess'] }),
  firstAvailable: opt(7, list(deviceSubRequest), { gates: ['DRAPrioritizedList'] }),
  tolerations: opt(8, list(deviceToleration), { gates: ['DRADeviceTaints'] }),
  capacity: opt(9, capacityRequirements, { pointer: true, gates: ['DRAConsumableCapacity'] }),
})
export type DeviceRequest = TypeOf<typeof deviceRequest>

export const deviceConstraint = object('io.k8s.api.resource.v1beta1.DeviceConstraint', {
  requests: opt(1, list(string)),
  matchAttribute: opt(2, string, { pointer: true }),
  distinctAttribute: opt(3, string, { pointer: true, gates: ['DRAConsumableCapacity'] }),
})
export type DeviceConstraint = TypeOf<typeof deviceConstraint>

export const deviceClaimConfiguration = object('io.k8s.api.resource.v1beta1.DeviceClaimConfiguration', {
  requests: opt(1, list(string)),
  ...inline(2, deviceConfiguration),
})
export type DeviceClaimConfiguration = TypeOf<typeof deviceClaimConfiguration>

export const deviceClaim = object('io.k8s.api.resource.v1beta1.DeviceClaim', {
  requests: opt(1, list(deviceRequest), { empty: 'null' }),
  constraints: opt(2, list(deviceConstraint)),
  config: opt(3, list(deviceClaimConfiguration)),
})
export type DeviceClaim = TypeOf<typeof deviceClaim>

export const resourceClaimSpec = object('io.k8s.api.resource.v1beta1.ResourceClaimSpec', {
  devices: opt(1, deviceClaim, { empty: 'zero' }),
})
export type ResourceClaimSpec = TypeOf<typeof resourceClaimSpec>
