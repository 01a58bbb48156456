// What may happen to a pod next, read off its object alone. Pure: when it happens is told as a delay from now.
import { isPodTerminal, isPodTerminating } from '../api/core/pod/pod.conditions.ts'
import type { Pod } from '../api/core/pod/pod.kind.ts'
import { isSidecar } from '../api/core/pod/pod.resources.ts'
import type { Container } from '../api/core/pod/pod-container.schema.ts'
import type { ContainerStatus } from '../api/core/pod/pod-status.schema.ts'
import { timeMs } from '../machinery/meta/time.ts'
import type { Stages } from './stage.ts'

export type Action =
  /** The kubelet has seen the pod. */
  | { readonly do: 'admit' }
  | { readonly do: 'sandbox' }
  | { readonly do: 'start'; readonly container: string; readonly fault?: { reason: string; message: string } }
  | { readonly do: 'ready'; readonly container: string }
  | { readonly do: 'exit'; readonly container: string; readonly exitCode: number }
  /** The container waits before it is started again. */
  | { readonly do: 'backOff'; readonly container: string; readonly message: string }
  /** The pod has run for longer than it may. */
  | { readonly do: 'deadline' }
  /** All containers end, because the pod is deleted. */
  | { readonly do: 'stop'; readonly exitCode: number }
  /** The pod leaves the API. */
  | { readonly do: 'remove' }

export type Step = Action & {
  /** Tells the step from others of the same pod, also of earlier attempts. */
  readonly id: string
  readonly delayMs: number
}

export interface StepSources {
  readonly stages: Stages
  readonly nowMs: number
}

/** Upstream: pkg/kubelet/kubelet.go: initial and longest back-off of crashing containers; a long run resets it. */
const firstBackoffMs = 10_000
const longestBackoffMs = 300_000
const resetAfterMs = 2 * longestBackoffMs

export function possibleSteps(pod: Pod, sources: StepSources): Step[] {
  if (isPodTerminating(pod)) return leavingSteps(pod, sources)
  if (isPodTerminal(pod)) return []
  if (pod.status?.startTime === undefined || pod.status.startTime === null) {
    return [{ do: 'admit', id: 'admit', delayMs: 0 }]
  }
  if (!hasSandbox(pod)) {
    const delayMs = sources.stages.outcome('sandbox', { pod, attempt: 0 })?.delayMs ?? 0
    return [{ do: 'sandbox', id: 'sandbox', delayMs }]
  }
  return [...deadlineStep(pod, sources), ...containerSteps(pod, sources)]
}

function hasSandbox(pod: Pod): boolean {
  return (pod.status?.podIP ?? '') !== ''
}

function leavingSteps(pod: Pod, { stages, nowMs }: StepSources): Step[] {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
  const isRunning = statuses.some(({ state }) => state?.running !== undefined)
  // With no grace left the server has been told already, and only finalizers keep the object.
  const isTold = pod.metadata.deletionGracePeriodSeconds === 0
  if (!isRunning) return isTold ? [] : [{ do: 'remove', id: 'remove', delayMs: 0 }]
  const outcome = stages.outcome('stop', { pod, attempt: 0 })
  // The server has put the end of the grace period into deletionTimestamp.
  const graceMs = (timeMs(pod.metadata.deletionTimestamp) ?? nowMs) - nowMs
  const delayMs = Math.max(0, Math.min(outcome?.delayMs ?? 0, graceMs))
  const killed = outcome === undefined || outcome.delayMs > graceMs
  return [{ do: 'stop', id: 'stop', delayMs, exitCode: killed ? 137 : outcome.exitCode }]
}

function deadlineStep(pod: Pod, { nowMs }: StepSources): Step[] {
  const { activeDeadlineSeconds } = pod.spec
  const startedMs = timeMs(pod.status?.startTime)
  if (activeDeadlineSeconds === undefined || startedMs === undefined) return []
  const delayMs = Math.max(0, startedMs + activeDeadlineSeconds * 1000 - nowMs)
  return [{ do: 'deadline', id: `deadline/${activeDeadlineSeconds}`, delayMs }]
}

function containerSteps(pod: Pod, sources: StepSources): Step[] {
  const steps: Step[] = []
  for (const container of pod.spec.initContainers ?? []) {
    const status = statusOf(pod.status?.initContainerStatuses, container.name)
    steps.push(...stepsOf({ pod, container, status, init: true }, sources))
    // One after the other; a sidecar has to have started, the others to have ended well.
    if (!isInitDone(container, status)) return steps
  }
  for (const container of pod.spec.containers) {
    const status = statusOf(pod.status?.containerStatuses, container.name)
    steps.push(...stepsOf({ pod, container, status, init: false }, sources))
  }
  return steps
}

