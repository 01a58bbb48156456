// Fields of persistent-volume in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
  inline,
  int32,
  list,
  map,
  object,
  oneOf,
  opt,
  quantity,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'
import { nodeSelector } from '../pod/pod-scheduling.schema.ts'
import {
  awsElasticBlockStoreVolumeSource,
  azureDiskVolumeSource,
  fcVolumeSource,
  flockerVolumeSource,
  gcePersistentDiskVolumeSource,
  hostPathVolumeSource,
  nfsVolumeSource,
  photonPersistentDiskVolumeSource,
  portworxVolumeSource,
  quobyteVolumeSource,
  vsphereVirtualDiskVolumeSource,
} from '../pod/pod-volumes.schema.ts'
import { objectReference, secretReference } from '../references.schema.ts'

export const glusterfsPersistentVolumeSource = object('io.k8s.api.core.v1.GlusterfsPersistentVolumeSource', {
  endpoints: req(1, string, { empty: 'zero' }),
  path: req(2, string, { empty: 'zero' }),
  readOnly: opt(3, bool),
  endpointsNamespace: opt(4, string, { pointer: true }),
})
export type GlusterfsPersistentVolumeSource = TypeOf<typeof glusterfsPersistentVolumeSource>

export const rbdPersistentVolumeSource = object('io.k8s.api.core.v1.RBDPersistentVolumeSource', {
  monitors: req(1, list(string), { empty: 'null' }),
  image: req(2, string, { empty: 'zero' }),
  fsType: opt(3, string),
  pool: opt(4, string, { default: 'rbd' }),
  user: opt(5, string, { default: 'admin' }),
  keyring: opt(6, string, { default: '/etc/ceph/keyring' }),
  secretRef: opt(7, secretReference, { pointer: true }),
  readOnly: opt(8, bool),
})
export type RBDPersistentVolumeSource = TypeOf<typeof rbdPersistentVolumeSource>

export const iscsiPersistentVolumeSource = object('io.k8s.api.core.v1.ISCSIPersistentVolumeSource', {
  targetPortal: req(1, string, { empty: 'zero' }),
  iqn: req(2, string, { empty: 'zero' }),
  lun: req(3, int32, { empty: 'zero' }),
  iscsiInterface: opt(4, string, { default: 'default' }),
  fsType: opt(5, string),
  readOnly: opt(6, bool),
  portals: opt(7, list(string)),
  chapAuthDiscovery: opt(8, bool),
  chapAuthSession: opt(11, bool),
  secretRef: opt(10, secretReference, { pointer: true }),
  initiatorName: opt(12, string, { pointer: true }),
})
export type ISCSIPersistentVolumeSource = TypeOf<typeof iscsiPersistentVolumeSource>

export const cinderPersistentVolumeSource = object('io.k8s.api.core.v1.CinderPersistentVolumeSource', {
  volumeID: req(1, string, { empty: 'zero' }),
  fsType: opt(2, string),
  readOnly: opt(3, bool),
  secretRef: opt(4, secretReference, { pointer: true }),
})
export type CinderPersistentVolumeSource = TypeOf<typeof cinderPersistentVolumeSource>

export const cephFSPersistentVolumeSource = object('io.k8s.api.core.v1.CephFSPersistentVolumeSource', {
  monitors: req(1, list(string), { empty: 'null' }),
  path: opt(2, string),
  user: opt(3, string),
  secretFile: opt(4, string),
  secretRef: opt(5, secretReference, { pointer: true }),
  readOnly: opt(6, bool),
})
export type CephFSPersistentVolumeSource = TypeOf<typeof cephFSPersistentVolumeSource>

export const flexPersistentVolumeSource = object('io.k8s.api.core.v1.FlexPersistentVolumeSource', {
  driver: req(1, string, { empty: 'zero' }),
  fsType: opt(2, string),
  secretRef: opt(3, secretReference, { pointer: true }),
  readOnly: opt(4, bool),
  options: opt(5, map(string)),
})
export type FlexPersistentVolumeSource = TypeOf<typeof flexPersistentVolumeSource>

export const azureFilePersistentVolumeSource = object('io.k8s.api.core.v1.AzureFilePersistentVolumeSource', {
  secretName: req(1, string, { empty: 'zero' }),
  shareName: req(2, string, { empty: 'zero' }),
  readOnly: opt(3, bool),
  secretNamespace: opt(4, string, { pointer: true }),
})
export type AzureFilePersistentVolumeSource = TypeOf<typeof azureFilePersistentVolumeSource>

export const scaleIOPersistentVolumeSource = object('io.k8s.api.core.v1.ScaleIOPersistentVolumeSource', {
  gateway: req(1, string, { empty: 'zero' }),
  system: req(2, string, { empty: 'zero' }),
  secretRef: req(3, secretReference, { pointer: true }),
  sslEnabled: opt(4, bool),
  protectionDomain: opt(5, string),
  storagePool: opt(6, string),
  storageMode: opt(7, string, { default: 'ThinProvisioned' }),
  volumeName: opt(8, string),
  fsType: opt(9, string, { default: 'xfs' }),
  readOnly: opt(10, bool),
})
export type ScaleIOPersistentVolumeSource = TypeOf<typeof scaleIOPersistentVolumeSource>

export const localVolumeSource = object('io.k8s.api.core.v1.LocalVolumeSource', {
  path: req(1, string, { empty: 'zero' }),
  fsType: opt(2, string, { pointer: true }),
})
export type LocalVolumeSource = TypeOf<typeof localVolumeSource>

