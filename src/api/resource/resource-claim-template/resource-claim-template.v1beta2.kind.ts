// ResourceClaimTemplate (resource.k8s.io/v1beta2): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { ResourceClaimTemplate } from './resource-claim-template.kind.ts'
import { resourceClaimTemplate } from './resource-claim-template.v1beta2.schema.ts'
export const ResourceClaimTemplateV1beta2 = versionOf(ResourceClaimTemplate, {
  version: 'v1beta2',
  schema: resourceClaimTemplate,
})
export type ResourceClaimTemplateV1beta2 = Instance<typeof ResourceClaimTemplateV1beta2>
