// Fields of pod-status in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

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
import {
  containerExtendedResourceRequest,
  containerUser,
  resourceRequirements,
} from './pod-container.schema.ts'
import { volumeMountStatus } from './pod-volumes.schema.ts'

export const podCondition = object('io.k8s.api.core.v1.PodCondition', {
  type: req(1, string, { empty: 'zero' }),
  observedGeneration: opt(7, int64),
  status: req(2, string, { empty: 'zero' }),
  lastProbeTime: opt(3, time),
  lastTransitionTime: opt(4, time),
  reason: opt(5, string),
  message: opt(6, string),
})
export type PodCondition = TypeOf<typeof podCondition>

export const hostIP = object('io.k8s.api.core.v1.HostIP', {
  ip: req(1, string, { empty: 'zero' }),
})
export type HostIP = TypeOf<typeof hostIP>

export const podIP = object('io.k8s.api.core.v1.PodIP', {
  ip: req(1, string, { empty: 'zero' }),
})
export type PodIP = TypeOf<typeof podIP>

export const containerStateWaiting = object('io.k8s.api.core.v1.ContainerStateWaiting', {
  reason: opt(1, string),
  message: opt(2, string),
})
export type ContainerStateWaiting = TypeOf<typeof containerStateWaiting>

export const containerStateRunning = object('io.k8s.api.core.v1.ContainerStateRunning', {
  startedAt: opt(1, time),
})
export type ContainerStateRunning = TypeOf<typeof containerStateRunning>

export const containerStateTerminated = object('io.k8s.api.core.v1.ContainerStateTerminated', {
  exitCode: req(1, int32, { empty: 'zero' }),
  signal: opt(2, int32),
  reason: opt(3, string),
  message: opt(4, string),
  startedAt: opt(5, time),
  finishedAt: opt(6, time),
  containerID: opt(7, string),
})
export type ContainerStateTerminated = TypeOf<typeof containerStateTerminated>

export const containerState = object('io.k8s.api.core.v1.ContainerState', {
  waiting: opt(1, containerStateWaiting, { pointer: true }),
  running: opt(2, containerStateRunning, { pointer: true }),
  terminated: opt(3, containerStateTerminated, { pointer: true }),
})
export type ContainerState = TypeOf<typeof containerState>

export const resourceHealth = object('io.k8s.api.core.v1.ResourceHealth', {
  resourceID: req(1, string, { empty: 'zero' }),
  health: opt(2, string),
  message: opt(6, string, { pointer: true, gates: ['ResourceHealthStatusMessage'] }),
})
export type ResourceHealth = TypeOf<typeof resourceHealth>

export const resourceStatus = object('io.k8s.api.core.v1.ResourceStatus', {
  name: req(1, string, { empty: 'zero' }),
  resources: opt(2, list(resourceHealth, { listType: 'map', keys: ['resourceID'] })),
})
export type ResourceStatus = TypeOf<typeof resourceStatus>

