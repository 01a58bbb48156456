// Faults of claims: what they ask for, and that a claim once made asks for the same, or for more.
// Upstream: pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimUpdate.
import { semanticEqual } from '../../../machinery/equality.ts'
import { type FieldError, forbidden, required } from '../../../machinery/field-error.ts'
import { compareQuantity } from '../../../machinery/quantity/quantity.ts'
import { checkImmutable } from '../../checks.ts'
import { differences } from '../../differences.ts'
import type { PersistentVolumeClaimSpec } from '../pod/pod-volumes.schema.ts'
import { validateClaimSpec } from './claim-spec.validation.ts'
import type { PersistentVolumeClaim } from './persistent-volume-claim.schema.ts'

export function validatePersistentVolumeClaim({ spec }: PersistentVolumeClaim): FieldError[] {
  return validateClaimSpec(spec, 'spec')
}

export function validatePersistentVolumeClaimUpdate(
  next: PersistentVolumeClaim,
  old: PersistentVolumeClaim,
): FieldError[] {
  const rest = withoutChangeable(next, old)
  const faults: FieldError[] = []
  if (!semanticEqual(rest.next, rest.old)) {
    const text =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'
    faults.push(forbidden('spec', `${text}\n${differences(rest.old, rest.next, 'spec')}`))
  }
  faults.push(...checkSize(next, old))
  faults.push(...checkImmutable(next.spec.volumeMode, old.spec.volumeMode, 'volumeMode'))
  return [...faults, ...checkAttributesClass(next.spec, old.spec)]
}

/** The volume is found once, a class may be chosen late, and a bound claim may grow. */
function withoutChangeable(next: PersistentVolumeClaim, old: PersistentVolumeClaim) {
  let [after, before] = [next.spec, old.spec]
  if (!before.volumeName) before = { ...before, volumeName: after.volumeName }
  if (before.storageClassName === undefined) before = { ...before, storageClassName: after.storageClassName }
  if (next.status?.phase === 'Bound') {
    if (after.resources?.requests !== undefined) {
      const requests = { ...after.resources.requests, storage: before.resources?.requests?.storage ?? '0' }
      after = { ...after, resources: { ...after.resources, requests } }
    }
    if (after.volumeAttributesClassName !== undefined) {
      after = { ...after, volumeAttributesClassName: before.volumeAttributesClassName }
    }
  }
  return { next: after, old: before }
}

function checkSize(next: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const [after, before] = [next, old].map((claim) => claim.spec.resources?.requests?.storage ?? '0')
  if (compareQuantity(after ?? '0', before ?? '0') >= 0) return []
  // A growth that failed may be taken back, but not below what there is already.
  if (compareQuantity(after ?? '0', old.status?.capacity?.storage ?? '0') > 0) return []
  return [forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')]
}

function checkAttributesClass(next: PersistentVolumeClaimSpec, old: PersistentVolumeClaimSpec): FieldError[] {
  const field = 'spec.volumeAttributesClassName'
  if (old.volumeAttributesClassName === undefined) return []
  if (next.volumeAttributesClassName === undefined) {
    return [forbidden(field, 'update from non-nil value to nil is forbidden')]
  }
  if (next.volumeAttributesClassName !== '' || old.volumeAttributesClassName === '') return []
  return [forbidden(field, 'update from non-nil value to an empty string is forbidden')]
}

export function validatePersistentVolumeClaimStatusUpdate({ spec }: PersistentVolumeClaim): FieldError[] {
  return (spec.accessModes ?? []).length === 0 ? [required('Spec.accessModes')] : []
}
