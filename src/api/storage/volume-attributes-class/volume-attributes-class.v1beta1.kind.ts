// VolumeAttributesClass (storage.k8s.io/v1beta1): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { sameInVersion } from '../../versions.ts'
import { VolumeAttributesClass } from './volume-attributes-class.kind.ts'
export const VolumeAttributesClassV1beta1 = sameInVersion(VolumeAttributesClass, 'v1beta1')
export type VolumeAttributesClassV1beta1 = Instance<typeof VolumeAttributesClassV1beta1>
