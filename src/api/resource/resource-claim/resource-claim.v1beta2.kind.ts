// ResourceClaim (resource.k8s.io/v1beta2): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { ResourceClaim } from './resource-claim.kind.ts'
import { resourceClaim } from './resource-claim.v1beta2.schema.ts'
export const ResourceClaimV1beta2 = versionOf(ResourceClaim, { version: 'v1beta2', schema: resourceClaim })
export type ResourceClaimV1beta2 = Instance<typeof ResourceClaimV1beta2>
