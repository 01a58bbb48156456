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
  checkBasicQuantity,
  checkImmutable,
  checkOptionalEnum,
  checkPositiveQuantity,
  faultsAt,
  immutableText,
} from '../../checks.ts'
import { differences } from '../../differences.ts'
import { validateNodeSelector } from '../node-selector.validation.ts'
import { checkAccessModes } from '../persistent-volume-claim/claim-spec.validation.ts'
import type {
  PersistentVolume,
  PersistentVolumeSource,
  PersistentVolumeSpec,
} from './persistent-volume.schema.ts'
import { sourceNames, validateVolumeSource } from './volume-sources.validation.ts'

export function validatePersistentVolume({ metadata, spec }: PersistentVolume): FieldError[] {
  return [
    ...checkModes(spec, 'spec'),
    ...checkCapacity(spec),
    ...checkOptionalEnum(spec.persistentVolumeReclaimPolicy, 'spec.persistentVolumeReclaimPolicy', [
      'Delete',
      'Recycle',
      'Retain',
    ]),
    ...checkNodeAffinity(spec),
    ...validateVolumeSource(spec, 'spec', {
      name: metadata.name,
      hasAffinity: spec.nodeAffinity?.required !== undefined,
    }),
    ...checkRecycledRoot(spec, 'spec'),
    ...checkName(spec.storageClassName, 'spec.storageClassName'),
    ...checkOptionalEnum(spec.volumeMode, 'spec.volumeMode', ['Block', 'Filesystem']),
    ...checkAttributesClass(spec, 'spec'),
  ]
}

/** A volume that an attachment describes itself, which has no object of its own. */
export function validateInlineVolume(spec: PersistentVolumeSpec, path: string): FieldError[] {
  const context = 'in the context of inline volumes'
  const forbid = (field: string) => forbidden(`${path}.${field}`, `may not be specified ${context}`)
  const faults: FieldError[] = []
  if (spec.claimRef !== undefined) faults.push(forbid('claimRef'))
  if (Object.keys(spec.capacity ?? {}).length > 0) faults.push(forbid('capacity'))
  if (spec.csi === undefined) faults.push(required(`${path}.csi`, `has to be specified ${context}`))
  faults.push(...checkModes(spec, path))
  if ((spec.persistentVolumeReclaimPolicy || 'Retain') !== 'Retain') {
    faults.push(forbidden(`${path}.persistentVolumeReclaimPolicy`, `may only be Retain ${context}`))
  }
  if (spec.nodeAffinity !== undefined) faults.push(forbid('nodeAffinity'))
  faults.push(...validateVolumeSource(spec, path, { name: '', hasAffinity: false }))
  faults.push(...checkRecycledRoot(spec, path))
  if (spec.storageClassName) faults.push(forbid('storageClassName'))
  if ((spec.volumeMode ?? 'Filesystem') !== 'Filesystem') {
    const text = `may not specify volumeMode other than Filesystem ${context}`
    faults.push(forbidden(`${path}.volumeMode`, text))
  }
  return [...faults, ...checkAttributesClass(spec, path)]
}

function checkModes({ accessModes = [] }: PersistentVolumeSpec, path: string): FieldError[] {
  const faults = accessModes.length === 0 ? [required(`${path}.accessModes`)] : []
  return [...faults, ...checkAccessModes(accessModes, `${path}.accessModes`)]
}

function checkCapacity({ capacity = {} }: PersistentVolumeSpec): FieldError[] {
  const names = Object.keys(capacity)
  const faults = names.length === 0 ? [required('spec.capacity')] : []
  if (!names.includes('storage') || names.length > 1) {
    faults.push(notSupported('spec.capacity', capacity, ['storage']))
  }
  for (const [name, amount] of Object.entries(capacity)) {
    const field = `spec.capacity[${name}]`
    faults.push(...checkBasicQuantity(amount, field), ...checkPositiveQuantity(amount, field))
  }
  return faults
}

function checkNodeAffinity({ nodeAffinity }: PersistentVolumeSpec): FieldError[] {
  if (nodeAffinity === undefined) return []
  const field = 'spec.nodeAffinity.required'
  if (nodeAffinity.required === undefined) {
    return [required(field, 'must specify required node constraints')]
  }
  return validateNodeSelector(nodeAffinity.required, field)
}

function checkRecycledRoot(spec: PersistentVolumeSpec, path: string): FieldError[] {
  const { hostPath, persistentVolumeReclaimPolicy: policy } = spec
  if (policy !== 'Recycle' || hostPath === undefined || !isRoot(hostPath.path)) return []
  const text = "may not be 'recycle' for a hostPath mount of '/'"
  return [forbidden(`${path}.persistentVolumeReclaimPolicy`, text)]
}

function checkName(name: string | undefined, field: string): FieldError[] {
  return name ? faultsAt(field, name, nameIsDNSSubdomain(name, false)) : []
}

function checkAttributesClass(spec: PersistentVolumeSpec, path: string): FieldError[] {
  const { volumeAttributesClassName: name } = spec
  if (name === undefined) return []
  const field = `${path}.volumeAttributesClassName`
  const faults = name === '' ? [required(field, 'an empty string is disallowed')] : checkName(name, field)
  if (spec.csi !== undefined) return faults
  return [...faults, required(`${path}.csi`, 'has to be specified when using volumeAttributesClassName')]
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
  const [classAfter, classBefore] = [next, old].map(({ spec }) => spec.volumeAttributesClassName)
  if (classBefore !== undefined && classAfter === undefined) {
    const text = 'update from non-nil value to nil is forbidden'
    faults.push(forbidden('spec.volumeAttributesClassName', text))
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

/** `/`, `/.` and `/a/..` are all the root. */
function isRoot(path: string): boolean {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts.length === 0
}
