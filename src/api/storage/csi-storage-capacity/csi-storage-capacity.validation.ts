// Faults of storage capacities. Upstream: pkg/apis/storage/validation/validation.go ValidateCSIStorageCapacity.
import type { FieldError } from '../../../machinery/field-error.ts'
import { nameIsDNSSubdomain } from '../../../machinery/names/validation.ts'
import { validateLabelSelector } from '../../../machinery/selectors/labels.ts'
import { checkImmutable, checkNonNegativeQuantity, faultsAt } from '../../checks.ts'
import type { CSIStorageCapacity } from './csi-storage-capacity.schema.ts'

export function validateCSIStorageCapacity(obj: CSIStorageCapacity): FieldError[] {
  const faults = validateLabelSelector(obj.nodeTopology, 'nodeTopology')
  faults.push(
    ...faultsAt('storageClassName', obj.storageClassName, nameIsDNSSubdomain(obj.storageClassName, false)),
  )
  if (obj.capacity === undefined) return faults
  return [...faults, ...checkNonNegativeQuantity(obj.capacity, 'capacity')]
}

export function validateCSIStorageCapacityUpdate(
  next: CSIStorageCapacity,
  old: CSIStorageCapacity,
): FieldError[] {
  return [
    ...checkImmutable(next.nodeTopology, old.nodeTopology, 'nodeTopology'),
    ...checkImmutable(next.storageClassName, old.storageClassName, 'storageClassName'),
  ]
}
