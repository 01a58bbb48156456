// ResourceClaim (resource.k8s.io/v1beta2): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { sameInVersion } from '../../versions.ts'
import { ResourceClaim } from './resource-claim.kind.ts'
export const ResourceClaimV1beta2 = sameInVersion(ResourceClaim, 'v1beta2')
export type ResourceClaimV1beta2 = Instance<typeof ResourceClaimV1beta2>
