// Faults of volumes that are disks and shares of a network, in pods and in persistent volumes alike.
// Upstream: pkg/apis/core/validation/validation.go, the validate...VolumeSource functions.
import { type FieldError, invalid, notSupported, required, tooLong } from '../../../machinery/field-error.ts'
import {
  byteLength,
  isDNS1123Subdomain,
  isInRange,
  nameIsDNSSubdomain,
} from '../../../machinery/names/validation.ts'
import { checkDNSLabel, checkOptionalEnum, checkRequired, faultsAt } from '../../checks.ts'
import type { VolumeSource } from './pod-volumes.schema.ts'

type Source<K extends keyof VolumeSource> = NonNullable<VolumeSource[K]>
/** Secrets are named with their namespace in persistent volumes. */
type AnyRef = { readonly name?: string | undefined } | undefined

export function validateNFS(nfs: Source<'nfs'>, path: string): FieldError[] {
  const faults = [...checkRequired(nfs.server, `${path}.server`), ...checkRequired(nfs.path, `${path}.path`)]
  if (!nfs.path.startsWith('/')) faults.push(invalid(`${path}.path`, nfs.path, 'must be an absolute path'))
  return faults
}

type ISCSI = Omit<Source<'iscsi'>, 'secretRef'> & { readonly secretRef?: AnyRef }

/** `volumeName` is absent where the rule for names of volumes in pods does not hold. */
export function validateISCSI(iscsi: ISCSI, path: string, volumeName?: string): FieldError[] {
  const unknown = volumeName === undefined ? malformed : 'must be valid format starting with iqn, eui, or naa'
  const faults = checkRequired(iscsi.targetPortal, `${path}.targetPortal`)
  if (iscsi.iqn === '') faults.push(required(`${path}.iqn`))
  else faults.push(...checkInitiator(iscsi.iqn, `${path}.iqn`, unknown))
  faults.push(...faultsAt(`${path}.lun`, iscsi.lun, isInRange(iscsi.lun, { low: 0, high: 255 })))
  const authenticates = iscsi.chapAuthDiscovery === true || iscsi.chapAuthSession === true
  if (authenticates && iscsi.secretRef === undefined) faults.push(required(`${path}.secretRef`))
  if (iscsi.initiatorName === undefined) return faults
  faults.push(...checkInitiator(iscsi.initiatorName, `${path}.initiatorname`, unknown))
  if (volumeName !== undefined && isLongTarget(volumeName, iscsi)) {
    faults.push(invalid(path.replace(/\.iscsi$/, '.name'), volumeName, longTarget))
  }
  return faults
}

const malformed = 'must be valid format'
export const longTarget =
  'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.'

export function isLongTarget(volumeName: string, iscsi: ISCSI): boolean {
  return iscsi.initiatorName !== undefined && byteLength(`${volumeName}:${iscsi.targetPortal}`) > 64
}

const initiatorForms: readonly (readonly [string, RegExp])[] = [
  ['iqn', /iqn\.\d{4}-\d{2}\.([A-Za-z0-9-.]+)(:[^,;*&$|\s]+)$/],
  ['eui', /^eui.[A-Za-z0-9]{16}$/],
  ['naa', /^naa.[A-Za-z0-9]{32}$/],
]

function checkInitiator(name: string, field: string, unknown: string): FieldError[] {
  const form = initiatorForms.find(([prefix]) => name.startsWith(prefix))
  if (form === undefined) return [invalid(field, name, unknown)]
  return form[1].test(name) ? [] : [invalid(field, name, malformed)]
}

export function validateFC(fc: Source<'fc'>, path: string): FieldError[] {
  const faults: FieldError[] = []
  const [wwns, wwids] = [fc.targetWWNs ?? [], fc.wwids ?? []]
  if (wwns.length === 0 && wwids.length === 0) {
    faults.push(required(`${path}.targetWWNs`, 'must specify either targetWWNs or wwids, but not both'))
  }
  if (wwns.length > 0 && wwids.length > 0) {
    faults.push(
      invalid(`${path}.targetWWNs`, wwns, 'targetWWNs and wwids can not be specified simultaneously'),
    )
  }
  if (wwns.length === 0) return faults
  if (fc.lun === undefined) faults.push(required(`${path}.lun`, 'lun is required if targetWWNs is specified'))
  else faults.push(...faultsAt(`${path}.lun`, fc.lun, isInRange(fc.lun, { low: 0, high: 255 })))
  return faults
}

