// FlowSchema (flowcontrol.apiserver.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { byPrecedence, flowSchemaColumns } from './flow-schema.columns.ts'
import { defaultFlowSchema } from './flow-schema.defaults.ts'
import { flowSchema } from './flow-schema.schema.ts'
import { flowSchemaStrategy } from './flow-schema.strategy.ts'
import { validateFlowSchema, validateFlowSchemaStatus } from './flow-schema.validation.ts'
export const FlowSchema = defineKind({
  schema: flowSchema,
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'FlowSchema',
  plural: 'flowschemas',
  singular: 'flowschema',
  scope: 'Cluster',
  subresources: [{ name: 'status', kind: 'FlowSchema', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'GJVAJZSZBIw=',
  default: defaultFlowSchema,
  strategy: flowSchemaStrategy,
  validate: validateFlowSchema,
  validateStatusUpdate: validateFlowSchemaStatus,
  columns: flowSchemaColumns,
  compareRows: byPrecedence,
})
export type FlowSchema = Instance<typeof FlowSchema>
