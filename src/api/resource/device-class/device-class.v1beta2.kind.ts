// DeviceClass (resource.k8s.io/v1beta2): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { sameInVersion } from '../../versions.ts'
import { DeviceClass } from './device-class.kind.ts'
export const DeviceClassV1beta2 = sameInVersion(DeviceClass, 'v1beta2')
export type DeviceClassV1beta2 = Instance<typeof DeviceClassV1beta2>
