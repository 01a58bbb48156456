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

export const configMapNodeConfigSource = object('io.k8s.api.core.v1.ConfigMapNodeConfigSource', {
  namespace: req(1, string, { empty: 'zero' }),
  name: req(2, string, { empty: 'zero' }),
  uid: opt(3, string),
  resourceVersion: opt(4, string),
  kubeletConfigKey: req(5, string, { empty: 'zero' }),
})
export type ConfigMapNodeConfigSource = TypeOf<typeof configMapNodeConfigSource>

export const nodeConfigSource = object('io.k8s.api.core.v1.NodeConfigSource', {
  configMap: opt(2, configMapNodeConfigSource, { pointer: true }),
})
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
    configSource: opt(6, nodeConfigSource, { pointer: true, deprecated: true }),
    externalID: opt(2, string, { deprecated: true }),
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
    lastHeartbeatTime: opt(3, time, { doc: 'When this was last said.' }),
    lastTransitionTime: opt(4, time, { doc: 'When status last changed.' }),
    reason: opt(5, string, { doc: 'Why, as one word.' }),
    message: opt(6, string, { doc: 'Why, for people.' }),
  },
  { doc: "One aspect of a node's state." },
)
export type NodeCondition = TypeOf<typeof nodeCondition>

export const nodeAddress = object('io.k8s.api.core.v1.NodeAddress', {
  type: req(1, string, { empty: 'zero' }),
  address: req(2, string, { empty: 'zero' }),
})
export type NodeAddress = TypeOf<typeof nodeAddress>

export const daemonEndpoint = object('io.k8s.api.core.v1.DaemonEndpoint', {
  Port: req(1, int32, { empty: 'zero' }),
})
export type DaemonEndpoint = TypeOf<typeof daemonEndpoint>

export const nodeDaemonEndpoints = object('io.k8s.api.core.v1.NodeDaemonEndpoints', {
  kubeletEndpoint: opt(1, daemonEndpoint, { empty: 'zero' }),
})
export type NodeDaemonEndpoints = TypeOf<typeof nodeDaemonEndpoints>

export const nodeSwapStatus = object('io.k8s.api.core.v1.NodeSwapStatus', {
  capacity: opt(1, int64, { pointer: true }),
})
export type NodeSwapStatus = TypeOf<typeof nodeSwapStatus>

export const nodeSystemInfo = object('io.k8s.api.core.v1.NodeSystemInfo', {
  machineID: req(1, string, { empty: 'zero' }),
  systemUUID: req(2, string, { empty: 'zero' }),
  bootID: req(3, string, { empty: 'zero' }),
  kernelVersion: req(4, string, { empty: 'zero' }),
  osImage: req(5, string, { empty: 'zero' }),
  containerRuntimeVersion: req(6, string, { empty: 'zero' }),
  kubeletVersion: req(7, string, { empty: 'zero' }),
  kubeProxyVersion: req(8, string, { empty: 'zero', deprecated: true }),
  operatingSystem: req(9, string, { empty: 'zero' }),
  architecture: req(10, string, { empty: 'zero' }),
  swap: opt(11, nodeSwapStatus, { pointer: true }),
})
export type NodeSystemInfo = TypeOf<typeof nodeSystemInfo>

export const containerImage = object('io.k8s.api.core.v1.ContainerImage', {
  names: opt(1, list(string), { empty: 'null' }),
  sizeBytes: opt(2, int64),
})
export type ContainerImage = TypeOf<typeof containerImage>

export const attachedVolume = object('io.k8s.api.core.v1.AttachedVolume', {
  name: req(1, string, { empty: 'zero' }),
  devicePath: req(2, string, { empty: 'zero' }),
})
export type AttachedVolume = TypeOf<typeof attachedVolume>

export const nodeConfigStatus = object('io.k8s.api.core.v1.NodeConfigStatus', {
  assigned: opt(1, nodeConfigSource, { pointer: true }),
  active: opt(2, nodeConfigSource, { pointer: true }),
  lastKnownGood: opt(3, nodeConfigSource, { pointer: true }),
  error: opt(4, string),
})
export type NodeConfigStatus = TypeOf<typeof nodeConfigStatus>

export const nodeRuntimeHandlerFeatures = object('io.k8s.api.core.v1.NodeRuntimeHandlerFeatures', {
  recursiveReadOnlyMounts: opt(1, bool, { pointer: true }),
  userNamespaces: opt(2, bool, { pointer: true }),
})
export type NodeRuntimeHandlerFeatures = TypeOf<typeof nodeRuntimeHandlerFeatures>

export const nodeRuntimeHandler = object('io.k8s.api.core.v1.NodeRuntimeHandler', {
  name: opt(1, string, { empty: 'zero' }),
  features: opt(2, nodeRuntimeHandlerFeatures, { pointer: true }),
})
export type NodeRuntimeHandler = TypeOf<typeof nodeRuntimeHandler>

export const nodeFeatures = object('io.k8s.api.core.v1.NodeFeatures', {
  supplementalGroupsPolicy: opt(1, bool, { pointer: true }),
})
export type NodeFeatures = TypeOf<typeof nodeFeatures>

export const nodeStatus = object(
  'io.k8s.api.core.v1.NodeStatus',
  {
    capacity: opt(1, map(quantity), { doc: 'What the machine has.' }),
    allocatable: opt(2, map(quantity), { doc: 'What pods may use of it.' }),
    phase: opt(3, oneOf('Pending', 'Running', 'Terminated'), { deprecated: true }),
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
    config: opt(11, nodeConfigStatus, { pointer: true }),
    runtimeHandlers: opt(12, list(nodeRuntimeHandler), { doc: 'Handlers that the container runtime knows.' }),
    features: opt(13, nodeFeatures, {
      doc: 'What the container runtime can do.',
      pointer: true,
      gates: ['SupplementalGroupsPolicy'],
    }),
    declaredFeatures: opt(14, list(string), { gates: ['NodeDeclaredFeatures'] }),
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
