// Faults of what a class names and hands on: the driver, and parameters that the driver alone understands.
// Upstream: pkg/apis/storage/validation/validation.go validateProvisioner, validateParameters.
import { type FieldError, invalid, required, tooLong } from '../../machinery/field-error.ts'
import { byteLength, isQualifiedName } from '../../machinery/names/validation.ts'
import { faultsAt } from '../checks.ts'

const maxParameters = 512
const maxParametersBytes = 256 * 1024

export function validateDriver(name: string, field: string): FieldError[] {
  return name === '' ? [required(field, name)] : faultsAt(field, name, isQualifiedName(name.toLowerCase()))
}

export function validateParameters(
  parameters: Readonly<Record<string, string>>,
  { needed }: { readonly needed: boolean },
): FieldError[] {
  const entries = Object.entries(parameters)
  if (entries.length > maxParameters) return [tooLong('parameters', maxParameters)]
  const faults = Object.hasOwn(parameters, '') ? [invalid('parameters', '', 'field can not be empty.')] : []
  const bytes = entries.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0)
  if (bytes > maxParametersBytes) faults.push(tooLong('parameters', maxParametersBytes))
  if (!needed || entries.length > 0) return faults
  return [...faults, required('parameters', 'must contain at least one key/value pair')]
}
