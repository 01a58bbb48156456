// Faults of a pod's volumes: each with a unique name and exactly one source.
// Upstream: pkg/apis/core/validation/validation.go ValidateVolumes, validateVolumeSource.
import { duplicate, type FieldError, forbidden, invalid, required } from '../../../machinery/field-error.ts'
import { nameIsDNSSubdomain } from '../../../machinery/names/validation.ts'
import { compareQuantity } from '../../../machinery/quantity/quantity.ts'
import { checkDNSLabel, checkEnum, checkOptionalEnum, checkRequired, faultsAt } from '../../checks.ts'
import {
  checkDescendingPath,
  checkFileMode,
  checkNoBacksteps,
  validateKeyToPath,
} from '../paths.validation.ts'
import { validateClaimTemplate } from '../persistent-volume-claim/claim-spec.validation.ts'
import { validateDownwardAPIFile } from './pod-downward-api.validation.ts'
import { validateProjected } from './pod-projected-volume.validation.ts'
import * as disks from './pod-volume-disks.validation.ts'
import type { KeyToPath, Volume, VolumeSource } from './pod-volumes.schema.ts'

export interface VolumesContext {
  /** False in a template, where some things may still be filled in. */
  readonly isPod: boolean
  /** The pod's name, where it has one. */
  readonly podName?: string | undefined
}

export type VolumeMap = ReadonlyMap<string, VolumeSource>

/** The faults, and the sound volumes by name for those who mount them. */
export function validateVolumes(
  volumes: readonly Volume[],
  path: string,
  context: VolumesContext,
): { readonly faults: FieldError[]; readonly volumes: VolumeMap } {
  const faults: FieldError[] = []
  const sound = new Map<string, VolumeSource>()
  const created = createdClaims(volumes, context.podName)
  for (const [index, volume] of volumes.entries()) {
    const at = `${path}[${index}]`
    const own = validateVolumeSource(volume, at, context)
    if (volume.name === '') own.push(required(`${at}.name`))
    else own.push(...checkDNSLabel(volume.name, `${at}.name`))
    if (sound.has(volume.name)) own.push(duplicate(`${at}.name`, volume.name))
    if (own.length === 0) sound.set(volume.name, volume)
    faults.push(...own)
    const claim = volume.persistentVolumeClaim?.claimName
    if (claim !== undefined && created.has(claim)) {
      const text = 'must not reference a PVC that gets created for an ephemeral volume'
      faults.push(invalid(`${at}.persistentVolumeClaim.claimName`, claim, text))
    }
  }
  return { faults, volumes: sound }
}

function createdClaims(volumes: readonly Volume[], podName: string | undefined): ReadonlySet<string> {
  if (!podName) return new Set()
  const ephemeral = volumes.filter((volume) => volume.ephemeral !== undefined)
  return new Set(ephemeral.map((volume) => `${podName}-${volume.name}`))
}

interface SourceContext extends VolumesContext {
  readonly volumeName: string
}

type Check<K extends keyof VolumeSource> = (
  source: NonNullable<VolumeSource[K]>,
  path: string,
  context: SourceContext,
) => FieldError[]

/** In upstream's order, which decides which one of two sources is the surplus one. */
const sourceChecks: { readonly [K in keyof VolumeSource]-?: Check<K> } = {
  emptyDir: validateEmptyDir,
  hostPath: validateHostPath,
  gitRepo: validateGitRepo,
  gcePersistentDisk: (source, path) => disks.validateGCEPersistentDisk(source, path.replace(/gceP/, 'p')),
  awsElasticBlockStore: disks.validateAWSElasticBlockStore,
  secret: validateSecretVolume,
  nfs: disks.validateNFS,
  iscsi: (source, path, { volumeName }) => disks.validateISCSI(source, path, volumeName),
  glusterfs: disks.validateGlusterfs,
  flocker: disks.validateFlocker,
  persistentVolumeClaim: (source, path) => checkRequired(source.claimName, `${path}.claimName`),
  rbd: disks.validateRBD,
  cinder: disks.validateCinder,
  cephfs: disks.validateCephFS,
  quobyte: disks.validateQuobyte,
  downwardAPI: validateDownwardAPI,
  fc: disks.validateFC,
  flexVolume: disks.validateFlexVolume,
  configMap: validateConfigMapVolume,
  azureFile: disks.validateAzureFile,
  vsphereVolume: disks.validateVsphereVolume,
  photonPersistentDisk: disks.validatePhotonPersistentDisk,
  portworxVolume: disks.validatePortworxVolume,
  azureDisk: disks.validateAzureDisk,
  storageos: disks.validateStorageOS,
  projected: validateProjected,
  scaleIO: disks.validateScaleIO,
  csi: disks.validateCSI,
  ephemeral: validateEphemeral,
  image: validateImageVolume,
}
const sourceNames = Object.keys(sourceChecks) as (keyof VolumeSource)[]

