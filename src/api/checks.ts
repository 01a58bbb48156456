// The checks that many kinds' validation is made of. Each returns faults, none when all is well.

import { semanticEqual } from '../machinery/equality.ts'
import { type FieldError, forbidden, invalid, notSupported, required } from '../machinery/field-error.ts'
import { numberOf } from '../machinery/json-value.ts'
import { validateAnnotations } from '../machinery/meta-validation.ts'
import {
  isDNS1123Label,
  isDNS1123Subdomain,
  isQualifiedName,
  isValidPortName,
  isValidPortNum,
} from '../machinery/names/validation.ts'
import { compareQuantity, quantityValue } from '../machinery/quantity/quantity.ts'
import { validateLabels } from '../machinery/selectors/labels.ts'

export const immutableText = 'field is immutable'
export const negativeText = 'must be greater than or equal to 0'
export const notPositiveText = 'must be greater than zero'

/** Turns the texts of a form check into faults of one field. */
export function faultsAt(field: string, value: unknown, texts: readonly string[]): FieldError[] {
  return texts.length === 0 ? [] : texts.map((text) => invalid(field, value, text))
}

/** A fault whose value is not shown. */
export function invalidUnshown(field: string, text: string): FieldError {
  return { type: 'FieldValueInvalid', field, message: `Invalid value: ${text}` }
}

export function checkDNSLabel(value: string, field: string): FieldError[] {
  return faultsAt(field, value, isDNS1123Label(value))
}

export function checkDNSSubdomain(value: string, field: string): FieldError[] {
  return faultsAt(field, value, isDNS1123Subdomain(value))
}

export function checkQualifiedName(value: string, field: string): FieldError[] {
  return faultsAt(field, value, isQualifiedName(value))
}

export function checkNonNegative(value: number | undefined, field: string): FieldError[] {
  return numberOf(value ?? 0) < 0 ? [invalid(field, value, negativeText)] : []
}

export function checkNonNegativeQuantity(value: string, field: string): FieldError[] {
  return compareQuantity(value, '0') < 0 ? [invalid(field, value, negativeText)] : []
}

/** Where upstream only looks at the whole number that an amount is rounded up to. */
export function checkBasicQuantity(value: string, field: string): FieldError[] {
  const whole = quantityValue(value)
  return whole < 0 ? [invalid(field, whole, 'must be a valid resource quantity')] : []
}

export function checkPositiveQuantity(value: string, field: string): FieldError[] {
  return compareQuantity(value, '0') <= 0 ? [invalid(field, value, notPositiveText)] : []
}

export function checkImmutable(next: unknown, old: unknown, field: string): FieldError[] {
  return semanticEqual(next, old) ? [] : [invalid(field, next, immutableText)]
}

/** A field that has to hold one of `values`. */
export function checkEnum(value: string | undefined, field: string, values: readonly string[]): FieldError[] {
  if (value === undefined || value === '') return [required(field)]
  return values.includes(value) ? [] : [notSupported(field, value, values)]
}

/** A field that may be absent, else holds one of `values`. */
export function checkOptionalEnum(
  value: string | undefined,
  field: string,
  values: readonly string[],
): FieldError[] {
  return value === undefined || values.includes(value) ? [] : [notSupported(field, value, values)]
}

export function checkRequired(value: string | undefined, field: string): FieldError[] {
  return value === undefined || value === '' ? [required(field)] : []
}

/** A port's number, or its name. */
export function checkPortNumOrName(port: number | string | undefined, field: string): FieldError[] {
  if (typeof port === 'string') return faultsAt(field, port, isValidPortName(port))
  return faultsAt(field, port ?? 0, isValidPortNum(port ?? 0))
}

/**
 * Labels and annotations alone may be given in an embedded object's metadata.
 * Upstream: pkg/apis/core/validation/validation.go ValidateTemplateObjectMeta.
 */
export function checkTemplateMeta(meta: TemplateMeta | undefined, path: string): FieldError[] {
  const others = Object.entries(meta ?? {}).filter(
    ([key, value]) => key !== 'labels' && key !== 'annotations' && value !== undefined && value !== null,
  )
  return [
    ...validateAnnotations(meta?.annotations, `${path}.annotations`),
    ...validateLabels(meta?.labels, `${path}.labels`),
    ...others.map(([key]) => forbidden(`${path}.${key}`, 'cannot be set')),
  ]
}

interface TemplateMeta {
  readonly labels?: Readonly<Record<string, string>> | undefined
  readonly annotations?: Readonly<Record<string, string>> | undefined
}
