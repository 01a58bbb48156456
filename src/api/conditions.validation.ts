// Faults of conditions in the common form (metav1.Condition).
// Upstream: apimachinery pkg/apis/meta/v1/validation/validation.go ValidateConditions.
import {
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  required,
  tooLong,
} from '../machinery/field-error.ts'
import { numberOf } from '../machinery/json-value.ts'
import type { condition } from '../machinery/meta/meta.schema.ts'
import { byteLength, isConditionReason } from '../machinery/names/validation.ts'
import type { TypeOf } from '../machinery/schema/schema.ts'
import { checkQualifiedName, faultsAt } from './checks.ts'

type Condition = TypeOf<typeof condition>

const statuses = ['False', 'True', 'Unknown']
const longestReason = 1024
const longestMessage = 32 * 1024

export function checkConditions(conditions: readonly Condition[], path: string): FieldError[] {
  const seen = new Set<string>()
  return conditions.flatMap((item, index) => {
    const at = `${path}[${index}]`
    const again = seen.has(item.type) ? [duplicate(`${at}.type`, item.type)] : []
    seen.add(item.type)
    return [...again, ...checkCondition(item, at)]
  })
}

function checkCondition(item: Condition, at: string): FieldError[] {
  const { type = '', status, observedGeneration = 0, lastTransitionTime, reason = '', message = '' } = item
  const faults = checkQualifiedName(type, `${at}.type`)
  if (!statuses.includes(status)) faults.push(notSupported(`${at}.status`, status, statuses))
  if (numberOf(observedGeneration) < 0) {
    const text = 'must be greater than or equal to zero'
    faults.push(invalid(`${at}.observedGeneration`, observedGeneration, text))
  }
  if (!lastTransitionTime) faults.push(required(`${at}.lastTransitionTime`, 'must be set'))
  if (reason === '') faults.push(required(`${at}.reason`, 'must be set'))
  else {
    faults.push(...faultsAt(`${at}.reason`, reason, isConditionReason(reason)))
    if (byteLength(reason) > longestReason) faults.push(tooLong(`${at}.reason`, longestReason))
  }
  if (byteLength(message) > longestMessage) faults.push(tooLong(`${at}.message`, longestMessage))
  return faults
}
