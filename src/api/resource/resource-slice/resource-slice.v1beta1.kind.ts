// ResourceSlice (resource.k8s.io/v1beta1): what a device is lies in its field `basic`.
// Upstream: pkg/apis/resource/v1beta1/conversion.go.
import type { Instance, KubeObject } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { ResourceSlice } from './resource-slice.kind.ts'
import type { Device } from './resource-slice.schema.ts'
import { type Device as Beta1Device, resourceSlice } from './resource-slice.v1beta1.schema.ts'

function toDevice({ name, basic }: Beta1Device): Device {
  return { name, ...basic }
}

function fromDevice({ name, ...basic }: Device): Beta1Device {
  return { name, ...(Object.keys(basic).length > 0 && { basic }) }
}

export const ResourceSliceV1beta1 = versionOf(ResourceSlice, {
  version: 'v1beta1',
  schema: resourceSlice,
  toStored(obj) {
    const { devices, ...spec } = obj.spec
    return { ...obj, spec: { ...spec, ...(devices && { devices: devices.map(toDevice) }) } } as KubeObject
  },
  fromStored(obj) {
    const { spec, ...rest } = obj as ResourceSlice
    const { devices, ...others } = spec
    return { ...rest, spec: { ...others, ...(devices && { devices: devices.map(fromDevice) }) } }
  },
})
export type ResourceSliceV1beta1 = Instance<typeof ResourceSliceV1beta1>
