// The Node object that this kubelet keeps: labels, capacity, conditions and what is known of the machine. Pure.
// Upstream: pkg/kubelet/kubelet_node_status.go; pkg/kubelet/nodestatus/setters.go
import type { Node, NodeCondition, NodeStatus } from '../../api/core/node/node.schema.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { formatQuantity } from '../../machinery/quantity/quantity.ts'
import type { Image, RuntimeHandler } from '../cri/cri.types.ts'
import type { FileSystemUsage, Machine } from './machine.ts'

export interface NodeIdentity {
  readonly name: string
  readonly hostname: string
  /** One or two, the primary first. */
  readonly addresses: readonly string[]
  readonly labels: Readonly<Record<string, string>>
  readonly kubeletVersion: string
  /** Of the kubelet's server; 0 where it has none. */
  readonly port: number
  readonly maxPods: number
}

export interface NodeObservation {
  readonly machine: Machine
  readonly nodefs: FileSystemUsage | undefined
  readonly runtimeName: string
  readonly runtimeVersion: string
  readonly runtimeHandlers: readonly RuntimeHandler[]
  readonly images: readonly Image[]
  /** Why the node is not ready; empty where it is. */
  readonly faults: readonly string[]
  readonly pressures: ReadonlySet<PressureType>
  readonly nowMs: number
}

export type PressureType = 'MemoryPressure' | 'DiskPressure' | 'PIDPressure'

const evictionMemoryBytes = 100 * 1024 ** 2
const evictionDiskShare = 0.1
const maxImages = 50
const maxNamesPerImage = 5

export function nodeLabels(identity: NodeIdentity, machine: Machine): Readonly<Record<string, string>> {
  return {
    'beta.kubernetes.io/arch': machine.architecture,
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': machine.architecture,
    'kubernetes.io/hostname': identity.hostname,
    'kubernetes.io/os': 'linux',
    ...identity.labels,
  }
}

export function nodeStatus(
  identity: NodeIdentity,
  seen: NodeObservation,
  previous: NodeStatus | undefined,
): NodeStatus {
  const capacity = nodeCapacity(identity, seen)
  const { machine } = seen
  return {
    capacity,
    allocatable: nodeAllocatable(capacity, seen),
    conditions: nodeConditions(previous?.conditions, seen),
    addresses: [
      ...identity.addresses.map((address) => ({ type: 'InternalIP', address })),
      { type: 'Hostname', address: identity.hostname },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: identity.port } },
    nodeInfo: {
      machineID: machine.machineId,
      systemUUID: machine.systemUuid,
      bootID: machine.bootId,
      kernelVersion: machine.kernelVersion,
      osImage: machine.osImage,
      containerRuntimeVersion: `${seen.runtimeName}://${seen.runtimeVersion}`,
      kubeletVersion: identity.kubeletVersion,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: machine.architecture,
    },
    images: nodeImages(seen.images),
    ...(seen.runtimeHandlers.length > 0 && { runtimeHandlers: seen.runtimeHandlers.map(runtimeHandler) }),
  }
}

function runtimeHandler({ name, features }: RuntimeHandler) {
  return { name, ...(features && { features: { ...features } }) }
}

function binary(bytes: number): string {
  return formatQuantity({ unscaled: BigInt(Math.trunc(bytes)), exponent: 0, format: 'BinarySI' })
}

function nodeCapacity(identity: NodeIdentity, { machine, nodefs }: NodeObservation): Record<string, string> {
  const hugePages = [...machine.hugePages].map(([size, bytes]) => [`hugepages-${size}`, binary(bytes)])
  return {
    cpu: String(machine.cpus),
    memory: binary(machine.memoryBytes),
    pods: String(identity.maxPods),
    ...(nodefs !== undefined && { 'ephemeral-storage': binary(nodefs.capacityBytes) }),
    ...Object.fromEntries(hugePages),
  }
}

/** What eviction keeps free cannot be had by pods. */
function nodeAllocatable(
  capacity: Readonly<Record<string, string>>,
  { machine, nodefs }: NodeObservation,
): Record<string, string> {
  const hugePages = [...machine.hugePages.values()].reduce((sum, bytes) => sum + bytes, 0)
  const memory = Math.max(0, machine.memoryBytes - evictionMemoryBytes - hugePages)
  return {
    ...capacity,
    memory: binary(memory),
    ...(nodefs !== undefined && {
      'ephemeral-storage': binary(nodefs.capacityBytes * (1 - evictionDiskShare)),
    }),
  }
}

