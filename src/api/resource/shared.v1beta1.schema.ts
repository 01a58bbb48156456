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

export const opaqueDeviceConfiguration = object(
  'io.k8s.api.resource.v1beta1.OpaqueDeviceConfiguration',
  {
    driver: req(1, string, { doc: 'Name of the driver.', empty: 'zero' }),
    parameters: req(2, json, { doc: 'The parameters.', empty: 'zero' }),
  },
  { doc: "Parameters in a driver's own form." },
)
export type OpaqueDeviceConfiguration = TypeOf<typeof opaqueDeviceConfiguration>

export const deviceConfiguration = object(
  'io.k8s.api.resource.v1beta1.DeviceConfiguration',
  {
    opaque: opt(1, opaqueDeviceConfiguration, { doc: "Parameters in the driver's own form.", pointer: true }),
  },
  { doc: 'Parameters for a driver.' },
)
export type DeviceConfiguration = TypeOf<typeof deviceConfiguration>

export const deviceToleration = object(
  'io.k8s.api.resource.v1beta1.DeviceToleration',
  {
    key: opt(1, string, { doc: 'Key of the mark; all where empty.' }),
    operator: opt(2, oneOf('Exists', 'Equal'), { doc: 'Exists or Equal (the default).', default: 'Equal' }),
    value: opt(3, string, { doc: 'Value of the mark, for Equal.' }),
    effect: opt(4, oneOf('None', 'NoSchedule', 'NoExecute'), {
      doc: 'NoSchedule or NoExecute; both where empty.',
    }),
    tolerationSeconds: opt(5, int64, {
      doc: 'Seconds for which NoExecute is tolerated; for ever where absent.',
      pointer: true,
    }),
  },
  { doc: 'A mark that is tolerated.' },
)
export type DeviceToleration = TypeOf<typeof deviceToleration>

export const celDeviceSelector = object(
  'io.k8s.api.resource.v1beta1.CELDeviceSelector',
  {
    expression: req(1, string, { doc: 'CEL expression over device that must give true.', empty: 'zero' }),
  },
  { doc: 'Selects devices by an expression.' },
)
export type CELDeviceSelector = TypeOf<typeof celDeviceSelector>

export const deviceSelector = object(
  'io.k8s.api.resource.v1beta1.DeviceSelector',
  {
    cel: opt(1, celDeviceSelector, { doc: 'By a CEL expression.', pointer: true }),
  },
  { doc: 'Selects devices.' },
)
export type DeviceSelector = TypeOf<typeof deviceSelector>

export const capacityRequirements = object(
  'io.k8s.api.resource.v1beta1.CapacityRequirements',
  {
    requests: opt(1, map(quantity), { doc: 'How much, by capacity.' }),
  },
  { doc: "How much of a device's capacities is asked for." },
)
export type CapacityRequirements = TypeOf<typeof capacityRequirements>

export const deviceSubRequest = object(
  'io.k8s.api.resource.v1beta1.DeviceSubRequest',
  {
    name: req(1, string, { doc: 'Name of the choice.', empty: 'zero' }),
    deviceClassName: req(2, string, { doc: 'Name of the DeviceClass.', empty: 'zero' }),
    selectors: opt(3, list(deviceSelector), { doc: 'What must hold of a device.' }),
    allocationMode: opt(4, oneOf('ExactCount', 'All'), { doc: 'ExactCount (the default) or All.' }),
    count: opt(5, int64, { doc: 'How many; 1 where absent.' }),
    tolerations: opt(7, list(deviceToleration), {
      doc: 'Taints that are tolerated.',
      gates: ['DRADeviceTaints'],
    }),
    capacity: opt(8, capacityRequirements, {
      doc: 'How much of its capacities.',
      pointer: true,
      gates: ['DRAConsumableCapacity'],
    }),
  },
  { doc: 'A choice of a request.' },
)
export type DeviceSubRequest = TypeOf<typeof deviceSubRequest>

export const deviceRequest = object(
  'io.k8s.api.resource.v1beta1.DeviceRequest',
  {
    name: req(1, string, { doc: 'Name of the request.', empty: 'zero' }),
    deviceClassName: opt(2, string, { doc: 'Name of the DeviceClass.', empty: 'zero' }),
    selectors: opt(3, list(deviceSelector), { doc: 'What must hold of a device.' }),
    allocationMode: opt(4, oneOf('ExactCount', 'All'), { doc: 'ExactCount (the default) or All.' }),
    count: opt(5, int64, { doc: 'How many; 1 where absent.' }),
    adminAccess: opt(6, bool, {
      doc: 'Ask for administration, whether others have it or not.',
      pointer: true,
      gates: ['DRAAdminAccess'],
    }),
    firstAvailable: opt(7, list(deviceSubRequest), {
      doc: 'Choices, the best first.',
      gates: ['DRAPrioritizedList'],
    }),
    tolerations: opt(8, list(deviceToleration), {
      doc: 'Taints that are tolerated.',
      gates: ['DRADeviceTaints'],
    }),
    capacity: opt(9, capacityRequirements, {
      doc: 'How much of its capacities.',
      pointer: true,
      gates: ['DRAConsumableCapacity'],
    }),
  },
  { doc: 'A request for devices; exactly or firstAvailable.' },
)
export type DeviceRequest = TypeOf<typeof deviceRequest>

export const deviceConstraint = object(
  'io.k8s.api.resource.v1beta1.DeviceConstraint',
  {
    requests: opt(1, list(string), { doc: 'Names of requests; all where empty.' }),
    matchAttribute: opt(2, string, { doc: 'Attribute that must be the same for all.', pointer: true }),
    distinctAttribute: opt(3, string, {
      doc: 'Attribute that must differ among all.',
      pointer: true,
      gates: ['DRAConsumableCapacity'],
    }),
  },
  { doc: 'Something that must hold among devices.' },
)
export type DeviceConstraint = TypeOf<typeof deviceConstraint>

export const deviceClaimConfiguration = object(
  'io.k8s.api.resource.v1beta1.DeviceClaimConfiguration',
  {
    requests: opt(1, list(string), { doc: 'Names of requests that they are for; all where empty.' }),
    ...inline(2, deviceConfiguration),
  },
  { doc: 'Parameters of a claim.' },
)
export type DeviceClaimConfiguration = TypeOf<typeof deviceClaimConfiguration>

export const deviceClaim = object(
  'io.k8s.api.resource.v1beta1.DeviceClaim',
  {
    requests: opt(1, list(deviceRequest), { doc: 'What is asked for; all of it.', empty: 'null' }),
    constraints: opt(2, list(deviceConstraint), { doc: 'What must hold among the devices.' }),
    config: opt(3, list(deviceClaimConfiguration), { doc: 'Parameters for drivers.' }),
  },
  { doc: 'Devices that are asked for.' },
)
export type DeviceClaim = TypeOf<typeof deviceClaim>

export const resourceClaimSpec = object(
  'io.k8s.api.resource.v1beta1.ResourceClaimSpec',
  {
    devices: opt(1, deviceClaim, { doc: 'The devices.', empty: 'zero' }),
  },
  { doc: 'What is asked for.' },
)
export type ResourceClaimSpec = TypeOf<typeof resourceClaimSpec>
