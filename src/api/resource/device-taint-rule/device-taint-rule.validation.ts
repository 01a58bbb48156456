// Faults of rules that taint devices. Upstream: pkg/apis/resource/validation/validation.go ValidateDeviceTaintRule.
import { type FieldError, tooMany } from '../../../machinery/field-error.ts'
import { checkConditions } from '../../conditions.validation.ts'
import { checkDeviceName, checkDriverName, checkPoolName } from '../device-names.validation.ts'
import { checkDeviceTaint } from '../device-taints.validation.ts'
import type { DeviceTaintRule } from './device-taint-rule.v1beta2.schema.ts'

const mostConditions = 8

export function validateDeviceTaintRule({ spec }: DeviceTaintRule): FieldError[] {
  const { driver, pool, device } = spec.deviceSelector ?? {}
  const at = 'spec.deviceSelector'
  return [
    ...(driver === undefined ? [] : checkDriverName(driver, `${at}.driver`)),
    ...(pool === undefined ? [] : checkPoolName(pool, `${at}.pool`)),
    ...(device === undefined ? [] : checkDeviceName(device, `${at}.device`)),
    ...checkDeviceTaint(spec.taint, 'spec.taint'),
  ]
}

export function validateDeviceTaintRuleStatusUpdate({ status }: DeviceTaintRule): FieldError[] {
  const conditions = status?.conditions ?? []
  const faults = checkConditions(conditions, 'status.conditions')
  if (conditions.length <= mostConditions) return faults
  return [...faults, tooMany('status.conditions', conditions.length, mostConditions)]
}
