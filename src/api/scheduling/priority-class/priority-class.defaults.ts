// What the server fills in of priority classes. Upstream: pkg/apis/scheduling/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { PriorityClass } from './priority-class.schema.ts'

export function defaultPriorityClass(priorityClass: Mutable<PriorityClass>): void {
  priorityClass.preemptionPolicy ??= 'PreemptLowerPriority'
}
