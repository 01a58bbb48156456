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

export const glusterfsPersistentVolumeSource = object(
  'io.k8s.api.core.v1.GlusterfsPersistentVolumeSource',
  {
    endpoints: req(1, string, { doc: 'Name of the Endpoints of the servers.', empty: 'zero' }),
    path: req(2, string, { doc: 'Path of what is mounted.', empty: 'zero' }),
    readOnly: opt(3, bool, { doc: 'Mount it read-only.' }),
    endpointsNamespace: opt(4, string, {
      doc: "Namespace of the Endpoints; the claim's where absent.",
      pointer: true,
    }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type GlusterfsPersistentVolumeSource = TypeOf<typeof glusterfsPersistentVolumeSource>

export const rbdPersistentVolumeSource = object(
  'io.k8s.api.core.v1.RBDPersistentVolumeSource',
  {
    monitors: req(1, list(string), { doc: 'Addresses of the monitors.', empty: 'null' }),
    image: req(2, string, { doc: 'Name of the image.', empty: 'zero' }),
    fsType: opt(3, string, { doc: 'File system of the volume, such as ext4.' }),
    pool: opt(4, string, { doc: 'Name of the pool.', default: 'rbd' }),
    user: opt(5, string, { doc: 'User to come as.', default: 'admin' }),
    keyring: opt(6, string, { doc: 'Path of the key ring.', default: '/etc/ceph/keyring' }),
    secretRef: opt(7, secretReference, { doc: 'Secret with credentials.', pointer: true }),
    readOnly: opt(8, bool, { doc: 'Mount it read-only.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type RBDPersistentVolumeSource = TypeOf<typeof rbdPersistentVolumeSource>

export const iscsiPersistentVolumeSource = object(
  'io.k8s.api.core.v1.ISCSIPersistentVolumeSource',
  {
    targetPortal: req(1, string, { doc: 'Address of the portal, perhaps with its port.', empty: 'zero' }),
    iqn: req(2, string, { doc: 'Qualified name of the target.', empty: 'zero' }),
    lun: req(3, int32, { doc: 'Number of the logical unit.', empty: 'zero' }),
    iscsiInterface: opt(4, string, { doc: 'Interface to use; default where absent.', default: 'default' }),
    fsType: opt(5, string, { doc: 'File system of the volume, such as ext4.' }),
    readOnly: opt(6, bool, { doc: 'Mount it read-only.' }),
    portals: opt(7, list(string), { doc: 'More portals.' }),
    chapAuthDiscovery: opt(8, bool, { doc: 'Authenticate with CHAP when looking for targets.' }),
    chapAuthSession: opt(11, bool, { doc: 'Authenticate with CHAP when logging in.' }),
    secretRef: opt(10, secretReference, { doc: 'Secret with credentials.', pointer: true }),
    initiatorName: opt(12, string, { doc: 'Name to come as.', pointer: true }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type ISCSIPersistentVolumeSource = TypeOf<typeof iscsiPersistentVolumeSource>

export const cinderPersistentVolumeSource = object(
  'io.k8s.api.core.v1.CinderPersistentVolumeSource',
  {
    volumeID: req(1, string, { doc: 'ID of the volume.', empty: 'zero' }),
    fsType: opt(2, string, { doc: 'File system of the volume, such as ext4.' }),
    readOnly: opt(3, bool, { doc: 'Mount it read-only.' }),
    secretRef: opt(4, secretReference, { doc: 'Secret with credentials.', pointer: true }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type CinderPersistentVolumeSource = TypeOf<typeof cinderPersistentVolumeSource>

export const cephFSPersistentVolumeSource = object(
  'io.k8s.api.core.v1.CephFSPersistentVolumeSource',
  {
    monitors: req(1, list(string), { doc: 'Addresses of the monitors.', empty: 'null' }),
    path: opt(2, string, { doc: 'Path of what is mounted.' }),
    user: opt(3, string, { doc: 'User to come as.' }),
    secretFile: opt(4, string, { doc: 'Path of the key file.' }),
    secretRef: opt(5, secretReference, { doc: 'Secret with credentials.', pointer: true }),
    readOnly: opt(6, bool, { doc: 'Mount it read-only.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type CephFSPersistentVolumeSource = TypeOf<typeof cephFSPersistentVolumeSource>

export const flexPersistentVolumeSource = object(
  'io.k8s.api.core.v1.FlexPersistentVolumeSource',
  {
    driver: req(1, string, { doc: 'Name of the driver.', empty: 'zero' }),
    fsType: opt(2, string, { doc: 'File system of the volume, such as ext4.' }),
    secretRef: opt(3, secretReference, { doc: 'Secret with credentials.', pointer: true }),
    readOnly: opt(4, bool, { doc: 'Mount it read-only.' }),
    options: opt(5, map(string), { doc: 'Options for the driver.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type FlexPersistentVolumeSource = TypeOf<typeof flexPersistentVolumeSource>

export const azureFilePersistentVolumeSource = object(
  'io.k8s.api.core.v1.AzureFilePersistentVolumeSource',
  {
    secretName: req(1, string, { doc: 'Name of the Secret with credentials.', empty: 'zero' }),
    shareName: req(2, string, { doc: 'Name of the share.', empty: 'zero' }),
    readOnly: opt(3, bool, { doc: 'Mount it read-only.' }),
    secretNamespace: opt(4, string, {
      doc: "Namespace of the Secret; the claim's where absent.",
      pointer: true,
    }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type AzureFilePersistentVolumeSource = TypeOf<typeof azureFilePersistentVolumeSource>

export const scaleIOPersistentVolumeSource = object(
  'io.k8s.api.core.v1.ScaleIOPersistentVolumeSource',
  {
    gateway: req(1, string, { doc: 'Address of the gateway.', empty: 'zero' }),
    system: req(2, string, { doc: 'Name of the storage system.', empty: 'zero' }),
    secretRef: req(3, secretReference, { doc: 'Secret with credentials.', pointer: true }),
    sslEnabled: opt(4, bool, { doc: 'Use TLS.' }),
    protectionDomain: opt(5, string, { doc: 'Name of the protection domain.' }),
    storagePool: opt(6, string, { doc: 'Name of the storage pool.' }),
    storageMode: opt(7, string, { doc: 'ThickProvisioned or ThinProvisioned.', default: 'ThinProvisioned' }),
    volumeName: opt(8, string, { doc: 'Name of the volume.' }),
    fsType: opt(9, string, { doc: 'File system of the volume, such as ext4.', default: 'xfs' }),
    readOnly: opt(10, bool, { doc: 'Mount it read-only.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type ScaleIOPersistentVolumeSource = TypeOf<typeof scaleIOPersistentVolumeSource>

export const localVolumeSource = object(
  'io.k8s.api.core.v1.LocalVolumeSource',
  {
    path: req(1, string, { doc: 'Path on the node.', empty: 'zero' }),
    fsType: opt(2, string, { doc: 'File system of the volume, such as ext4.', pointer: true }),
  },
  { doc: 'A disk or directory of one node.' },
)
export type LocalVolumeSource = TypeOf<typeof localVolumeSource>

export const storageOSPersistentVolumeSource = object(
  'io.k8s.api.core.v1.StorageOSPersistentVolumeSource',
  {
    volumeName: opt(1, string, { doc: 'Name of the volume.' }),
    volumeNamespace: opt(2, string, { doc: 'Namespace of the volume in the storage system.' }),
    fsType: opt(3, string, { doc: 'File system of the volume, such as ext4.' }),
    readOnly: opt(4, bool, { doc: 'Mount it read-only.' }),
    secretRef: opt(5, objectReference, { doc: 'Secret with credentials.', pointer: true }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type StorageOSPersistentVolumeSource = TypeOf<typeof storageOSPersistentVolumeSource>

export const csiPersistentVolumeSource = object(
  'io.k8s.api.core.v1.CSIPersistentVolumeSource',
  {
    driver: req(1, string, { doc: 'Name of the driver.', empty: 'zero' }),
    volumeHandle: req(2, string, { doc: 'What the driver calls the volume.', empty: 'zero' }),
    readOnly: opt(3, bool, { doc: 'Mount it read-only.' }),
    fsType: opt(4, string, { doc: 'File system of the volume, such as ext4.' }),
    volumeAttributes: opt(5, map(string), { doc: 'What the driver said of the volume.' }),
    controllerPublishSecretRef: opt(6, secretReference, {
      doc: 'Secret for attaching and detaching.',
      pointer: true,
    }),
    nodeStageSecretRef: opt(7, secretReference, { doc: 'Secret for mounting on the node.', pointer: true }),
    nodePublishSecretRef: opt(8, secretReference, { doc: 'Secret for mounting into pods.', pointer: true }),
    controllerExpandSecretRef: opt(9, secretReference, {
      doc: 'Secret for growing the volume.',
      pointer: true,
    }),
    nodeExpandSecretRef: opt(10, secretReference, {
      doc: 'Secret for growing the file system on the node.',
      pointer: true,
    }),
  },
  { doc: 'A volume of a CSI driver.' },
)
export type CSIPersistentVolumeSource = TypeOf<typeof csiPersistentVolumeSource>

export const persistentVolumeSource = object(
  'io.k8s.api.core.v1.PersistentVolumeSource',
  {
    gcePersistentDisk: opt(1, gcePersistentDiskVolumeSource, {
      doc: 'A disk of Google Compute Engine; served by its CSI driver.',
      pointer: true,
      deprecated: true,
    }),
    awsElasticBlockStore: opt(2, awsElasticBlockStoreVolumeSource, {
      doc: 'A disk of Amazon EBS; served by its CSI driver.',
      pointer: true,
      deprecated: true,
    }),
    hostPath: opt(3, hostPathVolumeSource, {
      doc: 'A directory of the node, for tests on one node.',
      pointer: true,
    }),
    glusterfs: opt(4, glusterfsPersistentVolumeSource, {
      doc: 'No longer supported.',
      pointer: true,
      deprecated: true,
    }),
    nfs: opt(5, nfsVolumeSource, { doc: 'An export of an NFS server.', pointer: true }),
    rbd: opt(6, rbdPersistentVolumeSource, { doc: 'No longer supported.', pointer: true, deprecated: true }),
    iscsi: opt(7, iscsiPersistentVolumeSource, { doc: 'A disk over iSCSI.', pointer: true }),
    cinder: opt(8, cinderPersistentVolumeSource, {
      doc: 'A disk of OpenStack Cinder; served by its CSI driver.',
      pointer: true,
      deprecated: true,
    }),
    cephfs: opt(9, cephFSPersistentVolumeSource, {
      doc: 'No longer supported.',
      pointer: true,
      deprecated: true,
    }),
    fc: opt(10, fcVolumeSource, { doc: 'A disk over Fibre Channel.', pointer: true }),
    flocker: opt(11, flockerVolumeSource, { doc: 'No longer supported.', pointer: true, deprecated: true }),
    flexVolume: opt(12, flexPersistentVolumeSource, {
      doc: 'A volume of a program on the node; deprecated.',
      pointer: true,
      deprecated: true,
    }),
    azureFile: opt(13, azureFilePersistentVolumeSource, {
      doc: 'A share of Azure; served by its CSI driver.',
      pointer: true,
      deprecated: true,
    }),
    vsphereVolume: opt(14, vsphereVirtualDiskVolumeSource, {
      doc: 'A disk of vSphere; served by its CSI driver.',
      pointer: true,
      deprecated: true,
    }),
    quobyte: opt(15, quobyteVolumeSource, { doc: 'No longer supported.', pointer: true, deprecated: true }),
    azureDisk: opt(16, azureDiskVolumeSource, {
      doc: 'A disk of Azure; served by its CSI driver.',
      pointer: true,
      deprecated: true,
    }),
    photonPersistentDisk: opt(17, photonPersistentDiskVolumeSource, {
      doc: 'No longer supported.',
      pointer: true,
      deprecated: true,
    }),
    portworxVolume: opt(18, portworxVolumeSource, {
      doc: 'A volume of Portworx; served by its CSI driver.',
      pointer: true,
      deprecated: true,
    }),
    scaleIO: opt(19, scaleIOPersistentVolumeSource, {
      doc: 'No longer supported.',
      pointer: true,
      deprecated: true,
    }),
    local: opt(20, localVolumeSource, { doc: 'A disk or directory of one node.', pointer: true }),
    storageos: opt(21, storageOSPersistentVolumeSource, {
      doc: 'No longer supported.',
      pointer: true,
      deprecated: true,
    }),
    csi: opt(22, csiPersistentVolumeSource, { doc: 'A volume of a CSI driver.', pointer: true }),
  },
  { doc: 'What a volume is; one of these.' },
)
export type PersistentVolumeSource = TypeOf<typeof persistentVolumeSource>

export const volumeNodeAffinity = object(
  'io.k8s.api.core.v1.VolumeNodeAffinity',
  {
    required: opt(1, nodeSelector, { doc: 'Nodes from which it can.', pointer: true }),
  },
  { doc: 'From which nodes a volume can be reached.' },
)
export type VolumeNodeAffinity = TypeOf<typeof volumeNodeAffinity>

export const persistentVolumeSpec = object(
  'io.k8s.api.core.v1.PersistentVolumeSpec',
  {
    capacity: opt(1, map(quantity), { doc: 'How large it is.' }),
    ...inline(2, persistentVolumeSource),
    accessModes: opt(3, list(string), {
      doc: 'How it can be used: ReadWriteOnce, ReadOnlyMany, ReadWriteMany, ReadWriteOncePod.',
    }),
    claimRef: opt(4, objectReference, { doc: 'The claim that it is bound to.', pointer: true }),
    persistentVolumeReclaimPolicy: opt(5, oneOf('Recycle', 'Delete', 'Retain'), {
      doc: 'Retain, Delete or Recycle: what becomes of it when the claim goes.',
    }),
    storageClassName: opt(6, string, { doc: 'Name of its StorageClass; empty for none.' }),
    mountOptions: opt(7, list(string), { doc: 'Options for mounting.' }),
    volumeMode: opt(8, oneOf('Block', 'Filesystem'), {
      doc: 'Filesystem (the default) or Block.',
      pointer: true,
    }),
    nodeAffinity: opt(9, volumeNodeAffinity, { doc: 'From which nodes it can be reached.', pointer: true }),
    volumeAttributesClassName: opt(10, string, {
      doc: 'Name of its VolumeAttributesClass.',
      pointer: true,
      gates: ['VolumeAttributesClass'],
    }),
  },
  { doc: 'A volume and how it may be used.' },
)
export type PersistentVolumeSpec = TypeOf<typeof persistentVolumeSpec>

export const persistentVolumeStatus = object(
  'io.k8s.api.core.v1.PersistentVolumeStatus',
  {
    phase: opt(1, oneOf('Pending', 'Available', 'Bound', 'Released', 'Failed'), {
      doc: 'Pending, Available, Bound, Released or Failed.',
    }),
    message: opt(2, string, { doc: 'Why, for people.' }),
    reason: opt(3, string, { doc: 'Why, for machines.' }),
    lastPhaseTransitionTime: opt(4, time, { doc: 'When the phase last changed.', pointer: true }),
  },
  { doc: 'Where a volume is in its life.' },
)
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