function nodeImages(images: readonly Image[]): NodeStatus['images'] {
  return images
    .toSorted((a, b) => (a.size < b.size ? 1 : a.size > b.size ? -1 : 0))
    .slice(0, maxImages)
    .map(({ repoDigests, repoTags, size }) => ({
      names: [...repoDigests, ...repoTags].slice(0, maxNamesPerImage),
      sizeBytes: Number(size),
    }))
}

interface PressureTexts {
  readonly type: PressureType
  readonly bad: readonly [reason: string, message: string]
  readonly good: readonly [reason: string, message: string]
  /** Reasons of the events on a change. */
  readonly events: readonly [bad: string, good: string]
}

const pressureTexts: readonly PressureTexts[] = [
  {
    type: 'MemoryPressure',
    bad: ['KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'],
    good: ['KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    events: ['NodeHasInsufficientMemory', 'NodeHasSufficientMemory'],
  },
  {
    type: 'DiskPressure',
    bad: ['KubeletHasDiskPressure', 'kubelet has disk pressure'],
    good: ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    events: ['NodeHasDiskPressure', 'NodeHasNoDiskPressure'],
  },
  {
    type: 'PIDPressure',
    bad: ['KubeletHasInsufficientPID', 'kubelet has insufficient PID available'],
    good: ['KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
    events: ['NodeHasInsufficientPID', 'NodeHasSufficientPID'],
  },
]

/** Those of others stay. Ready is the last one, as old clients expect. */
export function nodeConditions(
  previous: readonly NodeCondition[] | undefined,
  seen: NodeObservation,
): readonly NodeCondition[] {
  const own = [
    ...pressureTexts.map(({ type, bad, good }) => {
      const under = seen.pressures.has(type)
      const [reason, message] = under ? bad : good
      return { type, status: under ? 'True' : 'False', reason, message }
    }),
    readyCondition(seen.faults),
  ].map((condition) => withTimes(condition, previous, seen.nowMs))
  const types = new Set(own.map(({ type }) => type))
  return [...(previous ?? []).filter(({ type }) => !types.has(type)), ...own]
}

function readyCondition(faults: readonly string[]): NodeCondition {
  if (faults.length === 0)
    return {
      type: 'Ready',
      status: 'True',
      reason: 'KubeletReady',
      message: 'kubelet is posting ready status',
    }
  const message = faults.length === 1 ? (faults[0] ?? '') : `[${faults.join(', ')}]`
  return { type: 'Ready', status: 'False', reason: 'KubeletNotReady', message }
}

function withTimes(
  condition: NodeCondition,
  previous: readonly NodeCondition[] | undefined,
  nowMs: number,
): NodeCondition {
  const before = previous?.find(({ type }) => type === condition.type)
  const now = timeText(nowMs)
  const since = before?.status === condition.status ? (before.lastTransitionTime ?? now) : now
  return { ...condition, lastHeartbeatTime: now, lastTransitionTime: since }
}

/** Reasons of the events that tell of a change between two lists of conditions. */
export function conditionEvents(
  before: readonly NodeCondition[] | undefined,
  now: readonly NodeCondition[],
): readonly string[] {
  const status = (list: readonly NodeCondition[] | undefined, type: string) =>
    list?.find((condition) => condition.type === type)?.status
  const events: string[] = []
  for (const { type, events: texts } of pressureTexts) {
    if (status(before, type) === status(now, type)) continue
    events.push(status(now, type) === 'True' ? texts[0] : texts[1])
  }
  const [was, is] = [status(before, 'Ready'), status(now, 'Ready')]
  if (was !== undefined && was !== is) events.push(is === 'True' ? 'NodeReady' : 'NodeNotReady')
  return events
}

/** The same but for the times of heartbeats. */
export function sameNodeStatus(a: NodeStatus | undefined, b: NodeStatus): boolean {
  const view = (status: NodeStatus | undefined) =>
    JSON.stringify({
      ...status,
      conditions: status?.conditions?.map(({ lastHeartbeatTime: _, ...rest }) => rest),
    })
  return view(a) === view(b)
}

/** What a node is registered as. */
export function newNode(
  identity: NodeIdentity,
  seen: NodeObservation,
  options: { readonly podCIDRs: readonly string[]; readonly taints: NonNullable<Node['spec']['taints']> },
): Pick<Node, 'spec' | 'status'> & {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> }
} {
  const [podCIDR] = options.podCIDRs
  return {
    metadata: { name: identity.name, labels: nodeLabels(identity, seen.machine) },
    spec: {
      ...(podCIDR !== undefined && { podCIDR, podCIDRs: options.podCIDRs }),
      ...(options.taints.length > 0 && { taints: options.taints }),
    },
    status: nodeStatus(identity, seen, undefined),
  }
}
