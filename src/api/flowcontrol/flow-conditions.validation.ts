// Faults of the conditions of both kinds. Upstream: pkg/apis/flowcontrol/validation/validation.go ValidateFlowSchemaStatus.
import { duplicate, type FieldError, required } from '../../machinery/field-error.ts'

export function checkConditions(conditions: readonly { readonly type?: string | undefined }[]): FieldError[] {
  const seen = new Set<string>()
  return conditions.flatMap(({ type = '' }, index) => {
    const field = `status.conditions[${index}].type`
    const faults = seen.has(type) ? [duplicate(field, type)] : []
    seen.add(type)
    return type === '' ? [...faults, required(field, 'must not be empty')] : faults
  })
}
