// Fields of node in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
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
  time,
} from '../../../machinery/schema/schema.ts'

export const taint = object(
  'io.k8s.api.core.v1.Taint',
  {
    key: req(1, string, { doc: 'Key of the taint.', empty: 'zero' }),
    value: opt(2, string, { doc: 'Value of the taint.' }),
    effect: req(3, oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute'), {
      doc: 'NoSchedule, PreferNoSchedule or NoExecute (which ends running pods as well).',
      empty: 'zero',
    }),
    timeAdded: opt(4, time, { doc: 'When a NoExecute taint was added.', pointer: true }),
  },
  { doc: 'Something about a node that pods have to tolerate.' },
)
export type Taint = TypeOf<typeof taint>

export const configMapNodeConfigSource = object(
  'io.k8s.api.core.v1.ConfigMapNodeConfigSource',
  {
    namespace: req(1, string, { doc: 'Namespace of the ConfigMap.', empty: 'zero' }),
    name: req(2, string, { doc: 'Name of the ConfigMap.', empty: 'zero' }),
    uid: opt(3, string, { doc: 'UID of the ConfigMap.' }),
    resourceVersion: opt(4, string, { doc: 'Revision of the ConfigMap.' }),
    kubeletConfigKey: req(5, string, { doc: 'Key of the configuration.', empty: 'zero' }),
  },
  { doc: "A ConfigMap with a kubelet's configuration; no longer used." },
)
export type ConfigMapNodeConfigSource = TypeOf<typeof configMapNodeConfigSource>

export const nodeConfigSource = object(
  'io.k8s.api.core.v1.NodeConfigSource',
  {
    configMap: opt(2, configMapNodeConfigSource, { doc: 'A ConfigMap.', pointer: true }),
  },
  { doc: "Where a kubelet's configuration comes from; no longer used." },
)
export type NodeConfigSource = TypeOf<typeof nodeConfigSource>

export const nodeSpec = object(
  'io.k8s.api.core.v1.NodeSpec',
  {
    podCIDR: opt(1, string, { doc: "Block of addresses for the node's pods." }),
    podCIDRs: opt(7, list(string, { listType: 'set', patchStrategy: 'merge' }), {
      doc: "Blocks of addresses for the node's pods, one for each family.",
    }),
    providerID: opt(3, string, { doc: 'What the provider of the machine calls it.' }),
    unschedulable: opt(4, bool, { doc: 'Whether no new pods are placed here.' }),
    taints: opt(5, list(taint), { doc: 'What pods have to tolerate to run here.' }),
    configSource: opt(6, nodeConfigSource, {
      doc: "Where the kubelet's configuration comes from; no longer used.",
      pointer: true,
      deprecated: true,
    }),
    externalID: opt(2, string, { doc: 'No longer used.', deprecated: true }),
  },
  { doc: 'What is asked of a node.' },
)
export type NodeSpec = TypeOf<typeof nodeSpec>

