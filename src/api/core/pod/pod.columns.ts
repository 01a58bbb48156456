// How pods are listed: what kubectl shows in place of the phase, restarts, readiness.
// Upstream: pkg/printers/internalversion/printers.go printPod.
import type { Column, RowCondition } from '../../../machinery/kind.ts'
import { timeMs } from '../../../machinery/meta/time.ts'
import { ageColumn, ageText, nameColumn, orNone } from '../../columns.ts'
import { getPodCondition, isPodTerminal, isPodTerminating } from './pod.conditions.ts'
import { isSidecar } from './pod.resources.ts'
import type { Pod } from './pod.schema.ts'
import type { ContainerStateTerminated, ContainerStatus } from './pod-status.schema.ts'

export interface PodSummary {
  readonly ready: number
  readonly total: number
  /** `Running`, `CrashLoopBackOff`, `Init:0/1`, `Terminating`, ... */
  readonly status: string
  readonly restarts: number
  /** When a container last ended, in text. */
  readonly lastRestart: string | undefined
}

/** What a pod looks like to a reader. */
export function summarisePod(pod: Pod): PodSummary {
  const init = summariseInit(pod)
  const started = !init.initializing || getPodCondition(pod.status, 'Initialized')?.status === 'True'
  const main = started ? summariseMain(pod, init) : init
  const sidecars = (pod.spec.initContainers ?? []).filter(isSidecar).length
  return {
    ready: main.ready,
    total: pod.spec.containers.length + sidecars,
    status: endOf(pod) ?? main.status,
    restarts: main.restarts,
    lastRestart: main.lastRestart,
  }
}

interface Progress {
  readonly ready: number
  readonly status: string
  readonly restarts: number
  readonly lastRestart: string | undefined
}

interface InitProgress extends Progress {
  readonly initializing: boolean
  readonly sidecarRestarts: number
  readonly lastSidecarRestart: string | undefined
}

function phaseOf(pod: Pod): string {
  const gated = pod.status?.conditions?.some(
    (condition) => condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated',
  )
  if (gated === true) return 'SchedulingGated'
  return pod.status?.reason ? pod.status.reason : (pod.status?.phase ?? '')
}

function summariseInit(pod: Pod): InitProgress {
  const specs = new Map((pod.spec.initContainers ?? []).map((container) => [container.name, container]))
  let progress = { ready: 0, restarts: 0, sidecarRestarts: 0 }
  let lastRestart: string | undefined
  let lastSidecarRestart: string | undefined
  for (const [index, status] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const spec = specs.get(status.name)
    const sidecar = spec !== undefined && isSidecar(spec)
    lastRestart = later(lastRestart, status)
    progress = { ...progress, restarts: progress.restarts + status.restartCount }
    if (sidecar) {
      lastSidecarRestart = later(lastSidecarRestart, status)
      progress = { ...progress, sidecarRestarts: progress.sidecarRestarts + status.restartCount }
    }
    if (status.state?.terminated?.exitCode === 0) continue
    if (sidecar && status.started === true) {
      if (status.ready) progress = { ...progress, ready: progress.ready + 1 }
      continue
    }
    const text = initText(status) ?? `Init:${index}/${specs.size}`
    return { ...progress, status: text, initializing: true, lastRestart, lastSidecarRestart }
  }
  return { ...progress, status: phaseOf(pod), initializing: false, lastRestart, lastSidecarRestart }
}

function initText(status: ContainerStatus): string | undefined {
  const { terminated, waiting } = status.state ?? {}
  if (terminated !== undefined) return `Init:${endText(terminated)}`
  const reason = waiting?.reason
  return reason && reason !== 'PodInitializing' ? `Init:${reason}` : undefined
}

