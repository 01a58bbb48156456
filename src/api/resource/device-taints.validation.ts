// Faults of device taints and of what tolerates them.
// Upstream: pkg/apis/resource/validation/validation.go validateDeviceTaint, validateDeviceToleration.
import { type FieldError, invalid, notSupported, required } from '../../machinery/field-error.ts'
import { isValidLabelValue } from '../../machinery/names/validation.ts'
import { checkQualifiedName, faultsAt } from '../checks.ts'
import type { DeviceTaint } from './resource-slice/resource-slice.schema.ts'
import type { DeviceToleration } from './shared.schema.ts'

const effects = ['NoExecute', 'NoSchedule', 'None']
const operators = ['Equal', 'Exists']

export function checkDeviceTaint(
  taint: DeviceTaint,
  path: string,
  old?: DeviceTaint | undefined,
): FieldError[] {
  const { key, value = '', effect } = taint
  const faults = checkQualifiedName(key ?? '', `${path}.key`)
  if (value !== '') faults.push(...faultsAt(`${path}.value`, value, isValidLabelValue(value)))
  if (old?.effect === effect && old !== undefined) return faults
  return [...faults, ...checkEffect(effect, `${path}.effect`, true)]
}

function checkEffect(effect: string | undefined, field: string, needed: boolean): FieldError[] {
  if (effect === undefined || effect === '') return needed ? [required(field)] : []
  return effects.includes(effect) ? [] : [notSupported(field, effect, effects)]
}

export function checkDeviceToleration(toleration: DeviceToleration, path: string): FieldError[] {
  const { key = '', operator, value = '', effect } = toleration
  const faults = key === '' ? [] : checkQualifiedName(key, `${path}.key`)
  faults.push(...checkOperator(operator, value, path))
  return [...faults, ...checkEffect(effect, `${path}.effect`, false)]
}

function checkOperator(operator: string | undefined, value: string, path: string): FieldError[] {
  if (operator === undefined || operator === '') return [required(`${path}.operator`)]
  if (!operators.includes(operator)) return [notSupported(`${path}.operator`, operator, operators)]
  const field = `${path}.value`
  if (operator === 'Equal') return faultsAt(field, value, isValidLabelValue(value))
  return value === '' ? [] : [invalid(field, value, 'must be empty for operator `Exists`')]
}
