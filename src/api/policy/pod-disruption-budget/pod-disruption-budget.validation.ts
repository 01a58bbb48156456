// Faults of disruption budgets. Upstream: pkg/apis/policy/validation/validation.go ValidatePodDisruptionBudgetSpec.
import { type FieldError, invalid } from '../../../machinery/field-error.ts'
import { validateLabelSelector } from '../../../machinery/selectors/labels.ts'
import { checkAtMostAll, checkIntOrPercent } from '../../apps/int-or-percent.ts'
import { checkNonNegative, checkOptionalEnum } from '../../checks.ts'
import { checkConditions } from '../../conditions.validation.ts'
import type { PodDisruptionBudget } from './pod-disruption-budget.schema.ts'

export function validatePodDisruptionBudget({ spec }: PodDisruptionBudget): FieldError[] {
  const faults: FieldError[] = []
  if (spec.minAvailable !== undefined && spec.maxUnavailable !== undefined) {
    faults.push(invalid('spec', spec, 'minAvailable and maxUnavailable cannot be both set'))
  }
  for (const field of ['minAvailable', 'maxUnavailable'] as const) {
    if (spec[field] === undefined) continue
    faults.push(
      ...checkIntOrPercent(spec[field], `spec.${field}`),
      ...checkAtMostAll(spec[field], `spec.${field}`),
    )
  }
  faults.push(...validateLabelSelector(spec.selector, 'spec.selector'))
  const policies = ['AlwaysAllow', 'IfHealthyBudget']
  return [
    ...faults,
    ...checkOptionalEnum(spec.unhealthyPodEvictionPolicy, 'spec.unhealthyPodEvictionPolicy', policies),
  ]
}

export function validatePodDisruptionBudgetStatusUpdate({ status }: PodDisruptionBudget): FieldError[] {
  const counts = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const
  return [
    ...checkConditions(status?.conditions ?? [], 'status.conditions'),
    ...counts.flatMap((field) => checkNonNegative(status?.[field], `status.${field}`)),
  ]
}
