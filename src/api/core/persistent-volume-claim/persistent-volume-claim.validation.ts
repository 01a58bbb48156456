// Faults of claims: what they ask for, and that a claim once made asks for the same, or for more.
// Upstream: pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimUpdate.
import { semanticEqual } from '../../../machinery/equality.ts'
import {
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { compareQuantity } from '../../../machinery/quantity/quantity.ts'
import {
  checkBasicQuantity,
  checkImmutable,
  checkNonNegativeQuantity,
  checkQualifiedName,
  immutableText,
} from '../../checks.ts'
import { differences } from '../../differences.ts'
import { storageClassAnnotation } from '../volume-modes.ts'
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
  const faults = checkClassAnnotation(next, old)
  if (!semanticEqual(rest.next, rest.old)) {
    const text =
      'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'
    faults.push(forbidden('spec', `${text}\n${differences(rest.old, rest.next, 'spec')}`))
  }
  faults.push(...checkSize(next, old))
  faults.push(...checkImmutable(next.spec.volumeMode, old.spec.volumeMode, 'volumeMode'))
  return [...faults, ...checkAttributesClass(next, old)]
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
    after = { ...after, volumeAttributesClassName: before.volumeAttributesClassName }
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

/** A class that has been applied may give way to another, not to none. */
function checkAttributesClass(next: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const name = next.spec.volumeAttributesClassName
  if (name === old.spec.volumeAttributesClassName || (name ?? '') !== '') return []
  if (old.status?.currentVolumeAttributesClassName === undefined) return []
  const to = name === undefined ? 'nil' : 'empty string'
  const text = `update to ${to} is forbidden when status.currentVolumeAttributesClassName is not nil`
  return [forbidden('spec.volumeAttributesClassName', text)]
}

/** The annotation that named the class before there was a field for it may only go over into that field. */
function checkClassAnnotation(next: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const [after, before] = [next, old].map(({ metadata }) => metadata.annotations?.[storageClassAnnotation])
  const moved =
    before !== undefined &&
    old.spec.storageClassName === undefined &&
    next.spec.storageClassName === before &&
    after === undefined
  if (moved || (after ?? '') === (before ?? '')) return []
  return [invalid(`metadata.annotations.${storageClassAnnotation}`, after ?? '', immutableText)]
}

const resizeStates = [
  'ControllerResizeFailed',
  'ControllerResizeInProgress',
  'NodeResizeFailed',
  'NodeResizeInProgress',
  'NodeResizePending',
]

export function validatePersistentVolumeClaimStatusUpdate({
  spec,
  status,
}: PersistentVolumeClaim): FieldError[] {
  const faults = (spec.accessModes ?? []).length === 0 ? [required('Spec.accessModes')] : []
  for (const [name, amount] of Object.entries(status?.capacity ?? {})) {
    faults.push(...checkBasicQuantity(amount, `status.capacity[${name}]`))
  }
  for (const [name, state] of Object.entries(status?.allocatedResourceStatuses ?? {})) {
    faults.push(...checkResourceName(name, 'status.allocatedResourceStatus'))
    if (!resizeStates.includes(state)) {
      faults.push(notSupported('status.allocatedResourceStatus', name, resizeStates))
    }
  }
  for (const [name, amount] of Object.entries(status?.allocatedResources ?? {})) {
    const named = checkResourceName(name, 'status.allocatedResources')
    faults.push(...named)
    if (named.length > 0) continue
    const field = `status.allocatedResources[${name}]`
    const basic = checkBasicQuantity(amount, field)
    faults.push(...(basic.length > 0 ? basic : checkNonNegativeQuantity(amount, field)))
  }
  return faults
}

/** Of the resources that Kubernetes names itself, a claim knows only storage. */
function checkResourceName(name: string, field: string): FieldError[] {
  const faults = checkQualifiedName(name, field)
  if (faults.length > 0) return faults
  const native = !name.includes('/') || name.includes('kubernetes.io/')
  return native && name !== 'storage' ? [notSupported(field, name, ['storage'])] : []
}