function endText(terminated: ContainerStateTerminated): string {
  if (terminated.reason) return terminated.reason
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`
}

function summariseMain(pod: Pod, init: InitProgress): Progress {
  let { ready, status } = init
  let restarts = init.sidecarRestarts
  let lastRestart = init.lastSidecarRestart
  let running = false
  let failure = ''
  // The first container's reason wins, so it is read last.
  for (const container of (pod.status?.containerStatuses ?? []).toReversed()) {
    restarts += container.restartCount
    lastRestart = later(lastRestart, container)
    const { waiting, terminated } = container.state ?? {}
    if (waiting?.reason) status = waiting.reason
    else if (terminated !== undefined) {
      status = endText(terminated)
      if (terminated.exitCode !== 0) failure = status
    } else if (container.ready && container.state?.running !== undefined) {
      running = true
      ready++
    }
  }
  if (status === 'Completed') status = completedText(pod, { running, failure })
  return { ready, status, restarts, lastRestart }
}

/** What a pod is whose first container has done its work. */
function completedText(
  pod: Pod,
  { running, failure }: { readonly running: boolean; readonly failure: string },
): string {
  if (running && getPodCondition(pod.status, 'Ready')?.status === 'True') return 'Running'
  if (failure !== '') return failure
  return running ? 'NotReady' : 'Completed'
}

function later(last: string | undefined, status: ContainerStatus): string | undefined {
  const finished = status.lastState?.terminated?.finishedAt
  return (timeMs(finished) ?? 0) > (timeMs(last) ?? 0) ? finished : last
}

/** What deletion makes of the status. */
function endOf(pod: Pod): string | undefined {
  if (!isPodTerminating(pod)) return undefined
  if (pod.status?.reason === 'NodeLost') return 'Unknown'
  return isPodTerminal(pod) ? undefined : 'Terminating'
}

function restartsText({ restarts, lastRestart }: PodSummary, nowMs: number): string {
  if (restarts === 0 || lastRestart === undefined) return String(restarts)
  return `${restarts} (${ageText(lastRestart, nowMs)} ago)`
}

function readinessGatesText(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? []
  if (gates.length === 0) return '<none>'
  const open = gates.filter((gate) => getPodCondition(pod.status, gate.conditionType)?.status === 'True')
  return `${open.length}/${gates.length}`
}

const endings = { Succeeded: 'The pod has completed successfully.', Failed: 'The pod failed.' } as const

/** Tells programs that read tables which pods have ended. */
export function podRowConditions({ status }: Pod): readonly RowCondition[] {
  const reason = status?.phase
  if (reason !== 'Succeeded' && reason !== 'Failed') return []
  return [{ type: 'Completed', status: 'True', reason, message: endings[reason] }]
}

export const podColumns: readonly Column<Pod>[] = [
  nameColumn,
  {
    name: 'Ready',
    type: 'string',
    description: 'How many of the containers accept traffic.',
    cell(pod) {
      const { ready, total } = summarisePod(pod)
      return `${ready}/${total}`
    },
  },
  {
    name: 'Status',
    type: 'string',
    description: 'What the pod is doing, or what keeps it from running.',
    cell: (pod) => summarisePod(pod).status,
  },
  {
    name: 'Restarts',
    type: 'string',
    description: 'How often containers were restarted, and how long ago the last time.',
    cell: (pod, nowMs) => restartsText(summarisePod(pod), nowMs),
  },
  ageColumn,
  {
    name: 'IP',
    type: 'string',
    priority: 1,
    description: 'Address of the pod.',
    cell: (pod) => orNone(pod.status?.podIPs?.[0]?.ip),
  },
  {
    name: 'Node',
    type: 'string',
    priority: 1,
    description: 'Node that the pod is bound to.',
    cell: (pod) => orNone(pod.spec.nodeName),
  },
  {
    name: 'Nominated Node',
    type: 'string',
    priority: 1,
    description: 'Node on which room is being made for the pod.',
    cell: (pod) => orNone(pod.status?.nominatedNodeName),
  },
  {
    name: 'Readiness Gates',
    type: 'string',
    priority: 1,
    description: 'How many of the further conditions for readiness are met.',
    cell: readinessGatesText,
  },
]
