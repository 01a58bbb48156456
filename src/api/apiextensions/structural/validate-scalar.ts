// Checks of types, texts and numbers. Upstream: kube-openapi pkg/validation/validate/type.go, validator.go, values.go.
import { type FieldError, invalid, tooLong, typeInvalid } from '../../../machinery/field-error.ts'
import { isRawNumber, type RawNumber } from '../../../machinery/json-value.ts'
import { compilePattern } from '../../../machinery/linear-pattern.ts'
import { hasFormat } from './formats.ts'
import { isIntOrString, type JsonSchema } from './json-schema.ts'
import { type Found, fail, merge, ok } from './schema-result.ts'

const root = '<nil>'

function fieldOf(path: string): string {
  return path === '' ? root : path
}

function typesOf(schema: JsonSchema): readonly string[] {
  if (isIntOrString(schema)) return ['integer', 'string']
  return schema.type === undefined || schema.type === '' ? [] : [schema.type]
}

function wrongType(path: string, expected: string, found: string): Found {
  const text = `${path} in body must be of type ${expected}: ${JSON.stringify(found)}`
  return fail([typeInvalid(fieldOf(path), found, text)])
}

/** The name of a value's type, and the format that Go would give it. */
function kindOf(value: unknown): { readonly type: string; readonly format: string } {
  if (value === null) return { type: 'null', format: '' }
  if (Array.isArray(value)) return { type: 'array', format: '' }
  if (isRawNumber(value)) return { type: 'integer', format: 'int64' }
  switch (typeof value) {
    case 'string':
      return { type: 'string', format: '' }
    case 'boolean':
      return { type: 'boolean', format: '' }
    case 'number':
      return Number.isInteger(value)
        ? { type: 'integer', format: 'int64' }
        : { type: 'number', format: 'float64' }
    default:
      return { type: 'object', format: '' }
  }
}

export function typeResult(value: unknown, schema: JsonSchema, path: string): Found {
  const types = typesOf(schema)
  const { format = '' } = schema
  if (types.length === 0 && format === '') return ok(0)
  const kind = kindOf(value)
  if (value === null)
    return types.length > 0 && schema.nullable !== true ? wrongType(path, types.join(','), 'null') : ok()
  const fits = types.includes(kind.type) || (kind.type === 'integer' && types.includes('number'))
  const isText = typeof value === 'string' || Array.isArray(value)
  const numeric = types.includes('number') || types.includes('integer')
  if (!isText && format !== '' && !fits && kind.format !== format) return wrongType(path, format, kind.format)
  if (isText && format !== '' && !numeric) return ok()
  return fits || types.length === 0 ? ok() : wrongType(path, types.join(','), kind.type)
}

export function stringResult(value: string, schema: JsonSchema, path: string): Found {
  const fault = lengthFault(value, schema, path) ?? patternFault(value, schema, path)
  const text = fault === undefined ? ok() : fail([fault])
  const { format = '' } = schema
  if (format === '') return text
  return merge([text, hasFormat(value, format) ? ok() : wrongFormat(value, format, path)])
}

function wrongFormat(value: string, format: string, path: string): Found {
  const text = `${path} in body must be of type ${format}: ${JSON.stringify(value)}`
  return fail([typeInvalid(fieldOf(path), value, text)])
}

function lengthFault(value: string, schema: JsonSchema, path: string): FieldError | undefined {
  const { minLength, maxLength } = schema
  if (maxLength !== undefined && value.length > maxLength && characters(value) > maxLength)
    return tooLong(fieldOf(path), maxLength)
  if (minLength !== undefined && characters(value) < minLength)
    return invalid(fieldOf(path), value, `${path} in body should be at least ${minLength} chars long`)
  return undefined
}

/** Code points, as Go counts runes. */
function characters(text: string): number {
  let count = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    // The second half of a pair is counted with the first.
    if (unit < 0xdc00 || unit > 0xdfff) count++
  }
  return count
}

