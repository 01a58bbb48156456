// The phase of a pod from its containers' statuses. Pure. Upstream: pkg/kubelet/kubelet_pods.go getPhase
import { isSidecar } from '../../api/core/pod/pod.resources.ts'
import type { PodSpec } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { ContainerStatus, PodStatus } from '../../api/core/pod/pod-status.schema.ts'

export type PodPhase = NonNullable<PodStatus['phase']>

/** Regular and init containers together. */
export type StatusByName = ReadonlyMap<string, ContainerStatus>

interface Count {
  /** Init containers that others still wait for. */
  initializing: number
  failedInit: number
  unknown: number
  running: number
  waiting: number
  stopped: number
  succeeded: number
}

export function podPhase(
  spec: PodSpec,
  statuses: StatusByName,
  options: { readonly podIsTerminal: boolean },
): PodPhase {
  const count: Count = {
    initializing: 0,
    failedInit: 0,
    unknown: 0,
    running: 0,
    waiting: 0,
    stopped: 0,
    succeeded: 0,
  }
  for (const container of spec.initContainers ?? []) {
    const status = statuses.get(container.name)
    if (isSidecar(container)) countSidecar(count, status)
    else countInit(count, status)
  }
  for (const container of spec.containers) countRegular(count, statuses.get(container.name))
  return decide(spec, count, {
    ...options,
    started: hasAnyRegularContainerStarted(spec.containers, statuses),
  })
}

function countInit(count: Count, status: ContainerStatus | undefined): void {
  const ended = status?.state?.terminated ?? (status?.state?.waiting && status.lastState?.terminated)
  if (status?.state?.running !== undefined || ended === undefined) count.initializing++
  else if (ended.exitCode !== 0) count.failedInit++
}

/** Ended sidecars do not count. */
function countSidecar(count: Count, status: ContainerStatus | undefined): void {
  if (status === undefined) {
    count.unknown++
  } else if (status.state?.running !== undefined) {
    if (status.started !== true) count.initializing++
    count.running++
  } else if (status.state?.waiting !== undefined) {
    if (status.lastState?.terminated !== undefined) return
    count.initializing++
    count.waiting++
  } else if (status.state?.terminated === undefined) {
    count.initializing++
    count.unknown++
  }
}

function countRegular(count: Count, status: ContainerStatus | undefined): void {
  const { running, terminated, waiting } = status?.state ?? {}
  if (running !== undefined) {
    count.running++
  } else if (terminated !== undefined) {
    count.stopped++
    if (terminated.exitCode === 0) count.succeeded++
  } else if (waiting !== undefined) {
    if (status?.lastState?.terminated !== undefined) count.stopped++
    else count.waiting++
  } else {
    count.unknown++
  }
}

function decide(
  spec: PodSpec,
  count: Count,
  options: { readonly podIsTerminal: boolean; readonly started: boolean },
): PodPhase {
  const { restartPolicy = 'Always' } = spec
  if (count.failedInit > 0 && restartPolicy === 'Never') return 'Failed'
  if (count.initializing > 0 && !options.started) return 'Pending'
  if (count.waiting > 0 || count.unknown > 0) return 'Pending'
  if (count.running > 0) return 'Running'
  if (count.stopped === 0) return 'Pending'
  const succeeded = count.stopped === count.succeeded
  if (options.podIsTerminal) return succeeded ? 'Succeeded' : 'Failed'
  if (restartPolicy === 'Always') return 'Running'
  if (succeeded) return 'Succeeded'
  return restartPolicy === 'Never' ? 'Failed' : 'Running'
}

// Upstream: pkg/kubelet/container/helpers.go HasAnyRegularContainerStarted
export function hasAnyRegularContainerStarted(
  containers: readonly Pick<Container, 'name'>[],
  statuses: StatusByName,
): boolean {
  return containers.some(({ name }) => {
    const state = statuses.get(name)?.state
    return state?.running !== undefined || state?.terminated !== undefined
  })
}
