// What validation returns: a list of faults, each at a path. Upstream: apimachinery pkg/util/validation/field/errors.go.

export type FieldErrorType =
  | 'FieldValueRequired'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueDuplicate'
  | 'FieldValueForbidden'
  | 'FieldValueNotFound'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid'
  | 'InternalError'

export interface FieldError {
  readonly type: FieldErrorType
  /** Such as `spec.containers[0].name` or `metadata.labels[a/b]`. */
  readonly field: string
  /** The message without the field, as a Status cause carries it: `Invalid value: "x": must be ...`. */
  readonly message: string
}

// Differs: objects in messages are shown as the API writes them, where upstream shows its internal form.
/** Go's %v or %q of a bad value as upstream prints it: strings quoted, objects as JSON. */
export function printValue(value: unknown): string {
  if (value === undefined || value === null) return 'null'
  return typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : String(value)
}

export function required(field: string, detail = ''): FieldError {
  return { type: 'FieldValueRequired', field, message: withDetail('Required value', detail) }
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return {
    type: 'FieldValueInvalid',
    field,
    message: withDetail(`Invalid value: ${printValue(value)}`, detail),
  }
}

export function typeInvalid(field: string, value: unknown, detail: string): FieldError {
  return {
    type: 'FieldValueTypeInvalid',
    field,
    message: withDetail(`Invalid value: ${printValue(value)}`, detail),
  }
}

export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const list = supported.map((item) => JSON.stringify(item)).join(', ')
  const detail = supported.length > 0 ? `supported values: ${list}` : ''
  return {
    type: 'FieldValueNotSupported',
    field,
    message: withDetail(`Unsupported value: ${printValue(value)}`, detail),
  }
}

export function duplicate(field: string, value: unknown): FieldError {
  return { type: 'FieldValueDuplicate', field, message: `Duplicate value: ${printValue(value)}` }
}

export function forbidden(field: string, detail: string): FieldError {
  return { type: 'FieldValueForbidden', field, message: withDetail('Forbidden', detail) }
}

export function fieldNotFound(field: string, value: unknown): FieldError {
  return { type: 'FieldValueNotFound', field, message: `Not found: ${printValue(value)}` }
}

export function tooLong(field: string, maxBytes: number): FieldError {
  return { type: 'FieldValueTooLong', field, message: `Too long: may not be more than ${maxBytes} bytes` }
}

export function tooMany(field: string, actual: number, max: number): FieldError {
  return { type: 'FieldValueTooMany', field, message: `Too many: ${actual}: must have at most ${max} items` }
}

/** The whole text of one fault, as it stands in a Status message. */
export function formatFieldError(error: FieldError): string {
  return `${error.field}: ${error.message}`
}

function withDetail(head: string, detail: string): string {
  return detail === '' ? head : `${head}: ${detail}`
}
