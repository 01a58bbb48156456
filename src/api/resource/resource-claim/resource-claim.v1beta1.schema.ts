// The claim in resource.k8s.io/v1beta1, where its requests differ.
import { inV1beta1, resourceClaimSpec } from '../shared.v1beta1.schema.ts'
import { resourceClaim as stable } from './resource-claim.schema.ts'

export const resourceClaim = inV1beta1.change(stable, {
  spec: { ...stable.fields.spec, schema: resourceClaimSpec },
})
