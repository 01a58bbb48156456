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

export const imageVolumeStatus = object(
  'io.k8s.api.core.v1.ImageVolumeStatus',
  {
    imageRef: req(1, string, { doc: 'Digest of the image that is mounted.' }),
  },
  { doc: 'The image of a volume.' },
)
export type ImageVolumeStatus = TypeOf<typeof imageVolumeStatus>

export const volumeStatus = object(
  'io.k8s.api.core.v1.VolumeStatus',
  {
    image: opt(1, imageVolumeStatus, {
      doc: 'The image of an image volume.',
      pointer: true,
      gates: ['ImageVolumeWithDigest'],
    }),
  },
  { doc: 'More on a mounted volume.' },
)
export type VolumeStatus = TypeOf<typeof volumeStatus>

export const volumeMountStatus = object(
  'io.k8s.api.core.v1.VolumeMountStatus',
  {
    name: req(1, string, { doc: 'Name of the volume.', empty: 'zero' }),
    mountPath: req(2, string, { doc: 'Path in the container.', empty: 'zero' }),
    readOnly: opt(3, bool, { doc: 'True where it is read-only.' }),
    recursiveReadOnly: opt(4, string, {
      doc: 'Disabled, IfPossible or Enabled: whether mounts below it are read-only, too.',
      pointer: true,
    }),
    volumeStatus: opt(5, volumeStatus, { doc: 'More on the volume.', pointer: true }),
  },
  { doc: 'How a volume is mounted.' },
)
export type VolumeMountStatus = TypeOf<typeof volumeMountStatus>

export const volumeDevice = object(
  'io.k8s.api.core.v1.VolumeDevice',
  {
    name: req(1, string, { doc: "Name of the claim's volume.", empty: 'zero' }),
    devicePath: req(2, string, { doc: 'Path in the container.', empty: 'zero' }),
  },
  { doc: 'Where a block device appears in a container.' },
)
export type VolumeDevice = TypeOf<typeof volumeDevice>

export const volumeMount = object(
  'io.k8s.api.core.v1.VolumeMount',
  {
    name: req(1, string, { doc: 'Name of the volume.', empty: 'zero' }),
    readOnly: opt(2, bool, { doc: 'Mount it read-only.' }),
    recursiveReadOnly: opt(7, string, {
      doc: 'Whether mounts below are read-only too: Disabled, IfPossible or Enabled.',
      pointer: true,
    }),
    mountPath: req(3, string, { doc: 'Path in the container.', empty: 'zero' }),
    subPath: opt(4, string, { doc: 'Part of the volume to mount instead of all of it.' }),
    mountPropagation: opt(5, oneOf('None', 'HostToContainer', 'Bidirectional'), {
      doc: 'Whether later mounts are seen: None (the default), HostToContainer or Bidirectional.',
      pointer: true,
    }),
    subPathExpr: opt(6, string, { doc: 'As subPath, with $(NAME) standing for environment variables.' }),
  },
  { doc: 'Where a volume appears in a container.' },
)
export type VolumeMount = TypeOf<typeof volumeMount>

export const hostPathVolumeSource = object(
  'io.k8s.api.core.v1.HostPathVolumeSource',
  {
    path: req(1, string, { doc: 'Path on the node.', empty: 'zero' }),
    type: opt(2, string, {
      doc: 'What must be there, such as Directory or File; DirectoryOrCreate and FileOrCreate make it.',
      pointer: true,
    }),
  },
  { doc: 'A file or directory of the node.' },
)
export type HostPathVolumeSource = TypeOf<typeof hostPathVolumeSource>

export const emptyDirVolumeSource = object(
  'io.k8s.api.core.v1.EmptyDirVolumeSource',
  {
    medium: opt(1, string, { doc: "Memory keeps it in memory; the node's disk where absent." }),
    sizeLimit: opt(2, quantity, { doc: 'The most that may be kept in it.', pointer: true }),
  },
  { doc: 'A directory that is empty at first and goes with the pod.' },
)
export type EmptyDirVolumeSource = TypeOf<typeof emptyDirVolumeSource>

