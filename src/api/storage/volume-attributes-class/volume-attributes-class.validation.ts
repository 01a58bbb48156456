// Faults of volume attributes classes, which never change. Upstream: pkg/apis/storage/validation/validation.go.
import { type FieldError, required } from '../../../machinery/field-error.ts'
import { checkImmutable } from '../../checks.ts'
import { validateCSIDriverName } from '../../core/pod/pod-volume-disks.validation.ts'
import type { VolumeAttributesClass } from './volume-attributes-class.schema.ts'

export function validateVolumeAttributesClass({
  driverName,
  parameters = {},
}: VolumeAttributesClass): FieldError[] {
  const faults = validateCSIDriverName(driverName, 'driverName')
  if (Object.keys(parameters).length > 0) return faults
  return [...faults, required('parameters', 'must contain at least one key/value pair')]
}

export function validateVolumeAttributesClassUpdate(
  next: VolumeAttributesClass,
  old: VolumeAttributesClass,
): FieldError[] {
  return [
    ...checkImmutable(next.driverName, old.driverName, 'driverName'),
    ...checkImmutable(next.parameters, old.parameters, 'parameters'),
  ]
}