export const storageOSPersistentVolumeSource = object('io.k8s.api.core.v1.StorageOSPersistentVolumeSource', {
  volumeName: opt(1, string),
  volumeNamespace: opt(2, string),
  fsType: opt(3, string),
  readOnly: opt(4, bool),
  secretRef: opt(5, objectReference, { pointer: true }),
})
export type StorageOSPersistentVolumeSource = TypeOf<typeof storageOSPersistentVolumeSource>

export const csiPersistentVolumeSource = object('io.k8s.api.core.v1.CSIPersistentVolumeSource', {
  driver: req(1, string, { empty: 'zero' }),
  volumeHandle: req(2, string, { empty: 'zero' }),
  readOnly: opt(3, bool),
  fsType: opt(4, string),
  volumeAttributes: opt(5, map(string)),
  controllerPublishSecretRef: opt(6, secretReference, { pointer: true }),
  nodeStageSecretRef: opt(7, secretReference, { pointer: true }),
  nodePublishSecretRef: opt(8, secretReference, { pointer: true }),
  controllerExpandSecretRef: opt(9, secretReference, { pointer: true }),
  nodeExpandSecretRef: opt(10, secretReference, { pointer: true }),
})
export type CSIPersistentVolumeSource = TypeOf<typeof csiPersistentVolumeSource>

export const persistentVolumeSource = object('io.k8s.api.core.v1.PersistentVolumeSource', {
  gcePersistentDisk: opt(1, gcePersistentDiskVolumeSource, { pointer: true, deprecated: true }),
  awsElasticBlockStore: opt(2, awsElasticBlockStoreVolumeSource, { pointer: true, deprecated: true }),
  hostPath: opt(3, hostPathVolumeSource, { pointer: true }),
  glusterfs: opt(4, glusterfsPersistentVolumeSource, { pointer: true, deprecated: true }),
  nfs: opt(5, nfsVolumeSource, { pointer: true }),
  rbd: opt(6, rbdPersistentVolumeSource, { pointer: true, deprecated: true }),
  iscsi: opt(7, iscsiPersistentVolumeSource, { pointer: true }),
  cinder: opt(8, cinderPersistentVolumeSource, { pointer: true, deprecated: true }),
  cephfs: opt(9, cephFSPersistentVolumeSource, { pointer: true, deprecated: true }),
  fc: opt(10, fcVolumeSource, { pointer: true }),
  flocker: opt(11, flockerVolumeSource, { pointer: true, deprecated: true }),
  flexVolume: opt(12, flexPersistentVolumeSource, { pointer: true, deprecated: true }),
  azureFile: opt(13, azureFilePersistentVolumeSource, { pointer: true, deprecated: true }),
  vsphereVolume: opt(14, vsphereVirtualDiskVolumeSource, { pointer: true, deprecated: true }),
  quobyte: opt(15, quobyteVolumeSource, { pointer: true, deprecated: true }),
  azureDisk: opt(16, azureDiskVolumeSource, { pointer: true, deprecated: true }),
  photonPersistentDisk: opt(17, photonPersistentDiskVolumeSource, { pointer: true, deprecated: true }),
  portworxVolume: opt(18, portworxVolumeSource, { pointer: true, deprecated: true }),
  scaleIO: opt(19, scaleIOPersistentVolumeSource, { pointer: true, deprecated: true }),
  local: opt(20, localVolumeSource, { pointer: true }),
  storageos: opt(21, storageOSPersistentVolumeSource, { pointer: true, deprecated: true }),
  csi: opt(22, csiPersistentVolumeSource, { pointer: true }),
})
export type PersistentVolumeSource = TypeOf<typeof persistentVolumeSource>

export const volumeNodeAffinity = object('io.k8s.api.core.v1.VolumeNodeAffinity', {
  required: opt(1, nodeSelector, { pointer: true }),
})
export type VolumeNodeAffinity = TypeOf<typeof volumeNodeAffinity>

export const persistentVolumeSpec = object('io.k8s.api.core.v1.PersistentVolumeSpec', {
  capacity: opt(1, map(quantity)),
  ...inline(2, persistentVolumeSource),
  accessModes: opt(3, list(string)),
  claimRef: opt(4, objectReference, { pointer: true }),
  persistentVolumeReclaimPolicy: opt(5, oneOf('Recycle', 'Delete', 'Retain')),
  storageClassName: opt(6, string),
  mountOptions: opt(7, list(string)),
  volumeMode: opt(8, oneOf('Block', 'Filesystem'), { pointer: true }),
  nodeAffinity: opt(9, volumeNodeAffinity, { pointer: true }),
  volumeAttributesClassName: opt(10, string, { pointer: true, gates: ['VolumeAttributesClass'] }),
})
export type PersistentVolumeSpec = TypeOf<typeof persistentVolumeSpec>

export const persistentVolumeStatus = object('io.k8s.api.core.v1.PersistentVolumeStatus', {
  phase: opt(1, oneOf('Pending', 'Available', 'Bound', 'Released', 'Failed')),
  message: opt(2, string),
  reason: opt(3, string),
  lastPhaseTransitionTime: opt(4, time, { pointer: true }),
})
export type PersistentVolumeStatus = TypeOf<typeof persistentVolumeStatus>

export const persistentVolume = object(
  'io.k8s.api.core.v1.PersistentVolume',
  {
    ...kindFields,
    spec: opt(2, persistentVolumeSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, persistentVolumeStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'A volume that outlasts pods.' },
)
export type PersistentVolume = ObjectOf<typeof persistentVolume>
