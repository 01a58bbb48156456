// ResourceClaimTemplate (resource.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { ageColumn, nameColumn } from '../../columns.ts'
import { resourceClaimTemplate } from './resource-claim-template.schema.ts'
export const ResourceClaimTemplate = defineKind({
  schema: resourceClaimTemplate,
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceClaimTemplate',
  plural: 'resourceclaimtemplates',
  singular: 'resourceclaimtemplate',
  scope: 'Namespaced',
  storageVersionHash: 'TuzjC49aUfM=',
  columns: [nameColumn, ageColumn],
})
export type ResourceClaimTemplate = Instance<typeof ResourceClaimTemplate>
