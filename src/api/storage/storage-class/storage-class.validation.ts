// Faults of storage classes. Upstream: pkg/apis/storage/validation/validation.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import { type FieldError, forbidden, invalid, required } from '../../../machinery/field-error.ts'
import { isQualifiedName } from '../../../machinery/names/validation.ts'
import { checkEnum, checkImmutable, checkOptionalEnum, faultsAt } from '../../checks.ts'
import type { StorageClass } from './storage-class.schema.ts'

export function validateStorageClass(storageClass: StorageClass): FieldError[] {
  const { provisioner, parameters = {}, reclaimPolicy, volumeBindingMode } = storageClass
  const faults =
    provisioner === ''
      ? [required('provisioner', provisioner)]
      : faultsAt('provisioner', provisioner, isQualifiedName(provisioner.toLowerCase()))
  if (Object.hasOwn(parameters, '')) faults.push(invalid('parameters', '', 'field can not be empty.'))
  faults.push(...checkOptionalEnum(reclaimPolicy, 'reclaimPolicy', ['Delete', 'Retain']))
  return [
    ...faults,
    ...checkEnum(volumeBindingMode, 'volumeBindingMode', ['Immediate', 'WaitForFirstConsumer']),
  ]
}

const immutable = ['parameters', 'provisioner', 'reclaimPolicy'] as const

export function validateStorageClassUpdate(next: StorageClass, old: StorageClass): FieldError[] {
  const faults = immutable
    .filter((field) => !semanticEqual(next[field], old[field]))
    .map((field) => forbidden(field, `updates to ${field} are forbidden.`))
  return [...faults, ...checkImmutable(next.volumeBindingMode, old.volumeBindingMode, 'volumeBindingMode')]
}
