// Faults of priority classes. Upstream: pkg/apis/scheduling/validation/validation.go, pkg/apis/scheduling/v1/helpers.go.
import { type FieldError, forbidden } from '../../../machinery/field-error.ts'
import { checkImmutable } from '../../checks.ts'
import { checkPreemptionPolicy } from '../../core/pod/pod-scheduling.validation.ts'
import type { PriorityClass } from './priority-class.schema.ts'

const systemPrefix = 'system-'
/** Above this lie the classes of the system. */
export const highestUserPriority = 1_000_000_000

/** The two classes that every cluster has. */
export const systemPriorities: ReadonlyMap<string, number> = new Map([
  ['system-node-critical', 2_000_001_000],
  ['system-cluster-critical', 2_000_000_000],
])

export function validatePriorityClass(priorityClass: PriorityClass): FieldError[] {
  const { preemptionPolicy, value = 0, metadata } = priorityClass
  const faults: FieldError[] = []
  if (metadata.name.startsWith(systemPrefix)) {
    const fault = systemFault(priorityClass)
    if (fault !== undefined) {
      const text = `priority class names with '${systemPrefix}' prefix are reserved for system use only. error: ${fault}`
      faults.push(forbidden('metadata.name', text))
    }
  } else if (value > highestUserPriority) {
    const text = `maximum allowed value of a user defined priority is ${highestUserPriority}`
    faults.push(forbidden('value', text))
  }
  return [...faults, ...checkPreemptionPolicy(preemptionPolicy, 'preemptionPolicy')]
}

function systemFault({ metadata: { name }, value = 0, globalDefault }: PriorityClass): string | undefined {
  const expected = systemPriorities.get(name)
  if (expected === undefined) return `${name} is not a known system priority class`
  if (value !== expected) return `value of ${name} PriorityClass must be ${expected}`
  return globalDefault === true ? `globalDefault of ${name} PriorityClass must be false` : undefined
}

export function validatePriorityClassUpdate(next: PriorityClass, old: PriorityClass): FieldError[] {
  const faults =
    (next.value ?? 0) === (old.value ?? 0) ? [] : [forbidden('value', 'may not be changed in an update.')]
  return [...faults, ...checkImmutable(next.preemptionPolicy, old.preemptionPolicy, 'preemptionPolicy')]
}