export const gcePersistentDiskVolumeSource = object(
  'io.k8s.api.core.v1.GCEPersistentDiskVolumeSource',
  {
    pdName: req(1, string, { doc: 'Name of the disk.', empty: 'zero' }),
    fsType: opt(2, string, { doc: 'File system of the volume, such as ext4.' }),
    partition: opt(3, int32, { doc: 'Partition to mount; the whole disk where absent.' }),
    readOnly: opt(4, bool, { doc: 'Mount it read-only.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type GCEPersistentDiskVolumeSource = TypeOf<typeof gcePersistentDiskVolumeSource>

export const awsElasticBlockStoreVolumeSource = object(
  'io.k8s.api.core.v1.AWSElasticBlockStoreVolumeSource',
  {
    volumeID: req(1, string, { doc: 'ID of the volume.', empty: 'zero' }),
    fsType: opt(2, string, { doc: 'File system of the volume, such as ext4.' }),
    partition: opt(3, int32, { doc: 'Partition to mount; the whole disk where absent.' }),
    readOnly: opt(4, bool, { doc: 'Mount it read-only.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type AWSElasticBlockStoreVolumeSource = TypeOf<typeof awsElasticBlockStoreVolumeSource>

export const gitRepoVolumeSource = object(
  'io.k8s.api.core.v1.GitRepoVolumeSource',
  {
    repository: req(1, string, { doc: 'URL of the repository.', empty: 'zero' }),
    revision: opt(2, string, { doc: 'Commit to check out.' }),
    directory: opt(3, string, { doc: 'Directory to check it out into.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type GitRepoVolumeSource = TypeOf<typeof gitRepoVolumeSource>

export const keyToPath = object(
  'io.k8s.api.core.v1.KeyToPath',
  {
    key: req(1, string, { doc: 'The key.', empty: 'zero' }),
    path: req(2, string, { doc: 'Path of the file within the volume.', empty: 'zero' }),
    mode: opt(3, int32, { doc: 'Permissions of the file; defaultMode where absent.', pointer: true }),
  },
  { doc: 'A key, and the file that it becomes.' },
)
export type KeyToPath = TypeOf<typeof keyToPath>

export const secretVolumeSource = object(
  'io.k8s.api.core.v1.SecretVolumeSource',
  {
    secretName: opt(1, string, { doc: 'Name of the secret.' }),
    items: opt(2, list(keyToPath), {
      doc: 'Which keys, and their paths; all keys under their own names where absent.',
    }),
    defaultMode: opt(3, int32, { doc: 'Permissions of the files; 0644 where absent.', pointer: true }),
    optional: opt(4, bool, { doc: 'Whether the secret may be missing.', pointer: true }),
  },
  { doc: 'The keys of a secret as files.' },
)
export type SecretVolumeSource = TypeOf<typeof secretVolumeSource>

export const nfsVolumeSource = object(
  'io.k8s.api.core.v1.NFSVolumeSource',
  {
    server: req(1, string, { doc: 'Host name or address of the server.', empty: 'zero' }),
    path: req(2, string, { doc: 'Path that the server exports.', empty: 'zero' }),
    readOnly: opt(3, bool, { doc: 'Mount it read-only.' }),
  },
  { doc: 'A directory of an NFS server.' },
)
export type NFSVolumeSource = TypeOf<typeof nfsVolumeSource>

export const iscsiVolumeSource = object(
  'io.k8s.api.core.v1.ISCSIVolumeSource',
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
    secretRef: opt(10, localObjectReference, { doc: 'Secret with credentials.', pointer: true }),
    initiatorName: opt(12, string, { doc: 'Name to come as.', pointer: true }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type ISCSIVolumeSource = TypeOf<typeof iscsiVolumeSource>

export const glusterfsVolumeSource = object(
  'io.k8s.api.core.v1.GlusterfsVolumeSource',
  {
    endpoints: req(1, string, { doc: 'Name of the Endpoints of the servers.', empty: 'zero' }),
    path: req(2, string, { doc: 'Path of what is mounted.', empty: 'zero' }),
    readOnly: opt(3, bool, { doc: 'Mount it read-only.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type GlusterfsVolumeSource = TypeOf<typeof glusterfsVolumeSource>

export const persistentVolumeClaimVolumeSource = object(
  'io.k8s.api.core.v1.PersistentVolumeClaimVolumeSource',
  {
    claimName: req(1, string, { doc: 'Name of the claim.', empty: 'zero' }),
    readOnly: opt(2, bool, { doc: 'Mount it read-only everywhere.' }),
  },
  { doc: 'The volume of a claim.' },
)
export type PersistentVolumeClaimVolumeSource = TypeOf<typeof persistentVolumeClaimVolumeSource>

export const rbdVolumeSource = object(
  'io.k8s.api.core.v1.RBDVolumeSource',
  {
    monitors: req(1, list(string), { doc: 'Addresses of the monitors.', empty: 'null' }),
    image: req(2, string, { doc: 'Name of the image.', empty: 'zero' }),
    fsType: opt(3, string, { doc: 'File system of the volume, such as ext4.' }),
    pool: opt(4, string, { doc: 'Name of the pool.', default: 'rbd' }),
    user: opt(5, string, { doc: 'User to come as.', default: 'admin' }),
    keyring: opt(6, string, { doc: 'Path of the key ring.', default: '/etc/ceph/keyring' }),
    secretRef: opt(7, localObjectReference, { doc: 'Secret with credentials.', pointer: true }),
    readOnly: opt(8, bool, { doc: 'Mount it read-only.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type RBDVolumeSource = TypeOf<typeof rbdVolumeSource>

export const flexVolumeSource = object(
  'io.k8s.api.core.v1.FlexVolumeSource',
  {
    driver: req(1, string, { doc: 'Name of the driver.', empty: 'zero' }),
    fsType: opt(2, string, { doc: 'File system of the volume, such as ext4.' }),
    secretRef: opt(3, localObjectReference, { doc: 'Secret with credentials.', pointer: true }),
    readOnly: opt(4, bool, { doc: 'Mount it read-only.' }),
    options: opt(5, map(string), { doc: 'Options for the driver.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type FlexVolumeSource = TypeOf<typeof flexVolumeSource>

export const cinderVolumeSource = object(
  'io.k8s.api.core.v1.CinderVolumeSource',
  {
    volumeID: req(1, string, { doc: 'ID of the volume.', empty: 'zero' }),
    fsType: opt(2, string, { doc: 'File system of the volume, such as ext4.' }),
    readOnly: opt(3, bool, { doc: 'Mount it read-only.' }),
    secretRef: opt(4, localObjectReference, { doc: 'Secret with credentials.', pointer: true }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type CinderVolumeSource = TypeOf<typeof cinderVolumeSource>

export const cephFSVolumeSource = object(
  'io.k8s.api.core.v1.CephFSVolumeSource',
  {
    monitors: req(1, list(string), { doc: 'Addresses of the monitors.', empty: 'null' }),
    path: opt(2, string, { doc: 'Path of what is mounted.' }),
    user: opt(3, string, { doc: 'User to come as.' }),
    secretFile: opt(4, string, { doc: 'Path of the key file.' }),
    secretRef: opt(5, localObjectReference, { doc: 'Secret with credentials.', pointer: true }),
    readOnly: opt(6, bool, { doc: 'Mount it read-only.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type CephFSVolumeSource = TypeOf<typeof cephFSVolumeSource>

export const flockerVolumeSource = object(
  'io.k8s.api.core.v1.FlockerVolumeSource',
  {
    datasetName: opt(1, string, { doc: 'Name of the dataset.' }),
    datasetUUID: opt(2, string, { doc: 'UUID of the dataset.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type FlockerVolumeSource = TypeOf<typeof flockerVolumeSource>

export const downwardAPIVolumeFile = object(
  'io.k8s.api.core.v1.DownwardAPIVolumeFile',
  {
    path: req(1, string, { doc: 'Path of the file within the volume.', empty: 'zero' }),
    fieldRef: opt(2, objectFieldSelector, { doc: 'The field.', pointer: true }),
    resourceFieldRef: opt(3, resourceFieldSelector, {
      doc: 'An amount that a container requests or may use, instead of a field.',
      pointer: true,
    }),
    mode: opt(4, int32, { doc: 'Permissions of the file; defaultMode where absent.', pointer: true }),
  },
  { doc: 'A file with a field of the pod.' },
)
export type DownwardAPIVolumeFile = TypeOf<typeof downwardAPIVolumeFile>

export const downwardAPIVolumeSource = object(
  'io.k8s.api.core.v1.DownwardAPIVolumeSource',
  {
    items: opt(1, list(downwardAPIVolumeFile), { doc: 'The files.' }),
    defaultMode: opt(2, int32, { doc: 'Permissions of the files; 0644 where absent.', pointer: true }),
  },
  { doc: 'Fields of the pod as files.' },
)
export type DownwardAPIVolumeSource = TypeOf<typeof downwardAPIVolumeSource>

export const fcVolumeSource = object(
  'io.k8s.api.core.v1.FCVolumeSource',
  {
    targetWWNs: opt(1, list(string), { doc: 'World wide names of the targets.' }),
    lun: opt(2, int32, { doc: 'Number of the logical unit.', pointer: true }),
    fsType: opt(3, string, { doc: 'File system of the volume, such as ext4.' }),
    readOnly: opt(4, bool, { doc: 'Mount it read-only.' }),
    wwids: opt(5, list(string), { doc: 'World wide identifiers of the volume.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type FCVolumeSource = TypeOf<typeof fcVolumeSource>

export const azureFileVolumeSource = object(
  'io.k8s.api.core.v1.AzureFileVolumeSource',
  {
    secretName: req(1, string, { doc: 'Name of the Secret with credentials.', empty: 'zero' }),
    shareName: req(2, string, { doc: 'Name of the share.', empty: 'zero' }),
    readOnly: opt(3, bool, { doc: 'Mount it read-only.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type AzureFileVolumeSource = TypeOf<typeof azureFileVolumeSource>

export const configMapVolumeSource = object(
  'io.k8s.api.core.v1.ConfigMapVolumeSource',
  {
    ...inline(1, localObjectReference),
    items: opt(2, list(keyToPath), {
      doc: 'Which keys, and their paths; all keys under their own names where absent.',
    }),
    defaultMode: opt(3, int32, { doc: 'Permissions of the files; 0644 where absent.', pointer: true }),
    optional: opt(4, bool, { doc: 'Whether the config map may be missing.', pointer: true }),
  },
  { doc: 'The keys of a config map as files.' },
)
export type ConfigMapVolumeSource = TypeOf<typeof configMapVolumeSource>

export const vsphereVirtualDiskVolumeSource = object(
  'io.k8s.api.core.v1.VsphereVirtualDiskVolumeSource',
  {
    volumePath: req(1, string, { doc: 'Path of the volume.', empty: 'zero' }),
    fsType: opt(2, string, { doc: 'File system of the volume, such as ext4.' }),
    storagePolicyName: opt(3, string, { doc: 'Name of the storage policy.' }),
    storagePolicyID: opt(4, string, { doc: 'ID of the storage policy.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type VsphereVirtualDiskVolumeSource = TypeOf<typeof vsphereVirtualDiskVolumeSource>

export const quobyteVolumeSource = object(
  'io.k8s.api.core.v1.QuobyteVolumeSource',
  {
    registry: req(1, string, { doc: 'Addresses of the registry.', empty: 'zero' }),
    volume: req(2, string, { doc: 'Name of the volume.', empty: 'zero' }),
    readOnly: opt(3, bool, { doc: 'Mount it read-only.' }),
    user: opt(4, string, { doc: 'User to come as.' }),
    group: opt(5, string, { doc: 'Group to come as.' }),
    tenant: opt(6, string, { doc: 'Tenant of the volume.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type QuobyteVolumeSource = TypeOf<typeof quobyteVolumeSource>

export const azureDiskVolumeSource = object(
  'io.k8s.api.core.v1.AzureDiskVolumeSource',
  {
    diskName: req(1, string, { doc: 'Name of the disk.', empty: 'zero' }),
    diskURI: req(2, string, { doc: 'URI of the disk.', empty: 'zero' }),
    cachingMode: opt(3, oneOf('None', 'ReadOnly', 'ReadWrite'), {
      doc: 'None, ReadOnly or ReadWrite.',
      pointer: true,
      default: 'ReadWrite',
    }),
    fsType: opt(4, string, {
      doc: 'File system of the volume, such as ext4.',
      pointer: true,
      default: 'ext4',
    }),
    readOnly: opt(5, bool, { doc: 'Mount it read-only.', pointer: true, default: false }),
    kind: opt(6, oneOf('Shared', 'Dedicated', 'Managed'), {
      doc: 'Shared, Dedicated or Managed.',
      pointer: true,
      default: 'Shared',
    }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type AzureDiskVolumeSource = TypeOf<typeof azureDiskVolumeSource>

export const photonPersistentDiskVolumeSource = object(
  'io.k8s.api.core.v1.PhotonPersistentDiskVolumeSource',
  {
    pdID: req(1, string, { doc: 'ID of the disk.', empty: 'zero' }),
    fsType: opt(2, string, { doc: 'File system of the volume, such as ext4.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type PhotonPersistentDiskVolumeSource = TypeOf<typeof photonPersistentDiskVolumeSource>

export const secretProjection = object(
  'io.k8s.api.core.v1.SecretProjection',
  {
    ...inline(1, localObjectReference),
    items: opt(2, list(keyToPath), {
      doc: 'Which keys go to which paths; all under their own names where absent.',
    }),
    optional: opt(4, bool, { doc: 'Go on where there is no such Secret or key.', pointer: true }),
  },
  { doc: 'Keys of a Secret, as files.' },
)
export type SecretProjection = TypeOf<typeof secretProjection>

export const downwardAPIProjection = object(
  'io.k8s.api.core.v1.DownwardAPIProjection',
  {
    items: opt(1, list(downwardAPIVolumeFile), { doc: 'Which facts go to which paths.' }),
  },
  { doc: 'Facts about the pod, as files.' },
)
export type DownwardAPIProjection = TypeOf<typeof downwardAPIProjection>

export const configMapProjection = object(
  'io.k8s.api.core.v1.ConfigMapProjection',
  {
    ...inline(1, localObjectReference),
    items: opt(2, list(keyToPath), {
      doc: 'Which keys go to which paths; all under their own names where absent.',
    }),
    optional: opt(4, bool, { doc: 'Go on where there is no such ConfigMap or key.', pointer: true }),
  },
  { doc: 'Keys of a ConfigMap, as files.' },
)
export type ConfigMapProjection = TypeOf<typeof configMapProjection>

export const serviceAccountTokenProjection = object(
  'io.k8s.api.core.v1.ServiceAccountTokenProjection',
  {
    audience: opt(1, string, { doc: 'For whom the token is meant; the API server where absent.' }),
    expirationSeconds: opt(2, int64, { doc: 'How long it is valid; an hour where absent.', pointer: true }),
    path: req(3, string, { doc: 'Path of the file within the volume.', empty: 'zero' }),
  },
  { doc: "A token of the pod's service account." },
)
export type ServiceAccountTokenProjection = TypeOf<typeof serviceAccountTokenProjection>

export const clusterTrustBundleProjection = object(
  'io.k8s.api.core.v1.ClusterTrustBundleProjection',
  {
    name: opt(1, string, {
      doc: 'Name of one bundle; excludes signerName and labelSelector.',
      pointer: true,
    }),
    signerName: opt(2, string, { doc: 'All bundles of this signer.', pointer: true }),
    labelSelector: opt(3, labelSelector, { doc: "Which of the signer's bundles.", pointer: true }),
    optional: opt(5, bool, { doc: 'Go on where there is no such bundle.', pointer: true }),
    path: req(4, string, { doc: 'Path of the file in the volume.', empty: 'zero' }),
  },
  { doc: 'Certificates out of ClusterTrustBundles, as a file.' },
)
export type ClusterTrustBundleProjection = TypeOf<typeof clusterTrustBundleProjection>

export const podCertificateProjection = object(
  'io.k8s.api.core.v1.PodCertificateProjection',
  {
    signerName: req(1, string, { doc: 'Who is to sign.' }),
    keyType: req(2, string, { doc: 'Kind of the key, such as ECDSAP256 or ED25519.' }),
    maxExpirationSeconds: opt(3, int32, { doc: 'Longest validity that is asked for.', pointer: true }),
    credentialBundlePath: opt(4, string, { doc: 'Path of one file with key and certificates.' }),
    keyPath: opt(5, string, { doc: 'Path of the key.' }),
    certificateChainPath: opt(6, string, { doc: 'Path of the certificates.' }),
    userAnnotations: opt(7, map(string), { doc: 'Notes for the signer.' }),
  },
  { doc: 'A certificate for the pod, as files, renewed in time.' },
)
export type PodCertificateProjection = TypeOf<typeof podCertificateProjection>

export const volumeProjection = object(
  'io.k8s.api.core.v1.VolumeProjection',
  {
    secret: opt(1, secretProjection, { doc: 'Keys of a secret.', pointer: true }),
    downwardAPI: opt(2, downwardAPIProjection, { doc: 'Fields of the pod.', pointer: true }),
    configMap: opt(3, configMapProjection, { doc: 'Keys of a config map.', pointer: true }),
    serviceAccountToken: opt(4, serviceAccountTokenProjection, {
      doc: "A token of the pod's service account, renewed before it expires.",
      pointer: true,
    }),
    clusterTrustBundle: opt(5, clusterTrustBundleProjection, {
      doc: 'Certificates of trust bundles.',
      pointer: true,
      gates: ['ClusterTrustBundleProjection'],
    }),
    podCertificate: opt(6, podCertificateProjection, {
      doc: 'A key and certificate made for the pod.',
      pointer: true,
      gates: ['PodCertificateProjection'],
    }),
  },
  { doc: 'One source of a projected volume.' },
)
export type VolumeProjection = TypeOf<typeof volumeProjection>

export const projectedVolumeSource = object(
  'io.k8s.api.core.v1.ProjectedVolumeSource',
  {
    sources: opt(1, list(volumeProjection), { doc: 'The sources.', empty: 'null' }),
    defaultMode: opt(2, int32, { doc: 'Permissions of the files; 0644 where absent.', pointer: true }),
  },
  { doc: 'Files from several sources in one directory.' },
)
export type ProjectedVolumeSource = TypeOf<typeof projectedVolumeSource>

export const portworxVolumeSource = object(
  'io.k8s.api.core.v1.PortworxVolumeSource',
  {
    volumeID: req(1, string, { doc: 'ID of the volume.', empty: 'zero' }),
    fsType: opt(2, string, { doc: 'File system of the volume, such as ext4.' }),
    readOnly: opt(3, bool, { doc: 'Mount it read-only.' }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type PortworxVolumeSource = TypeOf<typeof portworxVolumeSource>

export const scaleIOVolumeSource = object(
  'io.k8s.api.core.v1.ScaleIOVolumeSource',
  {
    gateway: req(1, string, { doc: 'Address of the gateway.', empty: 'zero' }),
    system: req(2, string, { doc: 'Name of the storage system.', empty: 'zero' }),
    secretRef: req(3, localObjectReference, { doc: 'Secret with credentials.', pointer: true }),
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
export type ScaleIOVolumeSource = TypeOf<typeof scaleIOVolumeSource>

export const storageOSVolumeSource = object(
  'io.k8s.api.core.v1.StorageOSVolumeSource',
  {
    volumeName: opt(1, string, { doc: 'Name of the volume.' }),
    volumeNamespace: opt(2, string, { doc: 'Namespace of the volume in the storage system.' }),
    fsType: opt(3, string, { doc: 'File system of the volume, such as ext4.' }),
    readOnly: opt(4, bool, { doc: 'Mount it read-only.' }),
    secretRef: opt(5, localObjectReference, { doc: 'Secret with credentials.', pointer: true }),
  },
  { doc: 'A volume, and how to reach it.' },
)
export type StorageOSVolumeSource = TypeOf<typeof storageOSVolumeSource>

export const csiVolumeSource = object(
  'io.k8s.api.core.v1.CSIVolumeSource',
  {
    driver: req(1, string, { doc: 'Name of the driver.', empty: 'zero' }),
    readOnly: opt(2, bool, { doc: 'Mount it read-only.', pointer: true }),
    fsType: opt(3, string, { doc: 'File system to use.', pointer: true }),
    volumeAttributes: opt(4, map(string), { doc: 'What the driver wants to know.' }),
    nodePublishSecretRef: opt(5, localObjectReference, { doc: 'Secret for the driver.', pointer: true }),
  },
  { doc: 'A volume of a CSI driver that goes with the pod.' },
)
export type CSIVolumeSource = TypeOf<typeof csiVolumeSource>

export const volumeResourceRequirements = object(
  'io.k8s.api.core.v1.VolumeResourceRequirements',
  {
    limits: opt(1, map(quantity), { doc: 'The most.' }),
    requests: opt(2, map(quantity), { doc: 'The least; storage is the only one.' }),
  },
  { doc: 'How large a volume must be.' },
)
export type VolumeResourceRequirements = TypeOf<typeof volumeResourceRequirements>

export const persistentVolumeClaimSpec = object(
  'io.k8s.api.core.v1.PersistentVolumeClaimSpec',
  {
    accessModes: opt(1, list(string), {
      doc: 'How it is to be mounted: ReadWriteOnce, ReadOnlyMany, ReadWriteMany or ReadWriteOncePod.',
    }),
    selector: opt(4, labelSelector, { doc: 'Labels that the volume must have.', pointer: true }),
    resources: opt(2, volumeResourceRequirements, { doc: 'How large it must be.', empty: 'zero' }),
    volumeName: opt(3, string, { doc: 'Volume that the claim is bound to.' }),
    storageClassName: opt(5, string, {
      doc: 'Class that the volume comes from; the default class where absent, none where empty.',
      pointer: true,
    }),
    volumeMode: opt(6, oneOf('Block', 'Filesystem'), {
      doc: 'Filesystem (the default) or Block.',
      pointer: true,
    }),
    dataSource: opt(7, typedLocalObjectReference, {
      doc: 'What it is filled with at first: a snapshot or another claim.',
      pointer: true,
    }),
    dataSourceRef: opt(8, typedObjectReference, { doc: 'As dataSource, for any kind.', pointer: true }),
    volumeAttributesClassName: opt(9, string, {
      doc: 'Class of settings that may change later.',
      pointer: true,
      gates: ['VolumeAttributesClass'],
    }),
  },
  { doc: 'What volume is asked for.' },
)
export type PersistentVolumeClaimSpec = TypeOf<typeof persistentVolumeClaimSpec>

export const persistentVolumeClaimTemplate = object(
  'io.k8s.api.core.v1.PersistentVolumeClaimTemplate',
  {
    metadata: opt(1, objectMeta, { doc: 'Labels and annotations of the claim.', empty: 'zero' }),
    spec: req(2, persistentVolumeClaimSpec, { doc: 'What is asked for.', empty: 'zero' }),
  },
  { doc: 'A claim that is made together with a pod.' },
)
export type PersistentVolumeClaimTemplate = TypeOf<typeof persistentVolumeClaimTemplate>

export const ephemeralVolumeSource = object(
  'io.k8s.api.core.v1.EphemeralVolumeSource',
  {
    volumeClaimTemplate: opt(1, persistentVolumeClaimTemplate, {
      doc: 'What the claim looks like.',
      pointer: true,
    }),
  },
  { doc: 'A claim that is made for the pod and goes with it.' },
)
export type EphemeralVolumeSource = TypeOf<typeof ephemeralVolumeSource>

export const imageVolumeSource = object(
  'io.k8s.api.core.v1.ImageVolumeSource',
  {
    reference: opt(1, string, { doc: 'The image.' }),
    pullPolicy: opt(2, oneOf('Always', 'Never', 'IfNotPresent'), {
      doc: 'When it is fetched: Always, IfNotPresent or Never.',
    }),
  },
  { doc: 'The files of an image or artifact.' },
)
export type ImageVolumeSource = TypeOf<typeof imageVolumeSource>

export const volumeSource = object(
  'io.k8s.api.core.v1.VolumeSource',
  {
    hostPath: opt(1, hostPathVolumeSource, { doc: 'A file or directory of the node.', pointer: true }),
    emptyDir: opt(2, emptyDirVolumeSource, {
      doc: 'A directory that is empty at first and goes with the pod.',
      pointer: true,
    }),
    gcePersistentDisk: opt(3, gcePersistentDiskVolumeSource, {
      doc: 'A disk of Google Compute Engine; served by its CSI driver.',
      pointer: true,
      deprecated: true,
    }),
    awsElasticBlockStore: opt(4, awsElasticBlockStoreVolumeSource, {
      doc: 'A disk of Amazon EBS; served by its CSI driver.',
      pointer: true,
      deprecated: true,
    }),
    gitRepo: opt(5, gitRepoVolumeSource, { doc: 'No longer supported.', pointer: true, deprecated: true }),
    secret: opt(6, secretVolumeSource, { doc: 'The keys of a secret as files.', pointer: true }),
    nfs: opt(7, nfsVolumeSource, { doc: 'A directory of an NFS server.', pointer: true }),
    iscsi: opt(8, iscsiVolumeSource, { doc: 'A disk of an iSCSI server.', pointer: true }),
    glusterfs: opt(9, glusterfsVolumeSource, {
      doc: 'No longer supported.',
      pointer: true,
      deprecated: true,
    }),
    persistentVolumeClaim: opt(10, persistentVolumeClaimVolumeSource, {
      doc: 'The volume of a claim in the same namespace.',
      pointer: true,
    }),
    rbd: opt(11, rbdVolumeSource, { doc: 'No longer supported.', pointer: true, deprecated: true }),
    flexVolume: opt(12, flexVolumeSource, {
      doc: 'A volume of a program on the node; deprecated.',
      pointer: true,
      deprecated: true,
    }),
    cinder: opt(13, cinderVolumeSource, {
      doc: 'A disk of OpenStack Cinder; served by its CSI driver.',
      pointer: true,
      deprecated: true,
    }),
    cephfs: opt(14, cephFSVolumeSource, { doc: 'No longer supported.', pointer: true, deprecated: true }),
    flocker: opt(15, flockerVolumeSource, { doc: 'No longer supported.', pointer: true, deprecated: true }),
    downwardAPI: opt(16, downwardAPIVolumeSource, { doc: 'Fields of the pod as files.', pointer: true }),
    fc: opt(17, fcVolumeSource, { doc: 'A Fibre Channel disk.', pointer: true }),
    azureFile: opt(18, azureFileVolumeSource, {
      doc: 'A share of Azure; served by its CSI driver.',
      pointer: true,
      deprecated: true,
    }),
    configMap: opt(19, configMapVolumeSource, { doc: 'The keys of a config map as files.', pointer: true }),
    vsphereVolume: opt(20, vsphereVirtualDiskVolumeSource, {
      doc: 'A disk of vSphere; served by its CSI driver.',
      pointer: true,
      deprecated: true,
    }),
    quobyte: opt(21, quobyteVolumeSource, { doc: 'No longer supported.', pointer: true, deprecated: true }),
    azureDisk: opt(22, azureDiskVolumeSource, {
      doc: 'A disk of Azure; served by its CSI driver.',
      pointer: true,
      deprecated: true,
    }),
    photonPersistentDisk: opt(23, photonPersistentDiskVolumeSource, {
      doc: 'No longer supported.',
      pointer: true,
      deprecated: true,
    }),
    projected: opt(26, projectedVolumeSource, {
      doc: 'Files from several sources in one directory.',
      pointer: true,
    }),
    portworxVolume: opt(24, portworxVolumeSource, {
      doc: 'A volume of Portworx; served by its CSI driver.',
      pointer: true,
      deprecated: true,
    }),
    scaleIO: opt(25, scaleIOVolumeSource, { doc: 'No longer supported.', pointer: true, deprecated: true }),
    storageos: opt(27, storageOSVolumeSource, {
      doc: 'No longer supported.',
      pointer: true,
      deprecated: true,
    }),
    csi: opt(28, csiVolumeSource, { doc: 'A volume of a CSI driver that goes with the pod.', pointer: true }),
    ephemeral: opt(29, ephemeralVolumeSource, {
      doc: 'A claim that is made for the pod and goes with it.',
      pointer: true,
    }),
    image: opt(30, imageVolumeSource, { doc: 'The files of an image or artifact.', pointer: true }),
  },
  { doc: 'Where the files of a volume come from.' },
)
export type VolumeSource = TypeOf<typeof volumeSource>

export const volume = object(
  'io.k8s.api.core.v1.Volume',
  {
    name: req(1, string, { doc: 'Name of the volume within the pod.', empty: 'zero' }),
    ...inline(2, volumeSource),
  },
  { doc: 'Files that containers of a pod may mount; one source is named.' },
)
export type Volume = TypeOf<typeof volume>