export function validateGCEPersistentDisk(disk: Source<'gcePersistentDisk'>, path: string): FieldError[] {
  return [...checkRequired(disk.pdName, `${path}.pdName`), ...checkPartition(disk.partition, path)]
}

export function validateAWSElasticBlockStore(
  disk: Source<'awsElasticBlockStore'>,
  path: string,
): FieldError[] {
  return [...checkRequired(disk.volumeID, `${path}.volumeID`), ...checkPartition(disk.partition, path)]
}

function checkPartition(partition: number | undefined, path: string): FieldError[] {
  if (partition === undefined || (partition >= 0 && partition <= 255)) return []
  return [invalid(`${path}.partition`, partition, 'must be between 1 and 255, inclusive')]
}

export function validateGlusterfs(source: Source<'glusterfs'>, path: string): FieldError[] {
  return [
    ...checkRequired(source.endpoints, `${path}.endpoints`),
    ...checkRequired(source.path, `${path}.path`),
  ]
}

export function validateFlocker(flocker: Source<'flocker'>, path: string): FieldError[] {
  const { datasetName = '', datasetUUID = '' } = flocker
  const faults: FieldError[] = []
  if (datasetName === '' && datasetUUID === '') {
    faults.push(required(path, 'one of datasetName and datasetUUID is required'))
  }
  if (datasetName !== '' && datasetUUID !== '') {
    faults.push(invalid(path, 'resource', 'datasetName and datasetUUID can not be specified simultaneously'))
  }
  if (datasetName.includes('/'))
    faults.push(invalid(`${path}.datasetName`, datasetName, "must not contain '/'"))
  return faults
}

export function validateRBD(
  rbd: { readonly monitors: readonly string[]; readonly image: string },
  path: string,
): FieldError[] {
  const faults = rbd.monitors.length === 0 ? [required(`${path}.monitors`)] : []
  return [...faults, ...checkRequired(rbd.image, `${path}.image`)]
}

export function validateCinder(
  cinder: { readonly volumeID: string; readonly secretRef?: AnyRef },
  path: string,
): FieldError[] {
  return [...checkRequired(cinder.volumeID, `${path}.volumeID`), ...checkSecretName(cinder.secretRef, path)]
}

function checkSecretName(reference: AnyRef, path: string): FieldError[] {
  return reference === undefined ? [] : checkRequired(reference.name, `${path}.secretRef.name`)
}

export function validateCephFS(cephfs: { readonly monitors: readonly string[] }, path: string): FieldError[] {
  return cephfs.monitors.length === 0 ? [required(`${path}.monitors`)] : []
}

export function validateQuobyte(quobyte: Source<'quobyte'>, path: string): FieldError[] {
  const faults: FieldError[] = []
  const pairs = 'must be a host:port pair or multiple pairs separated by commas'
  if (quobyte.registry === '') faults.push(required(`${path}.registry`, pairs))
  else if (byteLength(quobyte.tenant ?? '') >= 65) {
    faults.push(required(`${path}.tenant`, 'must be a UUID and may not exceed a length of 64 characters'))
  } else {
    for (const pair of quobyte.registry.split(',')) {
      if (!/^(\[[^[\]]*\]|[^:[\]]*):[^:]*$/.test(pair)) {
        faults.push(invalid(`${path}.registry`, quobyte.registry, pairs))
      }
    }
  }
  return [...faults, ...checkRequired(quobyte.volume, `${path}.volume`)]
}

