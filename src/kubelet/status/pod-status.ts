// Makes a pod's whole status out of what the runtime, the probes and the worker know. Pure.
// Upstream: pkg/kubelet/kubelet_pods.go generateAPIPodStatus, convertStatusToAPIStatus; prober UpdatePodStatus
import { getPodCondition, withPodCondition } from '../../api/core/pod/pod.conditions.ts'
import { computePodQOS } from '../../api/core/pod/pod.qos.ts'
import { isSidecar } from '../../api/core/pod/pod.resources.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { ContainerStatus, PodCondition, PodStatus } from '../../api/core/pod/pod-status.schema.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { isHostNetworkPod } from '../pods/sandbox-changed.ts'
import { containerStatuses, lostContainer, type StatusSources } from './container-statuses.ts'
import { isKubeletCondition, kubeletConditions } from './pod-conditions.ts'
import { podPhase } from './pod-phase.ts'

/** What the probes say of a running container. */
export interface ProbeStates {
  isStarted(container: Container, status: ContainerStatus): boolean
  isReady(container: Container, status: ContainerStatus): boolean
}

/** Why a pod is being ended by the kubelet itself: eviction, deadline. */
export interface PodEnd {
  readonly reason: string
  readonly message: string
  readonly condition?: PodCondition
}

export interface PodStatusSources extends StatusSources {
  /** What was reported last, else what the API has. */
  readonly previous: PodStatus | undefined
  readonly probes: ProbeStates
  /** One or two, the primary first. */
  readonly hostIPs: readonly string[]
  readonly nowMs: number
  /** No container runs nor will run again. */
  readonly podIsTerminal: boolean
  readonly end?: PodEnd | undefined
}

export function generatePodStatus(sources: PodStatusSources): PodStatus {
  const { pod, previous, nowMs } = sources
  const lists = statusLists(sources)
  const byName = new Map([...lists.init, ...lists.regular].map((status) => [status.name, status]))
  const computed = podPhase(pod.spec, byName, { podIsTerminal: sources.podIsTerminal })
  const phase = terminalPhase(sources) ?? computed
  const foreign = foreignConditions(sources)
  const conditions = kubeletConditions({ pod, runtime: sources.runtime, phase, statuses: byName, foreign })
  const known = previous?.conditions ?? pod.status?.conditions
  const { generation } = pod.metadata
  return {
    ...(generation !== undefined && { observedGeneration: generation }),
    phase,
    conditions: [...foreign, ...conditions.map((condition) => sinceWhen(known, condition, nowMs))],
    ...reasonAndMessage(sources, phase),
    ...addresses(sources),
    startTime: previous?.startTime ?? pod.status?.startTime ?? timeText(nowMs),
    ...(lists.init.length > 0 && { initContainerStatuses: lists.init }),
    ...(lists.regular.length > 0 && { containerStatuses: lists.regular }),
    qosClass: pod.status?.qosClass ?? computePodQOS(pod.spec),
    ...(lists.ephemeral.length > 0 && { ephemeralContainerStatuses: lists.ephemeral }),
  }
}

interface StatusLists {
  readonly init: readonly ContainerStatus[]
  readonly regular: readonly ContainerStatus[]
  readonly ephemeral: readonly ContainerStatus[]
}

function statusLists(sources: PodStatusSources): StatusLists {
  const { spec } = sources.pod
  const previous = sources.previous ?? sources.pod.status
  const init = containerStatuses(sources, {
    kind: 'init',
    containers: spec.initContainers,
    previous: previous?.initContainerStatuses,
  })
  const regular = containerStatuses(sources, {
    kind: 'regular',
    containers: spec.containers,
    previous: previous?.containerStatuses,
  })
  const ephemeral = containerStatuses(sources, {
    kind: 'ephemeral',
    containers: spec.ephemeralContainers,
    previous: previous?.ephemeralContainerStatuses,
  })
  return {
    init: withCompletion(spec.initContainers, withProbes(sources, spec.initContainers, init)),
    regular: withProbes(sources, spec.containers, regular),
    ephemeral,
  }
}

function withProbes(
  { probes }: PodStatusSources,
  containers: readonly Container[] | undefined,
  statuses: readonly ContainerStatus[],
): readonly ContainerStatus[] {
  const specs = new Map((containers ?? []).map((container) => [container.name, container]))
  return statuses.map((status) => {
    const container = specs.get(status.name)
    if (container === undefined) return status
    const started = status.state?.running !== undefined && probes.isStarted(container, status)
    return { ...status, started, ready: started && probes.isReady(container, status) }
  })
}

