// Faults of limit ranges: bounds in order, defaults between them.
// Upstream: pkg/apis/core/validation/validation.go ValidateLimitRange.
import { duplicate, type FieldError, forbidden, invalid, required } from '../../../machinery/field-error.ts'
import { isQualifiedName } from '../../../machinery/names/validation.ts'
import { compareQuantity, quantityMilli } from '../../../machinery/quantity/quantity.ts'
import { faultsAt } from '../../checks.ts'
import {
  isExtendedResourceName,
  validateContainerResourceName,
  validateResourceName,
} from '../pod/pod-resources.validation.ts'
import type { LimitRange, LimitRangeItem } from './limit-range.schema.ts'

const standardTypes = ['Pod', 'Container', 'PersistentVolumeClaim']
const lists = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const

export function validateLimitRange({ spec }: LimitRange): FieldError[] {
  const faults: FieldError[] = []
  const types = new Set<string>()
  for (const [index, given] of (spec.limits ?? []).entries()) {
    const path = `spec.limits[${index}]`
    faults.push(...checkType(given.type, `${path}.type`))
    if (types.has(given.type)) faults.push(duplicate(`${path}.type`, given.type))
    types.add(given.type)
    // Pods have no defaults, so that those are refused as a whole.
    const item = given.type === 'Pod' ? { ...given, default: undefined, defaultRequest: undefined } : given
    faults.push(...checkNames(item, path), ...checkByType(given, path))
    const names = new Set(lists.flatMap((list) => Object.keys(item[list] ?? {})))
    for (const name of names) faults.push(...checkAmounts(item, name, path))
  }
  return faults
}

function checkType(type: string, field: string): FieldError[] {
  const faults = faultsAt(field, type, isQualifiedName(type))
  if (faults.length > 0 || type.includes('/') || standardTypes.includes(type)) return faults
  return [invalid(field, type, 'must be a standard limit type or fully qualified')]
}

function checkNames(item: LimitRangeItem, path: string): FieldError[] {
  const ofContainers = item.type === 'Pod' || item.type === 'Container'
  const check = ofContainers ? validateContainerResourceName : validateResourceName
  return lists.flatMap((list) =>
    Object.keys(item[list] ?? {}).flatMap((name) => check(name, `${path}.${list}[${name}]`)),
  )
}

function checkByType(item: LimitRangeItem, path: string): FieldError[] {
  if (item.type === 'Pod') {
    return (['default', 'defaultRequest'] as const)
      .filter((list) => Object.keys(item[list] ?? {}).length > 0)
      .map((list) => forbidden(`${path}.${list}`, "may not be specified when `type` is 'Pod'"))
  }
  if (item.type !== 'PersistentVolumeClaim') return []
  if (item.min?.storage !== undefined || item.max?.storage !== undefined) return []
  const text = 'either minimum or maximum storage value is required, but neither was provided'
  return [required(`${path}.limits`, text)]
}

type List = (typeof lists)[number]

function checkAmounts(item: LimitRangeItem, name: string, path: string): FieldError[] {
  const of = (list: List) => {
    const amounts = item[list]
    return amounts !== undefined && Object.hasOwn(amounts, name) ? amounts[name] : undefined
  }
  const [min, max, limit, request] = [of('min'), of('max'), of('default'), of('defaultRequest')]
  const faults: FieldError[] = []
  const order = (
    low: string | undefined,
    high: string | undefined,
    wrong: { list: List; value: string | undefined; text: string },
  ) => {
    if (low === undefined || high === undefined || compareQuantity(low, high) <= 0) return
    faults.push(invalid(`${path}.${wrong.list}[${name}]`, wrong.value, wrong.text))
  }
  order(min, max, { list: 'min', value: min, text: `min value ${min} is greater than max value ${max}` })
  order(min, request, {
    list: 'defaultRequest',
    value: request,
    text: `min value ${min} is greater than default request value ${request}`,
  })
  order(request, max, {
    list: 'defaultRequest',
    value: request,
    text: `default request value ${request} is greater than max value ${max}`,
  })
  order(request, limit, {
    list: 'defaultRequest',
    value: request,
    text: `default request value ${request} is greater than default limit value ${limit}`,
  })
  order(min, limit, {
    list: 'default',
    value: min,
    text: `min value ${min} is greater than default value ${limit}`,
  })
  order(limit, max, {
    list: 'default',
    value: max,
    text: `default value ${limit} is greater than max value ${max}`,
  })
  faults.push(
    ...checkRatio(of('maxLimitRequestRatio'), { min, max, field: `${path}.maxLimitRequestRatio[${name}]` }),
  )
  const indivisible = isExtendedResourceName(name) || name.startsWith('hugepages-')
  if (indivisible && limit !== undefined && request !== undefined && compareQuantity(limit, request) !== 0) {
    const text = `default value ${limit} must equal to defaultRequest value ${request} in ${name}`
    faults.push(invalid(`${path}.defaultRequest[${name}]`, request, text))
  }
  return faults
}

function checkRatio(
  ratio: string | undefined,
  { min, max, field }: { min: string | undefined; max: string | undefined; field: string },
): FieldError[] {
  if (ratio === undefined) return []
  const faults =
    compareQuantity(ratio, '1') < 0 ? [invalid(field, ratio, `ratio ${ratio} is less than 1`)] : []
  if (min === undefined || max === undefined) return faults
  const highest = quantityMilli(max) / quantityMilli(min)
  if (quantityMilli(ratio) / 1000 <= highest) return faults
  return [...faults, invalid(field, ratio, `ratio ${ratio} is greater than max/min = ${highest.toFixed(6)}`)]
}
