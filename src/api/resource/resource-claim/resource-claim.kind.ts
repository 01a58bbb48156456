// ResourceClaim (resource.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { resourceClaimColumns } from './resource-claim.columns.ts'
import { resourceClaim } from './resource-claim.schema.ts'
import { defaultResourceClaim, resourceClaimStrategy } from './resource-claim.strategy.ts'
import {
  validateResourceClaimCreate,
  validateResourceClaimStatusUpdate,
  validateResourceClaimUpdate,
} from './resource-claim.validation.ts'
export const ResourceClaim = defineKind({
  schema: resourceClaim,
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceClaim',
  plural: 'resourceclaims',
  singular: 'resourceclaim',
  scope: 'Namespaced',
  subresources: [{ name: 'status', kind: 'ResourceClaim', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'wgAZaHcZxUg=',
  default: defaultResourceClaim,
  strategy: resourceClaimStrategy,
  validateCreate: validateResourceClaimCreate,
  validateUpdate: validateResourceClaimUpdate,
  validateStatusUpdate: validateResourceClaimStatusUpdate,
  columns: resourceClaimColumns,
})
export type ResourceClaim = Instance<typeof ResourceClaim>