export const containerStatus = object('io.k8s.api.core.v1.ContainerStatus', {
  name: req(1, string, { empty: 'zero' }),
  state: opt(2, containerState, { empty: 'zero' }),
  lastState: opt(3, containerState, { empty: 'zero' }),
  ready: req(4, bool, { empty: 'zero' }),
  restartCount: req(5, int32, { empty: 'zero' }),
  image: req(6, string, { empty: 'zero' }),
  imageID: req(7, string, { empty: 'zero' }),
  containerID: opt(8, string),
  started: opt(9, bool, { pointer: true }),
  allocatedResources: opt(10, map(quantity)),
  resources: opt(11, resourceRequirements, { pointer: true, gates: ['InPlacePodVerticalScaling'] }),
  volumeMounts: opt(
    12,
    list(volumeMountStatus, {
      listType: 'map',
      keys: ['mountPath'],
      mergeKey: 'mountPath',
      patchStrategy: 'merge',
    }),
  ),
  user: opt(13, containerUser, { pointer: true, gates: ['SupplementalGroupsPolicy'] }),
  allocatedResourcesStatus: opt(
    14,
    list(resourceStatus, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
    { gates: ['ResourceHealthStatus'] },
  ),
  stopSignal: opt(
    15,
    oneOf(
      'SIGABRT',
      'SIGALRM',
      'SIGBUS',
      'SIGCHLD',
      'SIGCLD',
      'SIGCONT',
      'SIGFPE',
      'SIGHUP',
      'SIGILL',
      'SIGINT',
      'SIGIO',
      'SIGIOT',
      'SIGKILL',
      'SIGPIPE',
      'SIGPOLL',
      'SIGPROF',
      'SIGPWR',
      'SIGQUIT',
      'SIGSEGV',
      'SIGSTKFLT',
      'SIGSTOP',
      'SIGSYS',
      'SIGTERM',
      'SIGTRAP',
      'SIGTSTP',
      'SIGTTIN',
      'SIGTTOU',
      'SIGURG',
      'SIGUSR1',
      'SIGUSR2',
      'SIGVTALRM',
      'SIGWINCH',
      'SIGXCPU',
      'SIGXFSZ',
      'SIGRTMIN',
      'SIGRTMIN+1',
      'SIGRTMIN+2',
      'SIGRTMIN+3',
      'SIGRTMIN+4',
      'SIGRTMIN+5',
      'SIGRTMIN+6',
      'SIGRTMIN+7',
      'SIGRTMIN+8',
      'SIGRTMIN+9',
      'SIGRTMIN+10',
      'SIGRTMIN+11',
      'SIGRTMIN+12',
      'SIGRTMIN+13',
      'SIGRTMIN+14',
      'SIGRTMIN+15',
      'SIGRTMAX-14',
      'SIGRTMAX-13',
      'SIGRTMAX-12',
      'SIGRTMAX-11',
      'SIGRTMAX-10',
      'SIGRTMAX-9',
      'SIGRTMAX-8',
      'SIGRTMAX-7',
      'SIGRTMAX-6',
      'SIGRTMAX-5',
      'SIGRTMAX-4',
      'SIGRTMAX-3',
      'SIGRTMAX-2',
      'SIGRTMAX-1',
      'SIGRTMAX',
    ),
    { pointer: true, gates: ['ContainerStopSignals'] },
  ),
})
export type ContainerStatus = TypeOf<typeof containerStatus>

export const podResourceClaimStatus = object('io.k8s.api.core.v1.PodResourceClaimStatus', {
  name: req(1, string, { empty: 'zero' }),
  resourceClaimName: opt(2, string, { pointer: true }),
})
export type PodResourceClaimStatus = TypeOf<typeof podResourceClaimStatus>

export const podExtendedResourceClaimStatus = object('io.k8s.api.core.v1.PodExtendedResourceClaimStatus', {
  requestMappings: req(1, list(containerExtendedResourceRequest), { empty: 'null' }),
  resourceClaimName: req(2, string, { empty: 'zero' }),
})
export type PodExtendedResourceClaimStatus = TypeOf<typeof podExtendedResourceClaimStatus>

export const nodeAllocatableResourceClaimStatus = object(
  'io.k8s.api.core.v1.NodeAllocatableResourceClaimStatus',
  {
    resourceClaimName: req(1, string, { empty: 'zero' }),
    containers: opt(2, list(string, { listType: 'set' })),
    resources: req(3, map(quantity), { empty: 'null' }),
  },
)
export type NodeAllocatableResourceClaimStatus = TypeOf<typeof nodeAllocatableResourceClaimStatus>

export const podStatus = object('io.k8s.api.core.v1.PodStatus', {
  observedGeneration: opt(17, int64),
  phase: opt(1, oneOf('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown')),
  conditions: opt(
    2,
    list(podCondition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
  ),
  message: opt(3, string),
  reason: opt(4, string),
  nominatedNodeName: opt(11, string),
  hostIP: opt(5, string),
  hostIPs: opt(16, list(hostIP, { mergeKey: 'ip', patchStrategy: 'merge' })),
  podIP: opt(6, string),
  podIPs: opt(12, list(podIP, { listType: 'map', keys: ['ip'], mergeKey: 'ip', patchStrategy: 'merge' })),
  startTime: opt(7, time, { pointer: true }),
  initContainerStatuses: opt(10, list(containerStatus)),
  containerStatuses: opt(8, list(containerStatus)),
  qosClass: opt(9, oneOf('Guaranteed', 'Burstable', 'BestEffort')),
  ephemeralContainerStatuses: opt(13, list(containerStatus)),
  resize: opt(14, string, { deprecated: true, gates: ['InPlacePodVerticalScaling'] }),
  resourceClaimStatuses: opt(
    15,
    list(podResourceClaimStatus, {
      listType: 'map',
      keys: ['name'],
      mergeKey: 'name',
      patchStrategy: 'merge,retainKeys',
    }),
    { gates: ['DynamicResourceAllocation'] },
  ),
  extendedResourceClaimStatus: opt(18, podExtendedResourceClaimStatus, {
    pointer: true,
    gates: ['DRAExtendedResource'],
  }),
  allocatedResources: opt(19, map(quantity), { gates: ['InPlacePodLevelResourcesVerticalScaling'] }),
  resources: opt(20, resourceRequirements, {
    pointer: true,
    gates: ['InPlacePodLevelResourcesVerticalScaling'],
  }),
  nodeAllocatableResourceClaimStatuses: opt(21, list(nodeAllocatableResourceClaimStatus), {
    gates: ['DRANodeAllocatableResources'],
  }),
})
export type PodStatus = TypeOf<typeof podStatus>
