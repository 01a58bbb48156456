// ResourceSlice (resource.k8s.io/v1beta2): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { sameInVersion } from '../../versions.ts'
import { ResourceSlice } from './resource-slice.kind.ts'
export const ResourceSliceV1beta2 = sameInVersion(ResourceSlice, 'v1beta2')
export type ResourceSliceV1beta2 = Instance<typeof ResourceSliceV1beta2>
