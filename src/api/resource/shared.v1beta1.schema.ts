// What claims ask for in resource.k8s.io/v1beta1, where it differs from v1: a request says itself what it asks for exactly.
import { list, object, opt, string, type TypeOf } from '../../machinery/schema/schema.ts'
import { SchemaVersion } from '../../machinery/schema/schema-version.ts'
import * as stable from './shared.schema.ts'

export const inV1beta1 = new SchemaVersion({
  from: 'io.k8s.api.resource.v1.',
  to: 'io.k8s.api.resource.v1beta1.',
})

const choice = stable.deviceSubRequest.fields
inV1beta1.change(stable.deviceSubRequest, {
  tolerations: inV1beta1.field(choice.tolerations, { tag: 7 }),
  capacity: inV1beta1.field(choice.capacity, { tag: 8 }),
})

const { name, firstAvailable } = stable.deviceRequest.fields
const exact = stable.exactDeviceRequest.fields
const deviceRequest = object(
  'io.k8s.api.resource.v1beta1.DeviceRequest',
  {
    name,
    deviceClassName: opt(2, string, { doc: 'Name of the DeviceClass.', empty: 'zero' }),
    selectors: inV1beta1.field(exact.selectors, { tag: 3 }),
    allocationMode: inV1beta1.field(exact.allocationMode, { tag: 4 }),
    count: inV1beta1.field(exact.count, { tag: 5 }),
    adminAccess: inV1beta1.field(exact.adminAccess, { tag: 6 }),
    firstAvailable: inV1beta1.field(firstAvailable, { tag: 7 }),
    tolerations: inV1beta1.field(exact.tolerations, { tag: 8 }),
    capacity: inV1beta1.field(exact.capacity, { tag: 9 }),
  },
  { doc: 'A request for devices; exactly or firstAvailable.' },
)
export type DeviceRequest = TypeOf<typeof deviceRequest>

const deviceClaim = inV1beta1.change(stable.deviceClaim, {
  requests: { ...stable.deviceClaim.fields.requests, schema: list(deviceRequest) },
})

export const resourceClaimSpec = inV1beta1.change(stable.resourceClaimSpec, {
  devices: { ...stable.resourceClaimSpec.fields.devices, schema: deviceClaim },
})
export type ResourceClaimSpec = TypeOf<typeof resourceClaimSpec>