export const nodeCondition = object(
  'io.k8s.api.core.v1.NodeCondition',
  {
    type: req(1, string, {
      doc: 'Ready, MemoryPressure, DiskPressure, PIDPressure or NetworkUnavailable.',
      empty: 'zero',
    }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    lastHeartbeatTime: opt(3, time, { empty: 'zero', doc: 'When this was last said.' }),
    lastTransitionTime: opt(4, time, { empty: 'zero', doc: 'When status last changed.' }),
    reason: opt(5, string, { doc: 'Why, as one word.' }),
    message: opt(6, string, { doc: 'Why, for people.' }),
  },
  { doc: "One aspect of a node's state." },
)
export type NodeCondition = TypeOf<typeof nodeCondition>

export const nodeAddress = object(
  'io.k8s.api.core.v1.NodeAddress',
  {
    type: req(1, string, {
      doc: 'Hostname, InternalIP, ExternalIP, InternalDNS or ExternalDNS.',
      empty: 'zero',
    }),
    address: req(2, string, { doc: 'The address.', empty: 'zero' }),
  },
  { doc: 'An address of a node.' },
)
export type NodeAddress = TypeOf<typeof nodeAddress>

export const daemonEndpoint = object(
  'io.k8s.api.core.v1.DaemonEndpoint',
  {
    Port: req(1, int32, { doc: 'The port.', empty: 'zero' }),
  },
  { doc: 'A port of a daemon.' },
)
export type DaemonEndpoint = TypeOf<typeof daemonEndpoint>

export const nodeDaemonEndpoints = object(
  'io.k8s.api.core.v1.NodeDaemonEndpoints',
  {
    kubeletEndpoint: opt(1, daemonEndpoint, { doc: 'Port of the kubelet.', empty: 'zero' }),
  },
  { doc: "Ports of a node's daemons." },
)
export type NodeDaemonEndpoints = TypeOf<typeof nodeDaemonEndpoints>

export const nodeSwapStatus = object(
  'io.k8s.api.core.v1.NodeSwapStatus',
  {
    capacity: opt(1, int64, { doc: 'Bytes of it.', pointer: true }),
  },
  { doc: 'Swap of a node.' },
)
export type NodeSwapStatus = TypeOf<typeof nodeSwapStatus>

export const nodeSystemInfo = object(
  'io.k8s.api.core.v1.NodeSystemInfo',
  {
    machineID: req(1, string, { doc: 'ID out of /etc/machine-id.', empty: 'zero' }),
    systemUUID: req(2, string, { doc: 'ID of the hardware.', empty: 'zero' }),
    bootID: req(3, string, { doc: 'ID of this boot.', empty: 'zero' }),
    kernelVersion: req(4, string, { doc: 'Version of the kernel.', empty: 'zero' }),
    osImage: req(5, string, { doc: 'Name of the system, out of /etc/os-release.', empty: 'zero' }),
    containerRuntimeVersion: req(6, string, { doc: 'Runtime and its version.', empty: 'zero' }),
    kubeletVersion: req(7, string, { doc: 'Version of the kubelet.', empty: 'zero' }),
    kubeProxyVersion: req(8, string, { doc: 'No longer used.', empty: 'zero', deprecated: true }),
    operatingSystem: req(9, string, { doc: 'linux or windows.', empty: 'zero' }),
    architecture: req(10, string, { doc: 'Architecture, as Go calls it.', empty: 'zero' }),
    swap: opt(11, nodeSwapStatus, { doc: 'Swap that the node has.', pointer: true }),
  },
  { doc: 'What a node is.' },
)
export type NodeSystemInfo = TypeOf<typeof nodeSystemInfo>

export const containerImage = object(
  'io.k8s.api.core.v1.ContainerImage',
  {
    names: opt(1, list(string), { doc: 'Its names, with tags and digests.', empty: 'null' }),
    sizeBytes: opt(2, int64, { doc: 'Its size in bytes.' }),
  },
  { doc: 'An image that a node has.' },
)
export type ContainerImage = TypeOf<typeof containerImage>

export const attachedVolume = object(
  'io.k8s.api.core.v1.AttachedVolume',
  {
    name: req(1, string, { doc: 'Name of the volume.', empty: 'zero' }),
    devicePath: req(2, string, { doc: 'Path of the device on the node.', empty: 'zero' }),
  },
  { doc: 'A volume that is attached to a node.' },
)
export type AttachedVolume = TypeOf<typeof attachedVolume>

export const nodeConfigStatus = object(
  'io.k8s.api.core.v1.NodeConfigStatus',
  {
    assigned: opt(1, nodeConfigSource, { doc: 'What it was told to use.', pointer: true }),
    active: opt(2, nodeConfigSource, { doc: 'What it uses.', pointer: true }),
    lastKnownGood: opt(3, nodeConfigSource, { doc: 'What it goes back to.', pointer: true }),
    error: opt(4, string, { doc: 'What went wrong.' }),
  },
  { doc: 'Which configuration a kubelet uses; no longer used.' },
)
export type NodeConfigStatus = TypeOf<typeof nodeConfigStatus>

export const nodeRuntimeHandlerFeatures = object(
  'io.k8s.api.core.v1.NodeRuntimeHandlerFeatures',
  {
    recursiveReadOnlyMounts: opt(1, bool, {
      doc: 'True where mounts can be read-only all the way down.',
      pointer: true,
    }),
    userNamespaces: opt(2, bool, { doc: 'True where pods can have user namespaces.', pointer: true }),
  },
  { doc: 'What a runtime can do.' },
)
export type NodeRuntimeHandlerFeatures = TypeOf<typeof nodeRuntimeHandlerFeatures>

export const nodeRuntimeHandler = object(
  'io.k8s.api.core.v1.NodeRuntimeHandler',
  {
    name: opt(1, string, { doc: 'Name, as in a RuntimeClass; empty for the default one.', empty: 'zero' }),
    features: opt(2, nodeRuntimeHandlerFeatures, { doc: 'What it can do.', pointer: true }),
  },
  { doc: 'A runtime of a node.' },
)
export type NodeRuntimeHandler = TypeOf<typeof nodeRuntimeHandler>

export const nodeFeatures = object(
  'io.k8s.api.core.v1.NodeFeatures',
  {
    supplementalGroupsPolicy: opt(1, bool, {
      doc: 'True where supplementalGroupsPolicy of pods is obeyed.',
      pointer: true,
    }),
  },
  { doc: "What a node's runtime can do." },
)
export type NodeFeatures = TypeOf<typeof nodeFeatures>

export const nodeStatus = object(
  'io.k8s.api.core.v1.NodeStatus',
  {
    capacity: opt(1, map(quantity), { doc: 'What the machine has.' }),
    allocatable: opt(2, map(quantity), { doc: 'What pods may use of it.' }),
    phase: opt(3, oneOf('Pending', 'Running', 'Terminated'), { doc: 'No longer used.', deprecated: true }),
    conditions: opt(
      4,
      list(nodeCondition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
      { doc: 'Whether the node is ready, short of memory and so on.' },
    ),
    addresses: opt(
      5,
      list(nodeAddress, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
      { doc: 'Addresses and names of the machine.' },
    ),
    daemonEndpoints: opt(6, nodeDaemonEndpoints, { doc: 'Ports of the kubelet.', empty: 'zero' }),
    nodeInfo: opt(7, nodeSystemInfo, { doc: 'Versions and identifiers of the machine.', empty: 'zero' }),
    images: opt(8, list(containerImage), { doc: 'Images that are there already.' }),
    volumesInUse: opt(9, list(string), { doc: 'Volumes that are mounted.' }),
    volumesAttached: opt(10, list(attachedVolume), { doc: 'Volumes that are attached.' }),
    config: opt(11, nodeConfigStatus, {
      doc: 'Which configuration the kubelet uses; no longer used.',
      pointer: true,
    }),
    runtimeHandlers: opt(12, list(nodeRuntimeHandler), { doc: 'Handlers that the container runtime knows.' }),
    features: opt(13, nodeFeatures, {
      doc: 'What the container runtime can do.',
      pointer: true,
      gates: ['SupplementalGroupsPolicy'],
    }),
    declaredFeatures: opt(14, list(string), {
      doc: 'Features that the kubelet has turned on and pods may need.',
      gates: ['NodeDeclaredFeatures'],
    }),
  },
  { doc: 'State of a node.' },
)
export type NodeStatus = TypeOf<typeof nodeStatus>

export const node = object(
  'io.k8s.api.core.v1.Node',
  {
    ...kindFields,
    spec: opt(2, nodeSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, nodeStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'A machine that runs pods.' },
)
export type Node = ObjectOf<typeof node>
