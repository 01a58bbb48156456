// Fields of pod in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

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
} from '../../../machinery/schema/schema.ts'
import { localObjectReference } from '../references.schema.ts'
import {
  container,
  ephemeralContainer,
  podResourceClaim,
  resourceRequirements,
} from './pod-container.schema.ts'
import { affinity, toleration, topologySpreadConstraint } from './pod-scheduling.schema.ts'
import { podSecurityContext } from './pod-security.schema.ts'
import { podStatus } from './pod-status.schema.ts'
import { volume } from './pod-volumes.schema.ts'

export const hostAlias = object('io.k8s.api.core.v1.HostAlias', {
  ip: req(1, string, { empty: 'zero' }),
  hostnames: opt(2, list(string)),
})
export type HostAlias = TypeOf<typeof hostAlias>

export const podDNSConfigOption = object('io.k8s.api.core.v1.PodDNSConfigOption', {
  name: opt(1, string),
  value: opt(2, string, { pointer: true }),
})
export type PodDNSConfigOption = TypeOf<typeof podDNSConfigOption>

export const podDNSConfig = object('io.k8s.api.core.v1.PodDNSConfig', {
  nameservers: opt(1, list(string)),
  searches: opt(2, list(string)),
  options: opt(3, list(podDNSConfigOption)),
})
export type PodDNSConfig = TypeOf<typeof podDNSConfig>

export const podReadinessGate = object('io.k8s.api.core.v1.PodReadinessGate', {
  conditionType: req(1, string, { empty: 'zero' }),
})
export type PodReadinessGate = TypeOf<typeof podReadinessGate>

export const podOS = object('io.k8s.api.core.v1.PodOS', {
  name: req(1, string, { empty: 'zero' }),
})
export type PodOS = TypeOf<typeof podOS>

export const podSchedulingGate = object('io.k8s.api.core.v1.PodSchedulingGate', {
  name: req(1, string, { empty: 'zero' }),
})
export type PodSchedulingGate = TypeOf<typeof podSchedulingGate>

export const podSchedulingGroup = object('io.k8s.api.core.v1.PodSchedulingGroup', {
  podGroupName: opt(1, string, { pointer: true }),
})
export type PodSchedulingGroup = TypeOf<typeof podSchedulingGroup>

export const podSpec = object('io.k8s.api.core.v1.PodSpec', {
  volumes: opt(
    1,
    list(volume, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge,retainKeys' }),
  ),
  initContainers: opt(
    20,
    list(container, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
  ),
  containers: req(
    2,
    list(container, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
    { empty: 'null' },
  ),
  ephemeralContainers: opt(
    34,
    list(ephemeralContainer, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
  ),
  restartPolicy: opt(3, oneOf('Always', 'OnFailure', 'Never')),
  terminationGracePeriodSeconds: opt(4, int64, { pointer: true }),
  activeDeadlineSeconds: opt(5, int64, { pointer: true }),
  dnsPolicy: opt(6, oneOf('ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None')),
  nodeSelector: opt(7, map(string, { mapType: 'atomic' })),
  serviceAccountName: opt(8, string),
  serviceAccount: opt(9, string, { deprecated: true }),
  automountServiceAccountToken: opt(21, bool, { pointer: true }),
  nodeName: opt(10, string),
  hostNetwork: opt(11, bool),
  hostPID: opt(12, bool),
  hostIPC: opt(13, bool),
  shareProcessNamespace: opt(27, bool, { pointer: true }),
  securityContext: opt(14, podSecurityContext, { pointer: true }),
  imagePullSecrets: opt(
    15,
    list(localObjectReference, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
  ),
  hostname: opt(16, string),
  subdomain: opt(17, string),
  affinity: opt(18, affinity, { pointer: true }),
  schedulerName: opt(19, string),
  tolerations: opt(22, list(toleration)),
  hostAliases: opt(
    23,
    list(hostAlias, { listType: 'map', keys: ['ip'], mergeKey: 'ip', patchStrategy: 'merge' }),
  ),
  priorityClassName: opt(24, string),
  priority: opt(25, int32, { pointer: true }),
  dnsConfig: opt(26, podDNSConfig, { pointer: true }),
  readinessGates: opt(28, list(podReadinessGate)),
  runtimeClassName: opt(29, string, { pointer: true }),
  enableServiceLinks: opt(30, bool, { pointer: true }),
  preemptionPolicy: opt(31, oneOf('PreemptLowerPriority', 'Never'), { pointer: true }),
  overhead: opt(32, map(quantity)),
  topologySpreadConstraints: opt(
    33,
    list(topologySpreadConstraint, {
      listType: 'map',
      keys: ['topologyKey', 'whenUnsatisfiable'],
      mergeKey: 'topologyKey',
      patchStrategy: 'merge',
    }),
  ),
  setHostnameAsFQDN: opt(35, bool, { pointer: true }),
  os: opt(36, podOS, { pointer: true }),
  hostUsers: opt(37, bool, { pointer: true }),
  schedulingGates: opt(
    38,
    list(podSchedulingGate, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
  ),
  resourceClaims: opt(
    39,
    list(podResourceClaim, {
      listType: 'map',
      keys: ['name'],
      mergeKey: 'name',
      patchStrategy: 'merge,retainKeys',
    }),
    { gates: ['DynamicResourceAllocation'] },
  ),
  resources: opt(40, resourceRequirements, { pointer: true, gates: ['PodLevelResources'] }),
  hostnameOverride: opt(41, string, { pointer: true, gates: ['HostnameOverride'] }),
  schedulingGroup: opt(43, podSchedulingGroup, { pointer: true, gates: ['GenericWorkload'] }),
})
export type PodSpec = TypeOf<typeof podSpec>

export const pod = object('io.k8s.api.core.v1.Pod', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  spec: opt(2, podSpec, { empty: 'zero' }),
  status: opt(3, podStatus, { empty: 'zero' }),
})
export type Pod = ObjectOf<typeof pod>
