// ResourceSlice (resource.k8s.io/v1beta2): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { ResourceSlice } from './resource-slice.kind.ts'
import { resourceSlice } from './resource-slice.v1beta2.schema.ts'
export const ResourceSliceV1beta2 = versionOf(ResourceSlice, { version: 'v1beta2', schema: resourceSlice })
export type ResourceSliceV1beta2 = Instance<typeof ResourceSliceV1beta2>
