// ResourceClaimTemplate (resource.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { ageColumn, nameColumn } from '../../columns.ts'
import { resourceClaimTemplate } from './resource-claim-template.schema.ts'
import {
  defaultResourceClaimTemplate,
  resourceClaimTemplateStrategy,
} from './resource-claim-template.strategy.ts'
import {
  validateResourceClaimTemplateCreate,
  validateResourceClaimTemplateUpdate,
} from './resource-claim-template.validation.ts'
export const ResourceClaimTemplate = defineKind({
  schema: resourceClaimTemplate,
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceClaimTemplate',
  plural: 'resourceclaimtemplates',
  singular: 'resourceclaimtemplate',
  scope: 'Namespaced',
  storageVersionHash: 'TuzjC49aUfM=',
  default: defaultResourceClaimTemplate,
  strategy: resourceClaimTemplateStrategy,
  validateCreate: validateResourceClaimTemplateCreate,
  validateUpdate: validateResourceClaimTemplateUpdate,
  columns: [nameColumn, ageColumn],
})
export type ResourceClaimTemplate = Instance<typeof ResourceClaimTemplate>
