// FlowSchema (flowcontrol.apiserver.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { flowSchema } from './flow-schema.schema.ts'
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
})
export type FlowSchema = Instance<typeof FlowSchema>
