// Faults of volumes: one source, which never changes, a size, modes of access.
// Upstream: pkg/apis/core/validation/validation.go ValidatePersistentVolumeSpec, ValidatePersistentVolumeUpdate.
import { semanticEqual } from '../../../machinery/equality.ts'
import {
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { nameIsDNSSubdomain } from '../../../machinery/names/validation.ts'
import {
  checkImmutable,
  checkOptionalEnum,
  checkPositiveQuantity,
  checkRequired,
  faultsAt,
  immutableText,
} from '../../checks.ts'
import { differences } from '../../differences.ts'
import { validateNodeSelector } from '../node-selector.validation.ts'
import { checkNoBacksteps } from '../paths.validation.ts'
import { checkAccessModes } from '../persistent-volume-claim/claim-spec.validation.ts'
import * as disks from '../pod/pod-volume-disks.validation.ts'
import { validateHostPath } from '../pod/pod-volumes.validation.ts'
import {
  type PersistentVolume,
  type PersistentVolumeSource,
  type PersistentVolumeSpec,
  persistentVolumeSource,
} from './persistent-volume.schema.ts'

export function validatePersistentVolume({ metadata, spec }: PersistentVolume): FieldError[] {
  const faults = (spec.accessModes ?? []).length === 0 ? [required('spec.accessModes')] : []
  faults.push(...checkAccessModes(spec.accessModes ?? [], 'spec.accessModes'), ...checkCapacity(spec))
  const policies = ['Delete', 'Recycle', 'Retain']
  const { persistentVolumeReclaimPolicy: policy, nodeAffinity } = spec
  faults.push(...checkOptionalEnum(policy, 'spec.persistentVolumeReclaimPolicy', policies))
  if (nodeAffinity !== undefined) {
    if (nodeAffinity.required === undefined) {
      faults.push(required('spec.nodeAffinity.required', 'must specify required node constraints'))
    } else faults.push(...validateNodeSelector(nodeAffinity.required, 'spec.nodeAffinity.required'))
  }
  faults.push(...validateSource(spec, metadata.name), ...validateClasses(spec))
  return [...faults, ...checkOptionalEnum(spec.volumeMode, 'spec.volumeMode', ['Block', 'Filesystem'])]
}

function checkCapacity({ capacity = {} }: PersistentVolumeSpec): FieldError[] {
  const names = Object.keys(capacity)
  const faults = names.length === 0 ? [required('spec.capacity')] : []
  if (!names.includes('storage') || names.length > 1) {
    faults.push(notSupported('spec.capacity', capacity, ['storage']))
  }
  for (const [name, amount] of Object.entries(capacity)) {
    faults.push(...checkPositiveQuantity(amount, `spec.capacity[${name}]`))
  }
  return faults
}

const sourceNames = Object.keys(persistentVolumeSource.fields) as (keyof PersistentVolumeSource)[]

function validateSource(spec: PersistentVolumeSpec, name: string): FieldError[] {
  const [first, ...surplus] = sourceNames.filter((source) => spec[source] !== undefined)
  if (first === undefined) return [required('spec', 'must specify a volume type')]
  const faults = checkSource(spec, name)
  for (const other of surplus) {
    faults.push(forbidden(`spec.${other}`, 'may not specify more than 1 volume type'))
  }
  const { hostPath, persistentVolumeReclaimPolicy: policy } = spec
  if (hostPath?.path === '/' && policy === 'Recycle') {
    const text = "may not be 'recycle' for a hostPath mount of '/'"
    faults.push(forbidden('spec.persistentVolumeReclaimPolicy', text))
  }
  if (spec.local !== undefined && spec.nodeAffinity === undefined) {
    faults.push(required('spec.nodeAffinity', 'Local volume requires node affinity'))
  }
  return faults
}

/** The sources that are used; the retired ones of single clouds are only counted. */
function checkSource(spec: PersistentVolumeSpec, name: string): FieldError[] {
  if (spec.hostPath !== undefined) return validateHostPath(spec.hostPath, 'spec.hostPath')
  if (spec.local !== undefined) {
    if (spec.local.path === '') return [required('spec.local.path')]
    return checkNoBacksteps(spec.local.path, 'spec.local.path')
  }
  if (spec.nfs !== undefined) return disks.validateNFS(spec.nfs, 'spec.nfs')
  if (spec.iscsi !== undefined) return disks.validateISCSI(spec.iscsi, 'spec.iscsi', name)
  if (spec.fc !== undefined) return disks.validateFC(spec.fc, 'spec.fc')
  if (spec.rbd !== undefined) return disks.validateRBD(spec.rbd, 'spec.rbd')
  if (spec.cephfs !== undefined) return disks.validateCephFS(spec.cephfs, 'spec.cephfs')
  if (spec.cinder !== undefined) return disks.validateCinder(spec.cinder, 'spec.cinder')
  if (spec.csi === undefined) return []
  return [
    ...disks.validateCSIDriverName(spec.csi.driver, 'spec.csi.driver'),
    ...checkRequired(spec.csi.volumeHandle, 'spec.csi.volumeHandle'),
  ]
}

function validateClasses(spec: PersistentVolumeSpec): FieldError[] {
  const { storageClassName, volumeAttributesClassName } = spec
  const faults: FieldError[] = []
  if (storageClassName) {
    faults.push(
      ...faultsAt('spec.storageClassName', storageClassName, nameIsDNSSubdomain(storageClassName, false)),
    )
  }
  if (volumeAttributesClassName === undefined) return faults
  const field = 'spec.volumeAttributesClassName'
  if (volumeAttributesClassName === '') {
    faults.push(required(field, 'an empty string is disallowed'))
  } else
    faults.push(
      ...faultsAt(field, volumeAttributesClassName, nameIsDNSSubdomain(volumeAttributesClassName, false)),
    )
  if (spec.csi !== undefined) return faults
  return [...faults, required('spec.csi', 'has to be specified when using volumeAttributesClassName')]
}

export function validatePersistentVolumeUpdate(next: PersistentVolume, old: PersistentVolume): FieldError[] {
  const [after, before] = [sourceOf(next.spec), sourceOf(old.spec)]
  const faults: FieldError[] = []
  if (!semanticEqual(withExpandSecretOf(before, after), before)) {
    const text = 'spec.persistentvolumesource is immutable after creation'
    faults.push(forbidden('spec.persistentvolumesource', `${text}\n${differences(before, after)}`))
  }
  faults.push(...checkImmutable(next.spec.volumeMode, old.spec.volumeMode, 'volumeMode'))
  const { nodeAffinity } = old.spec
  if (nodeAffinity !== undefined && !semanticEqual(next.spec.nodeAffinity, nodeAffinity)) {
    const text = `${immutableText}, except for updating from beta label to GA`
    faults.push(invalid('nodeAffinity', next.spec.nodeAffinity ?? null, text))
  }
  return faults
}

function sourceOf(spec: PersistentVolumeSpec): PersistentVolumeSource {
  return Object.fromEntries(sourceNames.map((name) => [name, spec[name]]))
}

/** A secret for growing may be added later. */
function withExpandSecretOf(
  old: PersistentVolumeSource,
  next: PersistentVolumeSource,
): PersistentVolumeSource {
  if (old.csi === undefined || next.csi === undefined) return next
  if (old.csi.controllerExpandSecretRef !== undefined) return next
  return { ...next, csi: { ...next.csi, controllerExpandSecretRef: undefined } }
}
