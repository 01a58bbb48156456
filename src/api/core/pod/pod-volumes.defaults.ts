// What the server fills in where a volume leaves it out. Upstream: pkg/apis/core/v1/defaults.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { isLatestImage } from './pod-image.ts'
import type {
  DownwardAPIVolumeFile,
  PersistentVolumeClaimSpec,
  ProjectedVolumeSource,
  Volume,
} from './pod-volumes.schema.ts'

const readableByAll = 0o644

export function defaultVolume(volume: Mutable<Volume>): void {
  const hasSource = Object.entries(volume).some(([key, value]) => key !== 'name' && value !== undefined)
  if (!hasSource) volume.emptyDir = {}
  if (volume.hostPath !== undefined) volume.hostPath.type ??= ''
  if (volume.secret !== undefined) volume.secret.defaultMode ??= readableByAll
  if (volume.configMap !== undefined) volume.configMap.defaultMode ??= readableByAll
  if (volume.downwardAPI !== undefined) {
    volume.downwardAPI.defaultMode ??= readableByAll
    defaultFiles(volume.downwardAPI.items)
  }
  if (volume.projected !== undefined) defaultProjected(volume.projected)
  if (volume.image !== undefined) {
    volume.image.pullPolicy ??= isLatestImage(volume.image.reference ?? '') ? 'Always' : 'IfNotPresent'
  }
  if (volume.ephemeral?.volumeClaimTemplate !== undefined) {
    defaultClaimSpec(volume.ephemeral.volumeClaimTemplate.spec)
  }
  defaultNetworkDisks(volume)
}

export function defaultClaimSpec(spec: Mutable<PersistentVolumeClaimSpec>): void {
  spec.volumeMode ??= 'Filesystem'
}

function defaultProjected(projected: Mutable<ProjectedVolumeSource>): void {
  projected.defaultMode ??= readableByAll
  for (const source of projected.sources ?? []) {
    if (source.serviceAccountToken !== undefined) source.serviceAccountToken.expirationSeconds ??= 3600
    if (source.podCertificate !== undefined) source.podCertificate.maxExpirationSeconds ??= 86_400
    defaultFiles(source.downwardAPI?.items)
  }
}

function defaultFiles(files: Mutable<DownwardAPIVolumeFile>[] | undefined): void {
  for (const file of files ?? []) {
    if (file.fieldRef !== undefined) file.fieldRef.apiVersion ??= 'v1'
    if (file.resourceFieldRef !== undefined) file.resourceFieldRef.divisor ??= '0'
  }
}

/** Kinds of network disks whose defaults are constants. */
function defaultNetworkDisks(volume: Mutable<Volume>): void {
  if (volume.iscsi !== undefined) volume.iscsi.iscsiInterface ??= 'default'
  if (volume.rbd !== undefined) {
    volume.rbd.pool ??= 'rbd'
    volume.rbd.user ??= 'admin'
    volume.rbd.keyring ??= '/etc/ceph/keyring'
  }
  if (volume.azureDisk !== undefined) {
    volume.azureDisk.cachingMode ??= 'ReadWrite'
    volume.azureDisk.kind ??= 'Shared'
    volume.azureDisk.fsType ??= 'ext4'
    volume.azureDisk.readOnly ??= false
  }
  if (volume.scaleIO !== undefined) {
    volume.scaleIO.storageMode ??= 'ThinProvisioned'
    volume.scaleIO.fsType ??= 'xfs'
  }
}
