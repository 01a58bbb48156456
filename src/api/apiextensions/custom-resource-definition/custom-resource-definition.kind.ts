// CustomResourceDefinition (apiextensions.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { defaultCustomResourceDefinition } from './custom-resource-definition.defaults.ts'
import { customResourceDefinition } from './custom-resource-definition.schema.ts'
import { customResourceDefinitionStrategy } from './custom-resource-definition.strategy.ts'
import {
  validateCustomResourceDefinition,
  validateCustomResourceDefinitionCreate,
  validateCustomResourceDefinitionStatusUpdate,
  validateCustomResourceDefinitionUpdate,
} from './custom-resource-definition.validation.ts'
export const CustomResourceDefinition = defineKind({
  schema: customResourceDefinition,
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  scope: 'Cluster',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  subresources: [{ name: 'status', kind: 'CustomResourceDefinition', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'jfWCUB31mvA=',
  default: defaultCustomResourceDefinition,
  strategy: customResourceDefinitionStrategy,
  validate: validateCustomResourceDefinition,
  validateCreate: validateCustomResourceDefinitionCreate,
  validateUpdate: validateCustomResourceDefinitionUpdate,
  validateStatusUpdate: validateCustomResourceDefinitionStatusUpdate,
})
export type CustomResourceDefinition = Instance<typeof CustomResourceDefinition>