/** An init container is ready when it has done its work; a sidecar is like any other container. */
function withCompletion(
  containers: readonly Container[] | undefined,
  statuses: readonly ContainerStatus[],
): readonly ContainerStatus[] {
  const sidecars = new Set((containers ?? []).filter(isSidecar).map(({ name }) => name))
  return statuses.map((status) =>
    sidecars.has(status.name) ? status : { ...status, ready: status.state?.terminated?.exitCode === 0 },
  )
}

/** A phase that is final already, or made so by the kubelet. */
function terminalPhase({ pod, previous, end }: PodStatusSources): PodStatus['phase'] {
  if (end !== undefined && !isFinal(pod.status?.phase)) return 'Failed'
  return [pod.status?.phase, previous?.phase].find(isFinal)
}

function isFinal(phase: PodStatus['phase']): boolean {
  return phase === 'Failed' || phase === 'Succeeded'
}

/** They belong to the phase and stay as long as it does. */
function reasonAndMessage(
  { pod, previous, end }: PodStatusSources,
  phase: PodStatus['phase'],
): { readonly reason?: string; readonly message?: string } {
  const kept = phase === (previous ?? pod.status)?.phase
  const reason = end?.reason ?? (kept ? (previous?.reason ?? pod.status?.reason) : undefined)
  const message = end?.message ?? (kept ? (previous?.message ?? pod.status?.message) : undefined)
  return { ...(reason !== undefined && { reason }), ...(message !== undefined && { message }) }
}

function foreignConditions({ pod, previous, end }: PodStatusSources): readonly PodCondition[] {
  const foreign = (pod.status?.conditions ?? []).filter(({ type }) => !isKubeletCondition(type))
  const target = end?.condition ?? getPodCondition(previous, 'DisruptionTarget')
  if (target === undefined) return foreign
  return [...foreign.filter(({ type }) => type !== target.type), target]
}

/** With the time since when it has had this status. */
function sinceWhen(
  known: readonly PodCondition[] | undefined,
  condition: PodCondition,
  nowMs: number,
): PodCondition {
  const list = withPodCondition(known, condition, nowMs)
  return list.find(({ type }) => type === condition.type) ?? condition
}

function addresses({
  pod,
  runtime,
  hostIPs,
}: PodStatusSources): Pick<PodStatus, 'hostIP' | 'hostIPs' | 'podIP' | 'podIPs'> {
  const [hostIP] = hostIPs
  const ips = isHostNetworkPod(pod) ? hostIPs : sortPodIPs(runtime.ips, hostIP)
  const [podIP] = ips
  return {
    ...(hostIP !== undefined && { hostIP, hostIPs: hostIPs.map((ip) => ({ ip })) }),
    ...(podIP !== undefined && { podIP, podIPs: ips.map((ip) => ({ ip })) }),
  }
}

/** At most one address of each family, the node's family first. */
export function sortPodIPs(ips: readonly string[], hostIP: string | undefined): readonly string[] {
  const isV6 = (ip: string) => ip.includes(':')
  const primary = hostIP !== undefined && isV6(hostIP)
  const first = ips.find((ip) => isV6(ip) === primary)
  const second = ips.find((ip) => isV6(ip) !== primary)
  return [first, second].filter((ip) => ip !== undefined)
}

// Upstream: pkg/kubelet/status/status_manager.go TerminatePod
/** The last status of a pod: what never told its end is counted as failed, and the phase is final. */
export function finalPodStatus(pod: Pod, status: PodStatus): PodStatus {
  const phase = isFinal(status.phase) ? status.phase : 'Failed'
  const init = status.initContainerStatuses ?? []
  const lastSeen = init.findLastIndex(({ state, lastState }) => {
    return (
      state?.terminated !== undefined || state?.running !== undefined || lastState?.terminated !== undefined
    )
  })
  const passed = lastSeen === init.length - 1 || pod.spec.initContainers === undefined
  const regular = status.containerStatuses?.map((one) => (passed ? ended(one) : one))
  return {
    ...status,
    ...(phase !== undefined && { phase }),
    ...(init.length > 0 && {
      initContainerStatuses: init.map((one, index) => (index <= lastSeen ? ended(one) : one)),
    }),
    ...(regular !== undefined && { containerStatuses: regular }),
  }
}

function ended(status: ContainerStatus): ContainerStatus {
  if (status.state?.terminated !== undefined) return status
  const state = lostContainer('The container could not be located when the pod was terminated')
  return { ...status, ready: false, state }
}
