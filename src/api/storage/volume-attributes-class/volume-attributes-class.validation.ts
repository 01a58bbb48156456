// Faults of volume attributes classes, which never change. Upstream: pkg/apis/storage/validation/validation.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import { type FieldError, forbidden } from '../../../machinery/field-error.ts'
import { validateDriver, validateParameters } from '../class-parameters.validation.ts'
import type { VolumeAttributesClass } from './volume-attributes-class.schema.ts'

export function validateVolumeAttributesClass({
  driverName,
  parameters = {},
}: VolumeAttributesClass): FieldError[] {
  return [...validateDriver(driverName, 'driverName'), ...validateParameters(parameters, { needed: true })]
}

export function validateVolumeAttributesClassUpdate(
  next: VolumeAttributesClass,
  old: VolumeAttributesClass,
): FieldError[] {
  return (['driverName', 'parameters'] as const)
    .filter((field) => !semanticEqual(next[field], old[field]))
    .map((field) => forbidden(field, `updates to ${field} are forbidden.`))
}