function statusOf(
  statuses: readonly ContainerStatus[] | undefined,
  name: string,
): ContainerStatus | undefined {
  return statuses?.find((status) => status.name === name)
}

export function isInitDone(container: Container, status: ContainerStatus | undefined): boolean {
  if (isSidecar(container)) return status?.started === true
  return status?.state?.terminated?.exitCode === 0
}

interface Which {
  readonly pod: Pod
  readonly container: Container
  readonly status: ContainerStatus | undefined
  readonly init: boolean
}

function stepsOf(which: Which, sources: StepSources): Step[] {
  const { state } = which.status ?? {}
  if (state?.running !== undefined) return runningSteps(which, sources)
  if (state?.terminated !== undefined) return endedSteps(which, sources)
  return waitingSteps(which, sources)
}

function situationOf({ pod, container, init, status }: Which) {
  return { pod, container, init, attempt: status?.restartCount ?? 0 }
}

function waitingSteps(which: Which, { stages, nowMs }: StepSources): Step[] {
  const { container, status } = which
  const outcome = stages.outcome('start', situationOf(which))
  const reason = status?.state?.waiting?.reason
  const fault = outcome?.stage.fault
  if (fault !== undefined && fault.reason === reason) return []
  const last = status?.lastState?.terminated
  const backoffMs = last === undefined ? 0 : backoffLeftMs(status, nowMs)
  const step = { do: 'start' as const, container: container.name, ...(fault && { fault }) }
  const attempt = last === undefined ? 0 : (status?.restartCount ?? 0) + 1
  return [{ ...step, id: `start/${container.name}/${attempt}`, delayMs: backoffMs + (outcome?.delayMs ?? 0) }]
}

function runningSteps(which: Which, { stages }: StepSources): Step[] {
  const { container, status, init } = which
  const { name } = container
  const situation = situationOf(which)
  const attempt = situation.attempt
  const steps: Step[] = []
  if (status?.ready !== true && (!init || isSidecar(container))) {
    const outcome = stages.outcome('ready', situation)
    if (outcome !== undefined) {
      steps.push({ do: 'ready', id: `ready/${name}/${attempt}`, container: name, delayMs: outcome.delayMs })
    }
  }
  const exit = stages.outcome('exit', situation)
  if (exit !== undefined && !(init && isSidecar(container))) {
    const { exitCode, delayMs } = exit
    steps.push({ do: 'exit', id: `exit/${name}/${attempt}`, container: name, exitCode, delayMs })
  }
  return steps
}

function endedSteps(which: Which, { stages, nowMs }: StepSources): Step[] {
  const { pod, container, status } = which
  if (!shouldRestart(which)) return []
  const { name } = container
  const attempt = (status?.restartCount ?? 0) + 1
  if (backoffLeftMs(status, nowMs) === 0) {
    const delayMs = stages.outcome('start', { ...situationOf(which), attempt })?.delayMs ?? 0
    return [{ do: 'start', id: `start/${name}/${attempt}`, container: name, delayMs }]
  }
  const seconds = backoffMs(attempt - 1) / 1000
  const shown = seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
  const of = `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`
  const message = `back-off ${shown} restarting failed container=${name} pod=${of}`
  return [{ do: 'backOff', id: `backOff/${name}/${attempt}`, container: name, delayMs: 0, message }]
}

function shouldRestart({ pod, container, status, init }: Which): boolean {
  const failed = status?.state?.terminated?.exitCode !== 0
  if (init) return isSidecar(container) || (failed && pod.spec.restartPolicy !== 'Never')
  const policy = container.restartPolicy ?? pod.spec.restartPolicy ?? 'Always'
  return policy === 'Always' || (policy === 'OnFailure' && failed)
}

/** The first restart comes at once; each later one waits twice as long as the one before. */
function backoffMs(restarts: number): number {
  return restarts <= 0 ? 0 : Math.min(longestBackoffMs, firstBackoffMs * 2 ** (restarts - 1))
}

function backoffLeftMs(status: ContainerStatus | undefined, nowMs: number): number {
  const ended = status?.state?.terminated ?? status?.lastState?.terminated
  const finishedMs = timeMs(ended?.finishedAt) ?? nowMs
  const startedMs = timeMs(ended?.startedAt) ?? finishedMs
  if (finishedMs - startedMs >= resetAfterMs) return 0
  return Math.max(0, finishedMs + backoffMs(status?.restartCount ?? 0) - nowMs)
}
