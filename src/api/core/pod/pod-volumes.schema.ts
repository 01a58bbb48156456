// Fields of pod-volumes in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { labelSelector, objectMeta } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
  inline,
  int32,
  int64,
  list,
  map,
  object,
  oneOf,
  opt,
  quantity,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'
import {
  localObjectReference,
  objectFieldSelector,
  resourceFieldSelector,
  typedLocalObjectReference,
  typedObjectReference,
} from '../references.schema.ts'

export const imageVolumeStatus = object('io.k8s.api.core.v1.ImageVolumeStatus', {
  imageRef: req(1, string),
})
export type ImageVolumeStatus = TypeOf<typeof imageVolumeStatus>

export const volumeStatus = object('io.k8s.api.core.v1.VolumeStatus', {
  image: opt(1, imageVolumeStatus, { pointer: true, gates: ['ImageVolumeWithDigest'] }),
})
export type VolumeStatus = TypeOf<typeof volumeStatus>

export const volumeMountStatus = object('io.k8s.api.core.v1.VolumeMountStatus', {
  name: req(1, string, { empty: 'zero' }),
  mountPath: req(2, string, { empty: 'zero' }),
  readOnly: opt(3, bool),
  recursiveReadOnly: opt(4, string, { pointer: true }),
  volumeStatus: opt(5, volumeStatus, { pointer: true }),
})
export type VolumeMountStatus = TypeOf<typeof volumeMountStatus>

export const volumeDevice = object('io.k8s.api.core.v1.VolumeDevice', {
  name: req(1, string, { empty: 'zero' }),
  devicePath: req(2, string, { empty: 'zero' }),
})
export type VolumeDevice = TypeOf<typeof volumeDevice>

export const volumeMount = object('io.k8s.api.core.v1.VolumeMount', {
  name: req(1, string, { empty: 'zero' }),
  readOnly: opt(2, bool),
  recursiveReadOnly: opt(7, string, { pointer: true }),
  mountPath: req(3, string, { empty: 'zero' }),
  subPath: opt(4, string),
  mountPropagation: opt(5, oneOf('None', 'HostToContainer', 'Bidirectional'), { pointer: true }),
  subPathExpr: opt(6, string),
})
export type VolumeMount = TypeOf<typeof volumeMount>

export const hostPathVolumeSource = object('io.k8s.api.core.v1.HostPathVolumeSource', {
  path: req(1, string, { empty: 'zero' }),
  type: opt(2, string, { pointer: true }),
})
export type HostPathVolumeSource = TypeOf<typeof hostPathVolumeSource>

export const emptyDirVolumeSource = object('io.k8s.api.core.v1.EmptyDirVolumeSource', {
  medium: opt(1, string),
  sizeLimit: opt(2, quantity, { pointer: true }),
})
export type EmptyDirVolumeSource = TypeOf<typeof emptyDirVolumeSource>

export const gcePersistentDiskVolumeSource = object('io.k8s.api.core.v1.GCEPersistentDiskVolumeSource', {
  pdName: req(1, string, { empty: 'zero' }),
  fsType: opt(2, string),
  partition: opt(3, int32),
  readOnly: opt(4, bool),
})
export type GCEPersistentDiskVolumeSource = TypeOf<typeof gcePersistentDiskVolumeSource>

export const awsElasticBlockStoreVolumeSource = object(
  'io.k8s.api.core.v1.AWSElasticBlockStoreVolumeSource',
  {
    volumeID: req(1, string, { empty: 'zero' }),
    fsType: opt(2, string),
    partition: opt(3, int32),
    readOnly: opt(4, bool),
  },
)
export type AWSElasticBlockStoreVolumeSource = TypeOf<typeof awsElasticBlockStoreVolumeSource>

export const gitRepoVolumeSource = object('io.k8s.api.core.v1.GitRepoVolumeSource', {
  repository: req(1, string, { empty: 'zero' }),
  revision: opt(2, string),
  directory: opt(3, string),
})
export type GitRepoVolumeSource = TypeOf<typeof gitRepoVolumeSource>

export const keyToPath = object('io.k8s.api.core.v1.KeyToPath', {
  key: req(1, string, { empty: 'zero' }),
  path: req(2, string, { empty: 'zero' }),
  mode: opt(3, int32, { pointer: true }),
})
export type KeyToPath = TypeOf<typeof keyToPath>

export const secretVolumeSource = object('io.k8s.api.core.v1.SecretVolumeSource', {
  secretName: opt(1, string),
  items: opt(2, list(keyToPath)),
  defaultMode: opt(3, int32, { pointer: true }),
  optional: opt(4, bool, { pointer: true }),
})
export type SecretVolumeSource = TypeOf<typeof secretVolumeSource>

