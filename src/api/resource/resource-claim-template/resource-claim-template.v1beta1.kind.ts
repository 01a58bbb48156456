// ResourceClaimTemplate (resource.k8s.io/v1beta1): what a request asks for lies in the request itself.
import type { Instance, KubeObject } from '../../../machinery/kind.ts'
import { versionOf } from '../../versions.ts'
import { claimSpecFromBeta1, claimSpecToStored } from '../device-claim.v1beta1.conversion.ts'
import { ResourceClaimTemplate } from './resource-claim-template.kind.ts'
import { resourceClaimTemplate } from './resource-claim-template.v1beta1.schema.ts'
export const ResourceClaimTemplateV1beta1 = versionOf(ResourceClaimTemplate, {
  version: 'v1beta1',
  schema: resourceClaimTemplate,
  toStored: (obj) =>
    ({ ...obj, spec: { ...obj.spec, spec: claimSpecToStored(obj.spec.spec) } }) as KubeObject,
  fromStored(obj) {
    const { spec, ...rest } = obj as ResourceClaimTemplate
    return { ...rest, spec: { ...spec, spec: claimSpecFromBeta1(spec.spec) } }
  },
})
export type ResourceClaimTemplateV1beta1 = Instance<typeof ResourceClaimTemplateV1beta1>
