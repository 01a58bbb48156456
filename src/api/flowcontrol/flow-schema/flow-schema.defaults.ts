// What the server fills in of flow schemas. Upstream: pkg/apis/flowcontrol/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { FlowSchema } from './flow-schema.schema.ts'

const defaultMatchingPrecedence = 1000

export function defaultFlowSchema({ spec }: Mutable<FlowSchema>): void {
  if ((spec.matchingPrecedence ?? 0) === 0) spec.matchingPrecedence = defaultMatchingPrecedence
}
