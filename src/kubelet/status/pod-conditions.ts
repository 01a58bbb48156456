// The conditions that the kubelet owns. Pure. Upstream: pkg/kubelet/status/generate.go
import { isSidecar } from '../../api/core/pod/pod.resources.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { ContainerStatus, PodCondition } from '../../api/core/pod/pod-status.schema.ts'
import { podSandboxChanged } from '../pods/sandbox-changed.ts'
import type { RuntimePod } from '../runtime/runtime-pod.ts'
import { hasAnyRegularContainerStarted, type PodPhase, type StatusByName } from './pod-phase.ts'

const owned = new Set([
  'PodScheduled',
  'Ready',
  'Initialized',
  'ContainersReady',
  'PodReadyToStartContainers',
])

export function isKubeletCondition(type: string): boolean {
  return owned.has(type)
}

export interface ConditionSources {
  readonly pod: Pod
  readonly runtime: RuntimePod
  readonly phase: PodPhase
  readonly statuses: StatusByName
  /** Of others: readiness gates are looked up there. */
  readonly foreign: readonly PodCondition[]
}

type Verdict = Pick<PodCondition, 'status' | 'reason' | 'message'>

/** Without times of transition; the status manager knows those. */
export function kubeletConditions(sources: ConditionSources): readonly PodCondition[] {
  const { pod, runtime } = sources
  const hasSandbox = !podSandboxChanged(pod, runtime).changed
  const verdicts: readonly (readonly [string, Verdict])[] = [
    ['PodReadyToStartContainers', { status: hasSandbox ? 'True' : 'False' }],
    ['Initialized', initialized(sources)],
    ['Ready', ready(sources)],
    ['ContainersReady', containersReady(sources)],
    ['PodScheduled', { status: 'True' }],
  ]
  const { generation } = pod.metadata
  return verdicts.map(([type, verdict]) => ({
    type,
    ...(generation !== undefined && { observedGeneration: generation }),
    ...verdict,
  }))
}

function names(containers: readonly Container[]): string {
  return `[${containers.map(({ name }) => name).join(' ')}]`
}

function unmet(reason: string, messages: readonly string[]): Verdict {
  if (messages.length === 0) return { status: 'True' }
  return { status: 'False', reason, message: messages.join(', ') }
}

function initialized({ pod, phase, statuses }: ConditionSources): Verdict {
  const containers = pod.spec.initContainers ?? []
  const unknown = containers.filter(({ name }) => !statuses.has(name))
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'True', reason: 'PodCompleted' }
  if (hasAnyRegularContainerStarted(pod.spec.containers, statuses)) return { status: 'True' }
  const incomplete = containers.filter((container) => {
    const status = statuses.get(container.name)
    return status !== undefined && !hasPassed(container, status)
  })
  return unmet('ContainersNotInitialized', [
    ...(unknown.length > 0 ? [`containers with unknown status: ${names(unknown)}`] : []),
    ...(incomplete.length > 0 ? [`containers with incomplete status: ${names(incomplete)}`] : []),
  ])
}

function hasPassed(container: Container, status: ContainerStatus): boolean {
  return isSidecar(container) ? status.started === true : status.ready
}

function containersReady({ pod, phase, statuses }: ConditionSources): Verdict {
  const containers = [...(pod.spec.initContainers ?? []).filter(isSidecar), ...pod.spec.containers]
  const unknown = containers.filter(({ name }) => !statuses.has(name))
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'False', reason: 'PodCompleted' }
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' }
  const unready = containers.filter(({ name }) => statuses.get(name)?.ready === false)
  return unmet('ContainersNotReady', [
    ...(unknown.length > 0 ? [`containers with unknown status: ${names(unknown)}`] : []),
    ...(unready.length > 0 ? [`containers with unready status: ${names(unready)}`] : []),
  ])
}

function ready(sources: ConditionSources): Verdict {
  const containers = containersReady(sources)
  if (containers.status !== 'True') return containers
  const messages = (sources.pod.spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const gate = sources.foreign.find(({ type }) => type === conditionType)
    if (gate === undefined)
      return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`]
    if (gate.status === 'True') return []
    return [`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`]
  })
  return unmet('ReadinessGatesNotReady', messages)
}