export const nfsVolumeSource = object('io.k8s.api.core.v1.NFSVolumeSource', {
  server: req(1, string, { empty: 'zero' }),
  path: req(2, string, { empty: 'zero' }),
  readOnly: opt(3, bool),
})
export type NFSVolumeSource = TypeOf<typeof nfsVolumeSource>

export const iscsiVolumeSource = object('io.k8s.api.core.v1.ISCSIVolumeSource', {
  targetPortal: req(1, string, { empty: 'zero' }),
  iqn: req(2, string, { empty: 'zero' }),
  lun: req(3, int32, { empty: 'zero' }),
  iscsiInterface: opt(4, string, { default: 'default' }),
  fsType: opt(5, string),
  readOnly: opt(6, bool),
  portals: opt(7, list(string)),
  chapAuthDiscovery: opt(8, bool),
  chapAuthSession: opt(11, bool),
  secretRef: opt(10, localObjectReference, { pointer: true }),
  initiatorName: opt(12, string, { pointer: true }),
})
export type ISCSIVolumeSource = TypeOf<typeof iscsiVolumeSource>

export const glusterfsVolumeSource = object('io.k8s.api.core.v1.GlusterfsVolumeSource', {
  endpoints: req(1, string, { empty: 'zero' }),
  path: req(2, string, { empty: 'zero' }),
  readOnly: opt(3, bool),
})
export type GlusterfsVolumeSource = TypeOf<typeof glusterfsVolumeSource>

export const persistentVolumeClaimVolumeSource = object(
  'io.k8s.api.core.v1.PersistentVolumeClaimVolumeSource',
  {
    claimName: req(1, string, { empty: 'zero' }),
    readOnly: opt(2, bool),
  },
)
export type PersistentVolumeClaimVolumeSource = TypeOf<typeof persistentVolumeClaimVolumeSource>

export const rbdVolumeSource = object('io.k8s.api.core.v1.RBDVolumeSource', {
  monitors: req(1, list(string), { empty: 'null' }),
  image: req(2, string, { empty: 'zero' }),
  fsType: opt(3, string),
  pool: opt(4, string, { default: 'rbd' }),
  user: opt(5, string, { default: 'admin' }),
  keyring: opt(6, string, { default: '/etc/ceph/keyring' }),
  secretRef: opt(7, localObjectReference, { pointer: true }),
  readOnly: opt(8, bool),
})
export type RBDVolumeSource = TypeOf<typeof rbdVolumeSource>

export const flexVolumeSource = object('io.k8s.api.core.v1.FlexVolumeSource', {
  driver: req(1, string, { empty: 'zero' }),
  fsType: opt(2, string),
  secretRef: opt(3, localObjectReference, { pointer: true }),
  readOnly: opt(4, bool),
  options: opt(5, map(string)),
})
export type FlexVolumeSource = TypeOf<typeof flexVolumeSource>

export const cinderVolumeSource = object('io.k8s.api.core.v1.CinderVolumeSource', {
  volumeID: req(1, string, { empty: 'zero' }),
  fsType: opt(2, string),
  readOnly: opt(3, bool),
  secretRef: opt(4, localObjectReference, { pointer: true }),
})
export type CinderVolumeSource = TypeOf<typeof cinderVolumeSource>

export const cephFSVolumeSource = object('io.k8s.api.core.v1.CephFSVolumeSource', {
  monitors: req(1, list(string), { empty: 'null' }),
  path: opt(2, string),
  user: opt(3, string),
  secretFile: opt(4, string),
  secretRef: opt(5, localObjectReference, { pointer: true }),
  readOnly: opt(6, bool),
})
export type CephFSVolumeSource = TypeOf<typeof cephFSVolumeSource>

export const flockerVolumeSource = object('io.k8s.api.core.v1.FlockerVolumeSource', {
  datasetName: opt(1, string),
  datasetUUID: opt(2, string),
})
export type FlockerVolumeSource = TypeOf<typeof flockerVolumeSource>

export const downwardAPIVolumeFile = object('io.k8s.api.core.v1.DownwardAPIVolumeFile', {
  path: req(1, string, { empty: 'zero' }),
  fieldRef: opt(2, objectFieldSelector, { pointer: true }),
  resourceFieldRef: opt(3, resourceFieldSelector, { pointer: true }),
  mode: opt(4, int32, { pointer: true }),
})
export type DownwardAPIVolumeFile = TypeOf<typeof downwardAPIVolumeFile>

