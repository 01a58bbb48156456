// What the server does to priority classes. Upstream: pkg/registry/scheduling/priorityclass/strategy.go.
import type { Strategy } from '../../../machinery/kind.ts'
import type { PriorityClass } from './priority-class.schema.ts'

export const priorityClassStrategy: Strategy<PriorityClass> = {
  prepareForCreate(next) {
    next.metadata.generation = 1
  },
}
