// ResourceClaim (resource.k8s.io/v1beta1): what a request asks for lies in the request itself.
import type { Instance, KubeObject } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { claimSpecFromBeta1, claimSpecToStored } from '../device-claim.v1beta1.conversion.ts'
import { ResourceClaim } from './resource-claim.kind.ts'
import { resourceClaim } from './resource-claim.v1beta1.schema.ts'
export const ResourceClaimV1beta1 = versionOf(ResourceClaim, {
  version: 'v1beta1',
  schema: resourceClaim,
  toStored: (obj) => ({ ...obj, spec: claimSpecToStored(obj.spec) }) as KubeObject,
  fromStored(obj) {
    const { spec, ...rest } = obj as ResourceClaim
    return { ...rest, spec: claimSpecFromBeta1(spec) }
  },
})
export type ResourceClaimV1beta1 = Instance<typeof ResourceClaimV1beta1>