export const downwardAPIVolumeSource = object('io.k8s.api.core.v1.DownwardAPIVolumeSource', {
  items: opt(1, list(downwardAPIVolumeFile)),
  defaultMode: opt(2, int32, { pointer: true }),
})
export type DownwardAPIVolumeSource = TypeOf<typeof downwardAPIVolumeSource>

export const fcVolumeSource = object('io.k8s.api.core.v1.FCVolumeSource', {
  targetWWNs: opt(1, list(string)),
  lun: opt(2, int32, { pointer: true }),
  fsType: opt(3, string),
  readOnly: opt(4, bool),
  wwids: opt(5, list(string)),
})
export type FCVolumeSource = TypeOf<typeof fcVolumeSource>

export const azureFileVolumeSource = object('io.k8s.api.core.v1.AzureFileVolumeSource', {
  secretName: req(1, string, { empty: 'zero' }),
  shareName: req(2, string, { empty: 'zero' }),
  readOnly: opt(3, bool),
})
export type AzureFileVolumeSource = TypeOf<typeof azureFileVolumeSource>

export const configMapVolumeSource = object('io.k8s.api.core.v1.ConfigMapVolumeSource', {
  ...inline(1, localObjectReference),
  items: opt(2, list(keyToPath)),
  defaultMode: opt(3, int32, { pointer: true }),
  optional: opt(4, bool, { pointer: true }),
})
export type ConfigMapVolumeSource = TypeOf<typeof configMapVolumeSource>

export const vsphereVirtualDiskVolumeSource = object('io.k8s.api.core.v1.VsphereVirtualDiskVolumeSource', {
  volumePath: req(1, string, { empty: 'zero' }),
  fsType: opt(2, string),
  storagePolicyName: opt(3, string),
  storagePolicyID: opt(4, string),
})
export type VsphereVirtualDiskVolumeSource = TypeOf<typeof vsphereVirtualDiskVolumeSource>

export const quobyteVolumeSource = object('io.k8s.api.core.v1.QuobyteVolumeSource', {
  registry: req(1, string, { empty: 'zero' }),
  volume: req(2, string, { empty: 'zero' }),
  readOnly: opt(3, bool),
  user: opt(4, string),
  group: opt(5, string),
  tenant: opt(6, string),
})
export type QuobyteVolumeSource = TypeOf<typeof quobyteVolumeSource>

export const azureDiskVolumeSource = object('io.k8s.api.core.v1.AzureDiskVolumeSource', {
  diskName: req(1, string, { empty: 'zero' }),
  diskURI: req(2, string, { empty: 'zero' }),
  cachingMode: opt(3, oneOf('None', 'ReadOnly', 'ReadWrite'), { pointer: true, default: 'ReadWrite' }),
  fsType: opt(4, string, { pointer: true, default: 'ext4' }),
  readOnly: opt(5, bool, { pointer: true, default: false }),
  kind: opt(6, oneOf('Shared', 'Dedicated', 'Managed'), { pointer: true, default: 'Shared' }),
})
export type AzureDiskVolumeSource = TypeOf<typeof azureDiskVolumeSource>

export const photonPersistentDiskVolumeSource = object(
  'io.k8s.api.core.v1.PhotonPersistentDiskVolumeSource',
  {
    pdID: req(1, string, { empty: 'zero' }),
    fsType: opt(2, string),
  },
)
export type PhotonPersistentDiskVolumeSource = TypeOf<typeof photonPersistentDiskVolumeSource>

export const secretProjection = object('io.k8s.api.core.v1.SecretProjection', {
  ...inline(1, localObjectReference),
  items: opt(2, list(keyToPath)),
  optional: opt(4, bool, { pointer: true }),
})
export type SecretProjection = TypeOf<typeof secretProjection>

export const downwardAPIProjection = object('io.k8s.api.core.v1.DownwardAPIProjection', {
  items: opt(1, list(downwardAPIVolumeFile)),
})
export type DownwardAPIProjection = TypeOf<typeof downwardAPIProjection>

export const configMapProjection = object('io.k8s.api.core.v1.ConfigMapProjection', {
  ...inline(1, localObjectReference),
  items: opt(2, list(keyToPath)),
  optional: opt(4, bool, { pointer: true }),
})
export type ConfigMapProjection = TypeOf<typeof configMapProjection>

export const serviceAccountTokenProjection = object('io.k8s.api.core.v1.ServiceAccountTokenProjection', {
  audience: opt(1, string),
  expirationSeconds: opt(2, int64, { pointer: true }),
  path: req(3, string, { empty: 'zero' }),
})
export type ServiceAccountTokenProjection = TypeOf<typeof serviceAccountTokenProjection>

