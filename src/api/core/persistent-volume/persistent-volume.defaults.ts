// What the server fills in of volumes. Upstream: pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolume.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { PersistentVolume } from './persistent-volume.schema.ts'

export function defaultPersistentVolume(volume: Mutable<PersistentVolume>): void {
  const { spec } = volume
  volume.status ??= {}
  volume.status.phase ??= 'Pending'
  spec.persistentVolumeReclaimPolicy ??= 'Retain'
  spec.volumeMode ??= 'Filesystem'
  if (spec.hostPath !== undefined) spec.hostPath.type ??= ''
  if (spec.iscsi !== undefined) spec.iscsi.iscsiInterface ??= 'default'
  if (spec.rbd !== undefined) {
    spec.rbd.pool ??= 'rbd'
    spec.rbd.user ??= 'admin'
    spec.rbd.keyring ??= '/etc/ceph/keyring'
  }
  if (spec.scaleIO !== undefined) {
    spec.scaleIO.storageMode ??= 'ThinProvisioned'
    spec.scaleIO.fsType ??= 'xfs'
  }
}