export function validateFlexVolume(
  flex: { readonly driver: string; readonly options?: Readonly<Record<string, string>> | undefined },
  path: string,
): FieldError[] {
  const faults = checkRequired(flex.driver, `${path}.driver`)
  for (const key of Object.keys(flex.options ?? {})) {
    const namespace = `.${(key.includes('/') ? key.slice(0, key.indexOf('/')) : key).toLowerCase()}`
    if (namespace.endsWith('.kubernetes.io') || namespace.endsWith('.k8s.io')) {
      faults.push(invalid(`${path}.options[${key}]`, key, 'kubernetes.io and k8s.io namespaces are reserved'))
    }
  }
  return faults
}

export function validateAzureFile(
  azure: { readonly secretName: string; readonly shareName: string },
  path: string,
): FieldError[] {
  return [
    ...checkRequired(azure.secretName, `${path}.secretName`),
    ...checkRequired(azure.shareName, `${path}.shareName`),
  ]
}

const managedURI =
  '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}'
const blobURI = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'

export function validateAzureDisk(azure: Source<'azureDisk'>, path: string): FieldError[] {
  const faults = [
    ...checkRequired(azure.diskName, `${path}.diskName`),
    ...checkRequired(azure.diskURI, `${path}.diskURI`),
    ...checkOptionalEnum(azure.cachingMode, `${path}.cachingMode`, ['None', 'ReadOnly', 'ReadWrite']),
    ...checkOptionalEnum(azure.kind, `${path}.kind`, ['Dedicated', 'Managed', 'Shared']),
  ]
  if (azure.kind === undefined) return faults
  const [prefix, form] = azure.kind === 'Managed' ? ['/subscriptions/', managedURI] : ['https://', blobURI]
  if (!azure.diskURI.startsWith(prefix)) faults.push(notSupported(`${path}.diskURI`, azure.diskURI, [form]))
  return faults
}

export function validateVsphereVolume(source: Source<'vsphereVolume'>, path: string): FieldError[] {
  return checkRequired(source.volumePath, `${path}.volumePath`)
}

export function validatePhotonPersistentDisk(
  source: Source<'photonPersistentDisk'>,
  path: string,
): FieldError[] {
  return checkRequired(source.pdID, `${path}.pdID`)
}

export function validatePortworxVolume(source: Source<'portworxVolume'>, path: string): FieldError[] {
  return checkRequired(source.volumeID, `${path}.volumeID`)
}

export function validateScaleIO(
  source: { readonly gateway: string; readonly system: string; readonly volumeName?: string | undefined },
  path: string,
): FieldError[] {
  return [
    ...checkRequired(source.gateway, `${path}.gateway`),
    ...checkRequired(source.system, `${path}.system`),
    ...checkRequired(source.volumeName, `${path}.volumeName`),
  ]
}

interface StorageOS {
  readonly volumeName?: string | undefined
  readonly volumeNamespace?: string | undefined
  readonly secretRef?: AnyRef
}

export function validateStorageOS(source: StorageOS, path: string): FieldError[] {
  const { volumeName = '', volumeNamespace = '' } = source
  const faults =
    volumeName === '' ? [required(`${path}.volumeName`)] : checkDNSLabel(volumeName, `${path}.volumeName`)
  if (volumeNamespace !== '') faults.push(...checkDNSLabel(volumeNamespace, `${path}.volumeNamespace`))
  return [...faults, ...checkSecretName(source.secretRef, path)]
}

export function validateCSIDriverName(driver: string, field: string): FieldError[] {
  const faults = checkRequired(driver, field)
  if (byteLength(driver) > 63) faults.push(tooLong(field, 63))
  return [...faults, ...faultsAt(field, driver, isDNS1123Subdomain(driver.toLowerCase()))]
}

export function validateCSI(csi: Source<'csi'>, path: string): FieldError[] {
  const faults = validateCSIDriverName(csi.driver, `${path}.driver`)
  const reference = csi.nodePublishSecretRef
  if (reference === undefined) return faults
  const name = reference.name ?? ''
  if (name === '') return [...faults, required(`${path}.nodePublishSecretRef.name`)]
  return [...faults, ...faultsAt(`${path}.name`, name, nameIsDNSSubdomain(name, false))]
}