export const clusterTrustBundleProjection = object('io.k8s.api.core.v1.ClusterTrustBundleProjection', {
  name: opt(1, string, { pointer: true }),
  signerName: opt(2, string, { pointer: true }),
  labelSelector: opt(3, labelSelector, { pointer: true }),
  optional: opt(5, bool, { pointer: true }),
  path: req(4, string, { empty: 'zero' }),
})
export type ClusterTrustBundleProjection = TypeOf<typeof clusterTrustBundleProjection>

export const podCertificateProjection = object('io.k8s.api.core.v1.PodCertificateProjection', {
  signerName: req(1, string),
  keyType: req(2, string),
  maxExpirationSeconds: opt(3, int32, { pointer: true }),
  credentialBundlePath: opt(4, string),
  keyPath: opt(5, string),
  certificateChainPath: opt(6, string),
  userAnnotations: opt(7, map(string)),
})
export type PodCertificateProjection = TypeOf<typeof podCertificateProjection>

export const volumeProjection = object('io.k8s.api.core.v1.VolumeProjection', {
  secret: opt(1, secretProjection, { pointer: true }),
  downwardAPI: opt(2, downwardAPIProjection, { pointer: true }),
  configMap: opt(3, configMapProjection, { pointer: true }),
  serviceAccountToken: opt(4, serviceAccountTokenProjection, { pointer: true }),
  clusterTrustBundle: opt(5, clusterTrustBundleProjection, {
    pointer: true,
    gates: ['ClusterTrustBundleProjection'],
  }),
  podCertificate: opt(6, podCertificateProjection, { pointer: true, gates: ['PodCertificateProjection'] }),
})
export type VolumeProjection = TypeOf<typeof volumeProjection>

export const projectedVolumeSource = object('io.k8s.api.core.v1.ProjectedVolumeSource', {
  sources: opt(1, list(volumeProjection), { empty: 'null' }),
  defaultMode: opt(2, int32, { pointer: true }),
})
export type ProjectedVolumeSource = TypeOf<typeof projectedVolumeSource>

export const portworxVolumeSource = object('io.k8s.api.core.v1.PortworxVolumeSource', {
  volumeID: req(1, string, { empty: 'zero' }),
  fsType: opt(2, string),
  readOnly: opt(3, bool),
})
export type PortworxVolumeSource = TypeOf<typeof portworxVolumeSource>

export const scaleIOVolumeSource = object('io.k8s.api.core.v1.ScaleIOVolumeSource', {
  gateway: req(1, string, { empty: 'zero' }),
  system: req(2, string, { empty: 'zero' }),
  secretRef: req(3, localObjectReference, { pointer: true }),
  sslEnabled: opt(4, bool),
  protectionDomain: opt(5, string),
  storagePool: opt(6, string),
  storageMode: opt(7, string, { default: 'ThinProvisioned' }),
  volumeName: opt(8, string),
  fsType: opt(9, string, { default: 'xfs' }),
  readOnly: opt(10, bool),
})
export type ScaleIOVolumeSource = TypeOf<typeof scaleIOVolumeSource>

export const storageOSVolumeSource = object('io.k8s.api.core.v1.StorageOSVolumeSource', {
  volumeName: opt(1, string),
  volumeNamespace: opt(2, string),
  fsType: opt(3, string),
  readOnly: opt(4, bool),
  secretRef: opt(5, localObjectReference, { pointer: true }),
})
export type StorageOSVolumeSource = TypeOf<typeof storageOSVolumeSource>

export const csiVolumeSource = object('io.k8s.api.core.v1.CSIVolumeSource', {
  driver: req(1, string, { empty: 'zero' }),
  readOnly: opt(2, bool, { pointer: true }),
  fsType: opt(3, string, { pointer: true }),
  volumeAttributes: opt(4, map(string)),
  nodePublishSecretRef: opt(5, localObjectReference, { pointer: true }),
})
export type CSIVolumeSource = TypeOf<typeof csiVolumeSource>

export const volumeResourceRequirements = object('io.k8s.api.core.v1.VolumeResourceRequirements', {
  limits: opt(1, map(quantity)),
  requests: opt(2, map(quantity)),
})
export type VolumeResourceRequirements = TypeOf<typeof volumeResourceRequirements>

