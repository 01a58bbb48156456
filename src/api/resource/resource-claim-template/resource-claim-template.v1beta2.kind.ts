// ResourceClaimTemplate (resource.k8s.io/v1beta2): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { sameInVersion } from '../../versions.ts'
import { ResourceClaimTemplate } from './resource-claim-template.kind.ts'
export const ResourceClaimTemplateV1beta2 = sameInVersion(ResourceClaimTemplate, 'v1beta2')
export type ResourceClaimTemplateV1beta2 = Instance<typeof ResourceClaimTemplateV1beta2>
