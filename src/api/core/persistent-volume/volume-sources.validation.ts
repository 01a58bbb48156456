// Faults of what holds the data of a volume: one source, each with its own rules.
// Upstream: pkg/apis/core/validation/validation.go ValidatePersistentVolumeSpec.
import { type FieldError, forbidden, invalid, required } from '../../../machinery/field-error.ts'
import { nameIsDNSLabel } from '../../../machinery/names/validation.ts'
import { checkDNSLabel, checkDNSSubdomain, checkRequired, faultsAt } from '../../checks.ts'
import { checkNoBacksteps } from '../paths.validation.ts'
import * as disks from '../pod/pod-volume-disks.validation.ts'
import { validateHostPath } from '../pod/pod-volumes.validation.ts'
import type { PersistentVolumeSource } from './persistent-volume.schema.ts'

type Sources = Required<PersistentVolumeSource>
type Source<K extends keyof Sources> = NonNullable<Sources[K]>
type SecretRef = { readonly name?: string | undefined; readonly namespace?: string | undefined } | undefined

/** In the order in which upstream looks for them: of two the first is kept. */
const checks: {
  readonly [K in keyof Sources]-?: (source: Source<K>, path: string, volume: string) => FieldError[]
} = {
  hostPath: validateHostPath,
  gcePersistentDisk: (disk, path) => disks.validateGCEPersistentDisk(disk, asPersistentDisk(path)),
  awsElasticBlockStore: disks.validateAWSElasticBlockStore,
  glusterfs: validateGlusterfs,
  flocker: disks.validateFlocker,
  nfs: disks.validateNFS,
  rbd: disks.validateRBD,
  quobyte: disks.validateQuobyte,
  cephfs: disks.validateCephFS,
  iscsi: validateISCSI,
  cinder: validateCinder,
  fc: disks.validateFC,
  flexVolume: disks.validateFlexVolume,
  azureFile: validateAzureFile,
  vsphereVolume: disks.validateVsphereVolume,
  photonPersistentDisk: disks.validatePhotonPersistentDisk,
  portworxVolume: disks.validatePortworxVolume,
  azureDisk: disks.validateAzureDisk,
  scaleIO: disks.validateScaleIO,
  local: validateLocal,
  storageos: validateStorageOS,
  csi: validateCSI,
}
export const sourceNames = Object.keys(checks) as (keyof Sources)[]

export function validateVolumeSource(
  spec: PersistentVolumeSource,
  path: string,
  volume: { readonly name: string; readonly hasAffinity: boolean },
): FieldError[] {
  const given = sourceNames.filter((name) => spec[name] !== undefined)
  if (given.length === 0) return [required(path, 'must specify a volume type')]
  return given.flatMap((name, position) => {
    // A flex volume beside another is let pass, by an oversight upstream.
    if (position === 0 || name === 'flexVolume') return checkOne(spec, name, path, volume)
    const field = name === 'cephfs' ? 'cephFS' : name
    return [forbidden(`${path}.${field}`, 'may not specify more than 1 volume type')]
  })
}

function checkOne(
  spec: PersistentVolumeSource,
  name: keyof Sources,
  path: string,
  volume: { readonly name: string; readonly hasAffinity: boolean },
): FieldError[] {
  // The table pairs each name with what checks that very source.
  const check = checks[name] as (source: unknown, path: string, volume: string) => FieldError[]
  const faults = check(spec[name], `${path}.${name}`, volume.name)
  if (name !== 'local' || volume.hasAffinity) return faults
  return [...faults, required(`${path}.nodeAffinity`, 'Local volume requires node affinity')]
}

function asPersistentDisk(path: string): string {
  return path.replace(/gcePersistentDisk$/, 'persistentDisk')
}

function validateLocal({ path: directory }: Source<'local'>, path: string): FieldError[] {
  if (directory === '') return [required(`${path}.path`)]
  return checkNoBacksteps(directory, `${path}.path`)
}

function validateGlusterfs(source: Source<'glusterfs'>, path: string): FieldError[] {
  const faults = disks.validateGlusterfs(source, path)
  const [field, namespace] = [`${path}.endpointsNamespace`, source.endpointsNamespace]
  if (namespace === undefined) return faults
  const unnamed = 'if the endpointnamespace is set, it must be a valid namespace name'
  const texts = namespace === '' ? [unnamed] : nameIsDNSLabel(namespace, false)
  return [...faults, ...faultsAt(field, namespace, texts)]
}

function validateISCSI(source: Source<'iscsi'>, path: string, volume: string): FieldError[] {
  const faults = disks.isLongTarget(volume, source)
    ? [invalid(`${path}.targetportal`, source.targetPortal, disks.longTarget)]
    : []
  faults.push(...disks.validateISCSI(source, path))
  if (source.secretRef === undefined) return faults
  return [...faults, ...checkRequired(source.secretRef.name, `${path}.secretRef.name`)]
}

function validateCinder(source: Source<'cinder'>, path: string): FieldError[] {
  return [...disks.validateCinder(source, path), ...checkSecretNamespace(source.secretRef, path)]
}

function validateStorageOS(source: Source<'storageos'>, path: string): FieldError[] {
  return [...disks.validateStorageOS(source, path), ...checkSecretNamespace(source.secretRef, path)]
}

function checkSecretNamespace(secret: SecretRef, path: string): FieldError[] {
  return secret === undefined ? [] : checkRequired(secret.namespace, `${path}.secretRef.namespace`)
}

function validateAzureFile(source: Source<'azureFile'>, path: string): FieldError[] {
  const faults = disks.validateAzureFile(source, path)
  if (source.secretNamespace === undefined) return faults
  return [...faults, ...checkRequired(source.secretNamespace, `${path}.secretNamespace`)]
}

// Not the secret for staging: upstream does not look at it.
const secrets = [
  'controllerPublishSecretRef',
  'controllerExpandSecretRef',
  'nodePublishSecretRef',
  'nodeExpandSecretRef',
] as const

function validateCSI(csi: Source<'csi'>, path: string): FieldError[] {
  return [
    ...disks.validateCSIDriverName(csi.driver, `${path}.driver`),
    ...checkRequired(csi.volumeHandle, `${path}.volumeHandle`),
    ...secrets.flatMap((name) => checkSecret(csi[name], `${path}.${name}`)),
  ]
}

function checkSecret(secret: SecretRef, path: string): FieldError[] {
  if (secret === undefined) return []
  const { name = '', namespace = '' } = secret
  return [
    ...(name === '' ? [required(`${path}.name`)] : checkDNSSubdomain(name, `${path}.name`)),
    ...(namespace === '' ? [required(`${path}.namespace`)] : checkDNSLabel(namespace, `${path}.namespace`)),
  ]
}
