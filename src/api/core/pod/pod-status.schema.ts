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
import { stopSignal } from './pod-probes.schema.ts'
import { volumeMountStatus } from './pod-volumes.schema.ts'

export const podCondition = object(
  'io.k8s.api.core.v1.PodCondition',
  {
    type: req(1, string, {
      doc: 'PodScheduled, Initialized, ContainersReady, Ready or another.',
      empty: 'zero',
    }),
    observedGeneration: opt(7, int64, { doc: 'Generation of the pod from which this was concluded.' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    lastProbeTime: opt(3, time, { empty: 'zero', doc: 'When this was last looked at.' }),
    lastTransitionTime: opt(4, time, { empty: 'zero', doc: 'When status last changed.' }),
    reason: opt(5, string, { doc: 'Why, as one word.' }),
    message: opt(6, string, { doc: 'Why, for people.' }),
  },
  { doc: "One aspect of a pod's state." },
)
export type PodCondition = TypeOf<typeof podCondition>

export const hostIP = object(
  'io.k8s.api.core.v1.HostIP',
  {
    ip: req(1, string, { doc: 'The address.', empty: 'zero' }),
  },
  { doc: 'An address of a node.' },
)
export type HostIP = TypeOf<typeof hostIP>

export const podIP = object(
  'io.k8s.api.core.v1.PodIP',
  {
    ip: req(1, string, { doc: 'The address.', empty: 'zero' }),
  },
  { doc: 'An address of a pod.' },
)
export type PodIP = TypeOf<typeof podIP>

export const containerStateWaiting = object(
  'io.k8s.api.core.v1.ContainerStateWaiting',
  {
    reason: opt(1, string, { doc: 'Why, as one word, such as ImagePullBackOff.' }),
    message: opt(2, string, { doc: 'Why, for people.' }),
  },
  { doc: 'A container that does not run yet.' },
)
export type ContainerStateWaiting = TypeOf<typeof containerStateWaiting>

export const containerStateRunning = object(
  'io.k8s.api.core.v1.ContainerStateRunning',
  {
    startedAt: opt(1, time, { empty: 'zero', doc: 'When it was started.' }),
  },
  { doc: 'A container that runs.' },
)
export type ContainerStateRunning = TypeOf<typeof containerStateRunning>

export const containerStateTerminated = object(
  'io.k8s.api.core.v1.ContainerStateTerminated',
  {
    exitCode: req(1, int32, { doc: 'Its exit code.', empty: 'zero' }),
    signal: opt(2, int32, { doc: 'Signal that ended it.' }),
    reason: opt(3, string, { doc: 'Why, as one word, such as Completed, Error or OOMKilled.' }),
    message: opt(4, string, { doc: 'What it said about its end.' }),
    startedAt: opt(5, time, { empty: 'zero', doc: 'When it was started.' }),
    finishedAt: opt(6, time, { empty: 'zero', doc: 'When it ended.' }),
    containerID: opt(7, string, { doc: 'Its name at the runtime.' }),
  },
  { doc: 'A container that has ended.' },
)
export type ContainerStateTerminated = TypeOf<typeof containerStateTerminated>

export const containerState = object(
  'io.k8s.api.core.v1.ContainerState',
  {
    waiting: opt(1, containerStateWaiting, { doc: 'It does not run yet.', pointer: true }),
    running: opt(2, containerStateRunning, { doc: 'It runs.', pointer: true }),
    terminated: opt(3, containerStateTerminated, { doc: 'It has ended.', pointer: true }),
  },
  { doc: 'What a container does; one of the three is set.' },
)
export type ContainerState = TypeOf<typeof containerState>

export const resourceHealth = object(
  'io.k8s.api.core.v1.ResourceHealth',
  {
    resourceID: req(1, string, { doc: 'Which device.', empty: 'zero' }),
    health: opt(2, string, { doc: 'Healthy, Unhealthy or Unknown.' }),
    message: opt(6, string, {
      doc: 'Why, for people.',
      pointer: true,
      gates: ['ResourceHealthStatusMessage'],
    }),
  },
  { doc: 'Health of a device.' },
)
export type ResourceHealth = TypeOf<typeof resourceHealth>

export const resourceStatus = object(
  'io.k8s.api.core.v1.ResourceStatus',
  {
    name: req(1, string, { doc: 'Name of the resource.', empty: 'zero' }),
    resources: opt(2, list(resourceHealth, { listType: 'map', keys: ['resourceID'] }), {
      doc: 'Health of each device.',
    }),
  },
  { doc: "Health of a container's devices of one kind." },
)
export type ResourceStatus = TypeOf<typeof resourceStatus>

export const containerStatus = object(
  'io.k8s.api.core.v1.ContainerStatus',
  {
    name: req(1, string, { doc: 'Name of the container.', empty: 'zero' }),
    state: opt(2, containerState, { doc: 'What it does now: it waits, runs or has ended.', empty: 'zero' }),
    lastState: opt(3, containerState, { doc: 'How it ended the last time.', empty: 'zero' }),
    ready: req(4, bool, { doc: 'Whether it passes its readiness check.', empty: 'zero' }),
    restartCount: req(5, int32, { doc: 'How often it was started again.', empty: 'zero' }),
    image: req(6, string, { doc: 'Image that it runs.', empty: 'zero' }),
    imageID: req(7, string, { doc: 'Exact image that it runs, by digest.', empty: 'zero' }),
    containerID: opt(8, string, { doc: 'Its name at the runtime, such as containerd://…' }),
    started: opt(9, bool, { doc: 'Whether it has passed its startup check.', pointer: true }),
    allocatedResources: opt(10, map(quantity), { doc: 'Amounts set aside for it.' }),
    resources: opt(11, resourceRequirements, {
      doc: 'Amounts in force.',
      pointer: true,
      gates: ['InPlacePodVerticalScaling'],
    }),
    volumeMounts: opt(
      12,
      list(volumeMountStatus, {
        listType: 'map',
        keys: ['mountPath'],
        mergeKey: 'mountPath',
        patchStrategy: 'merge',
      }),
      { doc: 'How its volumes are mounted.' },
    ),
    user: opt(13, containerUser, {
      doc: 'User that its first process runs as.',
      pointer: true,
      gates: ['SupplementalGroupsPolicy'],
    }),
    allocatedResourcesStatus: opt(
      14,
      list(resourceStatus, { listType: 'map', keys: ['name'], mergeKey: 'name', patchStrategy: 'merge' }),
      { doc: 'Health of devices that the container has.', gates: ['ResourceHealthStatus'] },
    ),
    stopSignal: opt(15, stopSignal, {
      doc: 'Signal that asks it to end.',
      pointer: true,
      gates: ['ContainerStopSignals'],
    }),
  },
  { doc: 'State of a container.' },
)
export type ContainerStatus = TypeOf<typeof containerStatus>

export const podResourceClaimStatus = object(
  'io.k8s.api.core.v1.PodResourceClaimStatus',
  {
    name: req(1, string, { doc: 'Name of the claim within the pod.', empty: 'zero' }),
    resourceClaimName: opt(2, string, { doc: 'Name of the ResourceClaim.', pointer: true }),
  },
  { doc: 'The ResourceClaim behind a claim of the pod.' },
)
export type PodResourceClaimStatus = TypeOf<typeof podResourceClaimStatus>

export const podExtendedResourceClaimStatus = object(
  'io.k8s.api.core.v1.PodExtendedResourceClaimStatus',
  {
    requestMappings: req(1, list(containerExtendedResourceRequest), {
      doc: "Which request stands for which container's resource.",
      empty: 'null',
    }),
    resourceClaimName: req(2, string, { doc: 'Name of the ResourceClaim.', empty: 'zero' }),
  },
  { doc: "The claim made for a pod's extended resources." },
)
export type PodExtendedResourceClaimStatus = TypeOf<typeof podExtendedResourceClaimStatus>

export const nodeAllocatableResourceClaimStatus = object(
  'io.k8s.api.core.v1.NodeAllocatableResourceClaimStatus',
  {
    resourceClaimName: req(1, string, { doc: 'Name of the ResourceClaim.', empty: 'zero' }),
    containers: opt(2, list(string, { listType: 'set' }), { doc: 'Names of the containers that use it.' }),
    resources: req(3, map(quantity), { doc: 'How much, by resource.', empty: 'null' }),
  },
  { doc: 'Resources of the node that a claim takes for a pod.' },
)
export type NodeAllocatableResourceClaimStatus = TypeOf<typeof nodeAllocatableResourceClaimStatus>

export const podStatus = object(
  'io.k8s.api.core.v1.PodStatus',
  {
    observedGeneration: opt(17, int64, { doc: 'Generation of the pod that this describes.' }),
    phase: opt(1, oneOf('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'), {
      doc: 'Pending, Running, Succeeded, Failed or Unknown.',
    }),
    conditions: opt(
      2,
      list(podCondition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
      { doc: 'Whether the pod is scheduled, initialised, ready and so on.' },
    ),
    message: opt(3, string, { doc: 'Why the pod is in this state, for people.' }),
    reason: opt(4, string, { doc: 'Why the pod is in this state, as one word.' }),
    nominatedNodeName: opt(11, string, { doc: 'Node that is being cleared for the pod.' }),
    hostIP: opt(5, string, { doc: 'Address of the node.' }),
    hostIPs: opt(16, list(hostIP, { mergeKey: 'ip', patchStrategy: 'merge' }), {
      doc: 'Addresses of the node.',
    }),
    podIP: opt(6, string, { doc: 'Address of the pod.' }),
    podIPs: opt(12, list(podIP, { listType: 'map', keys: ['ip'], mergeKey: 'ip', patchStrategy: 'merge' }), {
      doc: 'Addresses of the pod, one for each family.',
    }),
    startTime: opt(7, time, { doc: 'When the kubelet took the pod on.', pointer: true }),
    initContainerStatuses: opt(10, list(containerStatus), { doc: 'State of the init containers.' }),
    containerStatuses: opt(8, list(containerStatus), { doc: 'State of the containers.' }),
    qosClass: opt(9, oneOf('Guaranteed', 'Burstable', 'BestEffort'), {
      doc: 'How the pod is treated when memory is short: Guaranteed, Burstable or BestEffort.',
    }),
    ephemeralContainerStatuses: opt(13, list(containerStatus), { doc: 'State of the ephemeral containers.' }),
    resize: opt(14, string, {
      doc: 'Whether a change of amounts is under way.',
      deprecated: true,
      gates: ['InPlacePodVerticalScaling'],
    }),
    resourceClaimStatuses: opt(
      15,
      list(podResourceClaimStatus, {
        listType: 'map',
        keys: ['name'],
        mergeKey: 'name',
        patchStrategy: 'merge,retainKeys',
      }),
      { doc: 'Claims made for the pod.', gates: ['DynamicResourceAllocation'] },
    ),
    extendedResourceClaimStatus: opt(18, podExtendedResourceClaimStatus, {
      doc: "The claim made for the pod's extended resources.",
      pointer: true,
      gates: ['DRAExtendedResource'],
    }),
    allocatedResources: opt(19, map(quantity), {
      doc: 'Amounts set aside for the pod as a whole.',
      gates: ['InPlacePodLevelResourcesVerticalScaling'],
    }),
    resources: opt(20, resourceRequirements, {
      doc: 'Amounts in force for the pod as a whole.',
      pointer: true,
      gates: ['InPlacePodLevelResourcesVerticalScaling'],
    }),
    nodeAllocatableResourceClaimStatuses: opt(21, list(nodeAllocatableResourceClaimStatus), {
      doc: 'Resources of the node that claims take for the pod.',
      gates: ['DRANodeAllocatableResources'],
    }),
  },
  { doc: 'What is known of a pod.' },
)
export type PodStatus = TypeOf<typeof podStatus>
