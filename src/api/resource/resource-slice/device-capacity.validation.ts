// Faults of a device's capacity: what parts of it may be asked for.
// Upstream: pkg/apis/resource/validation/validation.go validateRequestPolicy.
import { type FieldError, forbidden, invalid, required } from '../../../machinery/field-error.ts'
import {
  addQuantity,
  compareQuantity,
  formatQuantity,
  parseQuantity,
} from '../../../machinery/quantity/quantity.ts'
import { checkSet } from '../device-names.validation.ts'
import type {
  CapacityRequestPolicy,
  CapacityRequestPolicyRange,
  DeviceCapacity,
} from './resource-slice.schema.ts'

const mostValues = 10

/** A device that one claim takes whole has nothing to divide. */
export function checkWholeCapacity({ requestPolicy }: DeviceCapacity, path: string): FieldError[] {
  if (requestPolicy === undefined) return []
  return [forbidden(`${path}.requestPolicy`, 'allowMultipleAllocations must be true')]
}

export function checkSharedCapacity({ value, requestPolicy }: DeviceCapacity, path: string): FieldError[] {
  return requestPolicy === undefined ? [] : checkPolicy(requestPolicy, `${path}.requestPolicy`, value)
}

function checkPolicy(policy: CapacityRequestPolicy, path: string, most: string): FieldError[] {
  const { validValues = [], validRange, default: preset } = policy
  if (validValues.length > 0 && validRange !== undefined) {
    const text =
      'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time'
    return [forbidden(path, text)]
  }
  if (validValues.length > 0) {
    if (preset === undefined) return [required(`${path}.default`, 'required when validValues is defined')]
    return checkValues(validValues, `${path}.validValues`, { preset, most })
  }
  if (validRange === undefined) return []
  if (preset === undefined) return [required(`${path}.default`, 'required when validRange is defined')]
  return checkRange(validRange, `${path}.validRange`, { preset, most })
}

interface Bounds {
  readonly preset: string
  /** All that the device has. */
  readonly most: string
}

function checkValues(values: readonly string[], path: string, { preset, most }: Bounds): FieldError[] {
  const faults: FieldError[] = []
  for (const [index, value] of values.entries()) {
    const before = values[index - 1]
    if (before !== undefined && compareQuantity(before, value) > 0) {
      faults.push(invalid(`${path}[${index}]`, value, 'values must be sorted in ascending order'))
    }
  }
  faults.push(
    ...checkSet(values, path, {
      max: mostValues,
      item: (value, at) =>
        compareQuantity(value, most) > 0
          ? [invalid(at, value, `option is larger than capacity value: ${most}`)]
          : [],
      key: (value) => String(exact(value)),
    }),
  )
  if (values.some((value) => compareQuantity(value, preset) === 0)) return faults
  return [...faults, invalid(path, preset, 'default value is not valid according to the requestPolicy')]
}

function checkRange(range: CapacityRequestPolicyRange, path: string, bounds: Bounds): FieldError[] {
  const { min, max, step } = range
  const { preset, most } = bounds
  if (min === undefined) return [required(`${path}.min`, 'required when validRange is defined')]
  const faults: FieldError[] = []
  const above = (a: string, b: string) => compareQuantity(a, b) > 0
  if (above(min, most)) faults.push(invalid(`${path}.min`, min, `min is larger than capacity value: ${most}`))
  if (above(min, preset)) faults.push(invalid(`${path}.default`, preset, `default is less than min: ${min}`))
  if (max !== undefined) {
    if (above(min, max)) faults.push(invalid(`${path}.max`, min, `min is larger than max: ${max}`))
    if (above(max, most))
      faults.push(invalid(`${path}.max`, max, `max is larger than capacity value: ${most}`))
    if (above(preset, max))
      faults.push(invalid(`${path}.default`, preset, `default is more than max: ${max}`))
  }
  return step === undefined ? faults : [...faults, ...checkStep(range, path, { ...bounds, min, step })]
}

function checkStep(
  { max }: CapacityRequestPolicyRange,
  path: string,
  given: Bounds & { readonly min: string; readonly step: string },
): FieldError[] {
  const { min, step, preset, most } = given
  const field = `${path}.step`
  if (compareQuantity(step, '0') <= 0) return [invalid(field, step, 'must be greater than zero')]
  const faults: FieldError[] = []
  const one = addQuantity(min, step)
  if (compareQuantity(one, most) > 0) {
    const text = `one step ${formatQuantity(one)} is larger than capacity value: ${most}`
    faults.push(invalid(field, step, text))
  }
  for (const value of max === undefined ? [preset] : [preset, max]) {
    if ((exact(value) - exact(min)) % exact(step) === 0n) continue
    faults.push(invalid(field, value, `value is not a multiple of a given step (${step}) from (${min})`))
  }
  return faults
}

/** In billionths, which are whole for every quantity. */
function exact(value: string): bigint {
  const { unscaled, exponent } = parseQuantity(value) ?? { unscaled: 0n, exponent: 0 }
  return unscaled * 10n ** BigInt(exponent + 9)
}
