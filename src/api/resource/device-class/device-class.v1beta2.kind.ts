// DeviceClass (resource.k8s.io/v1beta2): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { DeviceClass } from './device-class.kind.ts'
import { deviceClass } from './device-class.v1beta2.schema.ts'
export const DeviceClassV1beta2 = versionOf(DeviceClass, { version: 'v1beta2', schema: deviceClass })
export type DeviceClassV1beta2 = Instance<typeof DeviceClassV1beta2>
