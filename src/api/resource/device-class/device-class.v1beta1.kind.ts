// DeviceClass (resource.k8s.io/v1beta1): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { sameInVersion } from '../../versions.ts'
import { DeviceClass } from './device-class.kind.ts'
export const DeviceClassV1beta1 = sameInVersion(DeviceClass, 'v1beta1')
export type DeviceClassV1beta1 = Instance<typeof DeviceClassV1beta1>
