// Fields of node in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
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

export const taint = object('io.k8s.api.core.v1.Taint', {
  key: req(1, string, { empty: 'zero' }),
  value: opt(2, string),
  effect: req(3, oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute'), { empty: 'zero' }),
  timeAdded: opt(4, time, { pointer: true }),
})
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

export const nodeSpec = object('io.k8s.api.core.v1.NodeSpec', {
  podCIDR: opt(1, string),
  podCIDRs: opt(7, list(string, { listType: 'set', patchStrategy: 'merge' })),
  providerID: opt(3, string),
  unschedulable: opt(4, bool),
  taints: opt(5, list(taint)),
  configSource: opt(6, nodeConfigSource, { pointer: true, deprecated: true }),
  externalID: opt(2, string, { deprecated: true }),
})
export type NodeSpec = TypeOf<typeof nodeSpec>

export const nodeCondition = object('io.k8s.api.core.v1.NodeCondition', {
  type: req(1, string, { empty: 'zero' }),
  status: req(2, string, { empty: 'zero' }),
  lastHeartbeatTime: opt(3, time),
  lastTransitionTime: opt(4, time),
  reason: opt(5, string),
  message: opt(6, string),
})
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

export const nodeStatus = object('io.k8s.api.core.v1.NodeStatus', {
  capacity: opt(1, map(quantity)),
  allocatable: opt(2, map(quantity)),
  phase: opt(3, oneOf('Pending', 'Running', 'Terminated'), { deprecated: true }),
  conditions: opt(
    4,
    list(nodeCondition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
  ),
  addresses: opt(
    5,
    list(nodeAddress, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
  ),
  daemonEndpoints: opt(6, nodeDaemonEndpoints, { empty: 'zero' }),
  nodeInfo: opt(7, nodeSystemInfo, { empty: 'zero' }),
  images: opt(8, list(containerImage)),
  volumesInUse: opt(9, list(string)),
  volumesAttached: opt(10, list(attachedVolume)),
  config: opt(11, nodeConfigStatus, { pointer: true }),
  runtimeHandlers: opt(12, list(nodeRuntimeHandler)),
  features: opt(13, nodeFeatures, { pointer: true, gates: ['SupplementalGroupsPolicy'] }),
  declaredFeatures: opt(14, list(string), { gates: ['NodeDeclaredFeatures'] }),
})
export type NodeStatus = TypeOf<typeof nodeStatus>

export const node = object('io.k8s.api.core.v1.Node', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  spec: opt(2, nodeSpec, { empty: 'zero' }),
  status: opt(3, nodeStatus, { empty: 'zero' }),
})
export type Node = ObjectOf<typeof node>
