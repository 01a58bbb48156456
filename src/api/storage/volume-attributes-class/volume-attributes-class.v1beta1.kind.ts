// VolumeAttributesClass (storage.k8s.io/v1beta1): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { VolumeAttributesClass } from './volume-attributes-class.kind.ts'
import { volumeAttributesClass } from './volume-attributes-class.v1beta1.schema.ts'
export const VolumeAttributesClassV1beta1 = versionOf(VolumeAttributesClass, {
  version: 'v1beta1',
  schema: volumeAttributesClass,
})
export type VolumeAttributesClassV1beta1 = Instance<typeof VolumeAttributesClassV1beta1>