function validateVolumeSource(volume: Volume, path: string, context: VolumesContext): FieldError[] {
  const given = sourceNames.filter((name) => volume[name] !== undefined)
  const [first, ...surplus] = given
  if (first === undefined) return [required(path, 'must specify a volume type')]
  const check = sourceChecks[first] as Check<keyof VolumeSource>
  const source = volume[first]
  const faults =
    source === undefined ? [] : check(source, `${path}.${first}`, { ...context, volumeName: volume.name })
  for (const name of surplus) {
    const field = misspelt[name] ?? name
    faults.push(forbidden(`${path}.${field}`, 'may not specify more than 1 volume type'))
  }
  return faults
}

/** What upstream calls two of the sources where they are surplus. */
const misspelt: Readonly<Record<string, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' }

function validateEmptyDir(source: NonNullable<VolumeSource['emptyDir']>, path: string): FieldError[] {
  if (source.sizeLimit === undefined || compareQuantity(source.sizeLimit, '0') >= 0) return []
  return [forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')]
}

const hostPathTypes = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
]

export function validateHostPath(source: NonNullable<VolumeSource['hostPath']>, path: string): FieldError[] {
  if (source.path === '') return [required(`${path}.path`)]
  return [
    ...checkNoBacksteps(source.path, `${path}.path`),
    ...checkOptionalEnum(source.type, `${path}.type`, hostPathTypes),
  ]
}

function validateGitRepo(source: NonNullable<VolumeSource['gitRepo']>, path: string): FieldError[] {
  return [
    ...checkRequired(source.repository, `${path}.repository`),
    ...checkDescendingPath(source.directory ?? '', `${path}.directory`),
  ]
}

function validateSecretVolume(source: NonNullable<VolumeSource['secret']>, path: string): FieldError[] {
  return [
    ...checkRequired(source.secretName, `${path}.secretName`),
    ...checkFileMode(source.defaultMode, `${path}.defaultMode`),
    ...checkItems(source.items, `${path}.items`),
  ]
}

function validateConfigMapVolume(source: NonNullable<VolumeSource['configMap']>, path: string): FieldError[] {
  return [
    ...checkRequired(source.name, `${path}.name`),
    ...checkFileMode(source.defaultMode, `${path}.defaultMode`),
    ...checkItems(source.items, `${path}.items`),
  ]
}

function checkItems(items: readonly KeyToPath[] | undefined, path: string): FieldError[] {
  return (items ?? []).flatMap((item, index) => validateKeyToPath(item, `${path}[${index}]`))
}

function validateDownwardAPI(source: NonNullable<VolumeSource['downwardAPI']>, path: string): FieldError[] {
  return [
    ...checkFileMode(source.defaultMode, `${path}.defaultMode`),
    // Upstream leaves the index out of the path.
    ...(source.items ?? []).flatMap((file) => validateDownwardAPIFile(file, path)),
  ]
}

function validateEphemeral(
  source: NonNullable<VolumeSource['ephemeral']>,
  path: string,
  { podName, volumeName }: SourceContext,
): FieldError[] {
  if (source.volumeClaimTemplate === undefined) return [required(`${path}.volumeClaimTemplate`)]
  const faults = validateClaimTemplate(source.volumeClaimTemplate, `${path}.volumeClaimTemplate`)
  if (!podName || volumeName === '') return faults
  const claim = `${podName}-${volumeName}`
  const texts = nameIsDNSSubdomain(claim, false).map((text) => `PVC name ${JSON.stringify(claim)}: ${text}`)
  return [...faults, ...faultsAt(path.replace(/\.ephemeral$/, '.name'), volumeName, texts)]
}

function validateImageVolume(
  source: NonNullable<VolumeSource['image']>,
  path: string,
  { isPod }: SourceContext,
): FieldError[] {
  return [
    ...(isPod ? checkRequired(source.reference, `${path}.reference`) : []),
    ...checkEnum(source.pullPolicy, `${path}.pullPolicy`, ['Always', 'IfNotPresent', 'Never']),
  ]
}
