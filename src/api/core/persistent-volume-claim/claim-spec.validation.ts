// Faults of what a claim asks for, in a claim of its own or in a template within a pod or a stateful set.
// Upstream: pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaimSpec.
import {
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import {
  isDNS1123Subdomain,
  nameIsDNSLabel,
  nameIsDNSSubdomain,
} from '../../../machinery/names/validation.ts'
import { validateLabelSelector } from '../../../machinery/selectors/labels.ts'
import {
  checkOptionalEnum,
  checkPositiveQuantity,
  checkRequired,
  checkTemplateMeta,
  faultsAt,
} from '../../checks.ts'
import type { PersistentVolumeClaimSpec, PersistentVolumeClaimTemplate } from '../pod/pod-volumes.schema.ts'

const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']

export function validateClaimTemplate(template: PersistentVolumeClaimTemplate, path: string): FieldError[] {
  return [
    ...checkTemplateMeta(template.metadata, `${path}.metadata`),
    ...validateClaimSpec(template.spec, `${path}.spec`),
  ]
}

export function validateClaimSpec(spec: PersistentVolumeClaimSpec, path: string): FieldError[] {
  const faults: FieldError[] = []
  if ((spec.accessModes ?? []).length === 0) {
    faults.push(required(`${path}.accessModes`, 'at least 1 access mode is required'))
  }
  faults.push(...validateLabelSelector(spec.selector, `${path}.selector`))
  faults.push(...checkAccessModes(spec.accessModes ?? [], `${path}.accessModes`))
  faults.push(...checkStorage(spec, `${path}.resources[storage]`))
  if (spec.storageClassName) {
    const texts = nameIsDNSSubdomain(spec.storageClassName, false)
    faults.push(...faultsAt(`${path}.storageClassName`, spec.storageClassName, texts))
  }
  faults.push(...checkOptionalEnum(spec.volumeMode, `${path}.volumeMode`, ['Block', 'Filesystem']))
  faults.push(...checkDataSources(spec, path))
  if (spec.volumeAttributesClassName) {
    const texts = nameIsDNSSubdomain(spec.volumeAttributesClassName, false)
    faults.push(...faultsAt(`${path}.volumeAttributesClassName`, spec.volumeAttributesClassName, texts))
  }
  return faults
}

export function checkAccessModes(modes: readonly string[], field: string): FieldError[] {
  const faults = modes
    .filter((mode) => !accessModes.includes(mode))
    .map((mode) => notSupported(field, mode, accessModes))
  const known = modes.filter((mode) => accessModes.includes(mode))
  if (known.includes('ReadWriteOncePod') && known.some((mode) => mode !== 'ReadWriteOncePod')) {
    faults.push(forbidden(field, 'may not use ReadWriteOncePod with other access modes'))
  }
  return faults
}

function checkStorage(spec: PersistentVolumeClaimSpec, field: string): FieldError[] {
  const storage = spec.resources?.requests?.storage
  return storage === undefined ? [required(field)] : checkPositiveQuantity(storage, field)
}

interface DataSource {
  readonly apiGroup?: string | undefined
  readonly kind: string
  readonly name: string
  readonly namespace?: string | undefined
}

function checkDataSources(spec: PersistentVolumeClaimSpec, path: string): FieldError[] {
  const { dataSource, dataSourceRef } = spec
  const faults: FieldError[] = []
  if (dataSource !== undefined) faults.push(...checkDataSource(dataSource, `${path}.dataSource`))
  if (dataSourceRef !== undefined) faults.push(...checkDataSource(dataSourceRef, `${path}.dataSourceRef`))
  if (dataSource === undefined || dataSourceRef === undefined) return faults
  if (dataSourceRef.namespace) {
    faults.push(
      invalid(path, `${path}.dataSource`, 'may not be specified when dataSourceRef.namespace is specified'),
    )
  } else if (
    dataSource.apiGroup !== dataSourceRef.apiGroup ||
    dataSource.kind !== dataSourceRef.kind ||
    dataSource.name !== dataSourceRef.name
  ) {
    faults.push(invalid(path, `${path}.dataSource`, 'must match dataSourceRef'))
  }
  return faults
}

function checkDataSource(source: DataSource, path: string): FieldError[] {
  const faults = [
    ...checkRequired(source.name, `${path}.name`),
    ...checkRequired(source.kind, `${path}.kind`),
  ]
  const group = source.apiGroup ?? ''
  if (group === '' && source.kind !== 'PersistentVolumeClaim') {
    const text = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
    faults.push(invalid(path, source.kind, text))
  }
  if (group !== '') faults.push(...faultsAt(`${path}.apiGroup`, group, isDNS1123Subdomain(group)))
  if (source.namespace) {
    faults.push(...faultsAt(`${path}.namespace`, source.namespace, nameIsDNSLabel(source.namespace, false)))
  }
  return faults
}