function patternFault(value: string, { pattern = '' }: JsonSchema, path: string): FieldError | undefined {
  if (pattern === '') return undefined
  const compiled = compilePattern(pattern)
  if (compiled.ok && compiled.pattern.test(value)) return undefined
  const why = compiled.ok ? pattern : `${pattern}, but pattern is invalid: ${compiled.fault}`
  return invalid(fieldOf(path), value, `${path} in body should match '${why}'`)
}

type Numeric = number | RawNumber

const floatOf = (value: Numeric) => (isRawNumber(value) ? Number(value.rawJSON) : value)
/** Of a whole number; a float's own text may have an exponent. */
const wholeOf = (value: Numeric) => BigInt(isRawNumber(value) ? value.rawJSON : value)

export function numberResult(value: Numeric, schema: JsonSchema, path: string): Found {
  const faults = [
    ...rangeFaults(value, schema, path),
    ...multipleFaults(value, schema, path),
    ...minimumFaults(value, schema, path),
    ...maximumFaults(value, schema, path),
  ]
  return faults.length === 0 ? ok() : fail(faults)
}

function rangeFaults(value: Numeric, schema: JsonSchema, path: string): FieldError[] {
  const { type = '', format = '' } = schema
  if (type !== 'integer' || fitsInteger(value, format)) return []
  const form = format === '' ? '(default format)' : `with format ${format}`
  return [invalid(root, '', `Checked value must be of type ${type} ${form} in ${path}`)]
}

function fitsInteger(value: Numeric, format: string): boolean {
  if (!isRawNumber(value) && !Number.isInteger(value)) return false
  const number = wholeOf(value)
  if (format === 'int32') return BigInt.asIntN(32, number) === number
  if (format === 'uint32') return BigInt.asUintN(32, number) === number
  if (format === 'uint64') return BigInt.asUintN(64, number) === number
  return BigInt.asIntN(64, number) === number
}

function multipleFaults(value: Numeric, { multipleOf: factor }: JsonSchema, path: string): FieldError[] {
  if (factor === undefined) return []
  if (factor <= 0) {
    const text = `factor MultipleOf declared for ${path} must be positive: ${factor}`
    return [invalid(fieldOf(path), factor, text)]
  }
  if (isMultiple(value, factor)) return []
  return [invalid(fieldOf(path), value, `${path} in body should be a multiple of ${factor}`)]
}

/** Whole numbers exactly, others within what floating point can tell. */
function isMultiple(value: Numeric, factor: number): boolean {
  const whole = isRawNumber(value) || Number.isInteger(value)
  if (whole && Number.isInteger(factor)) return wholeOf(value) % BigInt(factor) === 0n
  const number = floatOf(value)
  const quotient = factor < 1 ? (1 / factor) * number : number / factor
  return Math.abs(quotient - Math.round(quotient)) < 1e-9 * Math.max(1, Math.abs(quotient))
}

function maximumFaults(value: Numeric, schema: JsonSchema, path: string): FieldError[] {
  const { maximum, exclusiveMaximum = false } = schema
  const number = floatOf(value)
  if (maximum === undefined || (exclusiveMaximum ? number < maximum : number <= maximum)) return []
  const relation = exclusiveMaximum ? 'less than' : 'less than or equal to'
  return [invalid(fieldOf(path), value, `${path} in body should be ${relation} ${maximum}`)]
}

function minimumFaults(value: Numeric, schema: JsonSchema, path: string): FieldError[] {
  const { minimum, exclusiveMinimum = false } = schema
  const number = floatOf(value)
  if (minimum === undefined || (exclusiveMinimum ? number > minimum : number >= minimum)) return []
  const relation = exclusiveMinimum ? 'greater than' : 'greater than or equal to'
  return [invalid(fieldOf(path), value, `${path} in body should be ${relation} ${minimum}`)]
}
