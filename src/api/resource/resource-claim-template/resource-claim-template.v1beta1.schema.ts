// The template of claims in resource.k8s.io/v1beta1, where their requests differ.
import { inV1beta1, resourceClaimSpec } from '../shared.v1beta1.schema.ts'
import {
  resourceClaimTemplate as stable,
  resourceClaimTemplateSpec as stableSpec,
} from './resource-claim-template.schema.ts'

const resourceClaimTemplateSpec = inV1beta1.change(stableSpec, {
  spec: { ...stableSpec.fields.spec, schema: resourceClaimSpec },
})

export const resourceClaimTemplate = inV1beta1.change(stable, {
  spec: { ...stable.fields.spec, schema: resourceClaimTemplateSpec },
})