export const persistentVolumeClaimSpec = object('io.k8s.api.core.v1.PersistentVolumeClaimSpec', {
  accessModes: opt(1, list(string)),
  selector: opt(4, labelSelector, { pointer: true }),
  resources: opt(2, volumeResourceRequirements, { empty: 'zero' }),
  volumeName: opt(3, string),
  storageClassName: opt(5, string, { pointer: true }),
  volumeMode: opt(6, oneOf('Block', 'Filesystem'), { pointer: true }),
  dataSource: opt(7, typedLocalObjectReference, { pointer: true }),
  dataSourceRef: opt(8, typedObjectReference, { pointer: true }),
  volumeAttributesClassName: opt(9, string, { pointer: true, gates: ['VolumeAttributesClass'] }),
})
export type PersistentVolumeClaimSpec = TypeOf<typeof persistentVolumeClaimSpec>

export const persistentVolumeClaimTemplate = object('io.k8s.api.core.v1.PersistentVolumeClaimTemplate', {
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  spec: req(2, persistentVolumeClaimSpec, { empty: 'zero' }),
})
export type PersistentVolumeClaimTemplate = TypeOf<typeof persistentVolumeClaimTemplate>

export const ephemeralVolumeSource = object('io.k8s.api.core.v1.EphemeralVolumeSource', {
  volumeClaimTemplate: opt(1, persistentVolumeClaimTemplate, { pointer: true }),
})
export type EphemeralVolumeSource = TypeOf<typeof ephemeralVolumeSource>

export const imageVolumeSource = object('io.k8s.api.core.v1.ImageVolumeSource', {
  reference: opt(1, string),
  pullPolicy: opt(2, oneOf('Always', 'Never', 'IfNotPresent')),
})
export type ImageVolumeSource = TypeOf<typeof imageVolumeSource>

export const volumeSource = object('io.k8s.api.core.v1.VolumeSource', {
  hostPath: opt(1, hostPathVolumeSource, { pointer: true }),
  emptyDir: opt(2, emptyDirVolumeSource, { pointer: true }),
  gcePersistentDisk: opt(3, gcePersistentDiskVolumeSource, { pointer: true, deprecated: true }),
  awsElasticBlockStore: opt(4, awsElasticBlockStoreVolumeSource, { pointer: true, deprecated: true }),
  gitRepo: opt(5, gitRepoVolumeSource, { pointer: true, deprecated: true }),
  secret: opt(6, secretVolumeSource, { pointer: true }),
  nfs: opt(7, nfsVolumeSource, { pointer: true }),
  iscsi: opt(8, iscsiVolumeSource, { pointer: true }),
  glusterfs: opt(9, glusterfsVolumeSource, { pointer: true, deprecated: true }),
  persistentVolumeClaim: opt(10, persistentVolumeClaimVolumeSource, { pointer: true }),
  rbd: opt(11, rbdVolumeSource, { pointer: true, deprecated: true }),
  flexVolume: opt(12, flexVolumeSource, { pointer: true, deprecated: true }),
  cinder: opt(13, cinderVolumeSource, { pointer: true, deprecated: true }),
  cephfs: opt(14, cephFSVolumeSource, { pointer: true, deprecated: true }),
  flocker: opt(15, flockerVolumeSource, { pointer: true, deprecated: true }),
  downwardAPI: opt(16, downwardAPIVolumeSource, { pointer: true }),
  fc: opt(17, fcVolumeSource, { pointer: true }),
  azureFile: opt(18, azureFileVolumeSource, { pointer: true, deprecated: true }),
  configMap: opt(19, configMapVolumeSource, { pointer: true }),
  vsphereVolume: opt(20, vsphereVirtualDiskVolumeSource, { pointer: true, deprecated: true }),
  quobyte: opt(21, quobyteVolumeSource, { pointer: true, deprecated: true }),
  azureDisk: opt(22, azureDiskVolumeSource, { pointer: true, deprecated: true }),
  photonPersistentDisk: opt(23, photonPersistentDiskVolumeSource, { pointer: true, deprecated: true }),
  projected: opt(26, projectedVolumeSource, { pointer: true }),
  portworxVolume: opt(24, portworxVolumeSource, { pointer: true, deprecated: true }),
  scaleIO: opt(25, scaleIOVolumeSource, { pointer: true, deprecated: true }),
  storageos: opt(27, storageOSVolumeSource, { pointer: true, deprecated: true }),
  csi: opt(28, csiVolumeSource, { pointer: true }),
  ephemeral: opt(29, ephemeralVolumeSource, { pointer: true }),
  image: opt(30, imageVolumeSource, { pointer: true }),
})
export type VolumeSource = TypeOf<typeof volumeSource>

export const volume = object('io.k8s.api.core.v1.Volume', {
  name: req(1, string, { empty: 'zero' }),
  ...inline(2, volumeSource),
})
export type Volume = TypeOf<typeof volume>
