// Amounts that are numbers or percentages, as rollouts and budgets have them.
// Upstream: apimachinery pkg/util/intstr/intstr.go, pkg/apis/apps/validation/validation.go.
import { type FieldError, invalid } from '../../machinery/field-error.ts'
import { isValidPercent } from '../../machinery/names/validation.ts'
import { checkNonNegative, faultsAt } from '../checks.ts'

export type IntOrString = number | string

/** A percentage of `total`, rounded up or down; undefined where the text is none. */
export function scaledValue(
  value: IntOrString | undefined,
  total: number,
  options: { readonly roundUp: boolean },
): number | undefined {
  if (value === undefined || typeof value === 'number') return value ?? 0
  if (isValidPercent(value).length > 0) return undefined
  const share = (Number(value.slice(0, -1)) * total) / 100
  return options.roundUp ? Math.ceil(share) : Math.floor(share)
}

export function checkIntOrPercent(value: IntOrString | undefined, field: string): FieldError[] {
  if (typeof value === 'string') return faultsAt(field, value, isValidPercent(value))
  return checkNonNegative(value, field)
}

export function checkAtMostAll(value: IntOrString | undefined, field: string): FieldError[] {
  if (typeof value !== 'string' || isValidPercent(value).length > 0 || percentOf(value) <= 100) return []
  return [invalid(field, value, 'must not be greater than 100%')]
}

function percentOf(value: string): number {
  return Number(value.slice(0, -1))
}

/** Whether it amounts to nothing, whatever it is a part of. */
export function isNothing(value: IntOrString | undefined): boolean {
  if (typeof value !== 'string') return (value ?? 0) === 0
  return isValidPercent(value).length === 0 && percentOf(value) === 0
}
