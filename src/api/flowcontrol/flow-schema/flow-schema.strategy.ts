// What the server does to flow schemas. Upstream: pkg/registry/flowcontrol/flowschema/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { type FlowSchema, flowSchemaStatus } from './flow-schema.schema.ts'

export const flowSchemaStrategy = specStrategy<FlowSchema>({
  status: flowSchemaStatus,
})
