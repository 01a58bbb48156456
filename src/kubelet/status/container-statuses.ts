// A pod's container statuses from what the runtime has, what was reported before and why containers could not start. Pure.
// Upstream: pkg/kubelet/kubelet_pods.go convertToAPIContainerStatuses
import { isPodTerminating } from '../../api/core/pod/pod.conditions.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { ContainerState, ContainerStatus } from '../../api/core/pod/pod-status.schema.ts'
import { timeText } from '../../machinery/meta/time.ts'
import type { Mutable } from '../../machinery/schema/schema.ts'
import { shouldContainerBeRestarted } from '../pods/restart-policy.ts'
import { findRuntimeContainer, type RuntimeContainer, type RuntimePod } from '../runtime/runtime-pod.ts'

/** Why a container is not running, such as CrashLoopBackOff with its sentence. */
export interface WaitingReason {
  readonly reason: string
  readonly message: string
}

export interface StatusSources {
  readonly pod: Pod
  readonly runtime: RuntimePod
  /** `containerd` in `containerd://<id>`. */
  readonly runtimeName: string
  /** By container name, of the last attempt to start it. */
  readonly waitingReasons: ReadonlyMap<string, WaitingReason>
}

export type ContainerKind = 'init' | 'regular' | 'ephemeral'

export const containerStatusUnknown = 'ContainerStatusUnknown'
const unknownExitCode = 137

/** What is reported of a container that was seen running and is gone without a trace. */
export function lostContainer(message: string): ContainerState {
  return { terminated: { exitCode: unknownExitCode, reason: containerStatusUnknown, message } }
}

export function containerStatuses(
  sources: StatusSources,
  options: {
    readonly kind: ContainerKind
    readonly containers: readonly Container[] | undefined
    readonly previous: readonly ContainerStatus[] | undefined
  },
): readonly ContainerStatus[] {
  const previous = new Map((options.previous ?? []).map((status) => [status.name, status]))
  const statuses = (options.containers ?? []).map((container) =>
    containerStatus(sources, { container, kind: options.kind, old: previous.get(container.name) }),
  )
  return options.kind === 'init' ? statuses : statuses.toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

interface One {
  readonly container: Container
  readonly kind: ContainerKind
  readonly old: ContainerStatus | undefined
}

function containerStatus(sources: StatusSources, one: One): ContainerStatus {
  const attempts = sources.runtime.containers.filter(({ name }) => name === one.container.name)
  const [current, before] = attempts
  const status =
    current === undefined ? withoutRuntime(sources, one) : fromRuntime(sources, { ...one, current })
  if (before !== undefined) status.lastState = stateOf(sources, before, one.old)
  return withWaitingReason(sources, one, status)
}

function base({ container }: One, state: ContainerState): Mutable<ContainerStatus> {
  const volumeMounts = (container.volumeMounts ?? []).map(({ name, mountPath, readOnly }) => ({
    name,
    mountPath,
    ...(readOnly === true && { readOnly, recursiveReadOnly: 'Disabled' }),
  }))
  return {
    name: container.name,
    image: container.image ?? '',
    imageID: '',
    ready: false,
    restartCount: 0,
    state: { ...state },
    ...(volumeMounts.length > 0 && { volumeMounts }),
  }
}

/** Nothing runs and nothing is left: not started yet, or removed. */
function withoutRuntime({ pod }: StatusSources, one: One): Mutable<ContainerStatus> {
  const { old } = one
  if (old?.state?.terminated !== undefined) return structuredClone(old) as Mutable<ContainerStatus>
  const reason = (pod.spec.initContainers?.length ?? 0) > 0 ? 'PodInitializing' : 'ContainerCreating'
  const status = base(one, { waiting: { reason } })
  if (old === undefined) return status
  status.restartCount = old.restartCount
  if (old.lastState !== undefined) status.lastState = old.lastState as Mutable<ContainerState>
  if (old.state?.running === undefined || status.lastState?.terminated !== undefined) return status
  // It ran and is gone. Saying so keeps the pod from falling back to Pending.
  status.lastState = lostContainer(
    'The container could not be located when the pod was deleted.  The container used to be Running',
  ) as Mutable<ContainerState>
  if (!isPodTerminating(pod)) status.restartCount++
  return status
}

function fromRuntime(
  sources: StatusSources,
  one: One & { readonly current: RuntimeContainer },
): Mutable<ContainerStatus> {
  const { container, current, old } = one
  const state = stateOf(sources, current, old)
  const status = base(one, state)
  const lost = state.terminated?.reason === containerStatusUnknown && current.state === 'unknown'
  status.restartCount = lost ? (old?.restartCount ?? 0) + 1 : current.restartCount
  status.image = current.image
  status.imageID = current.imageRef
  status.containerID = `${sources.runtimeName}://${current.id}`
  if (state.running !== undefined) putResources(status, container)
  if (current.user !== undefined) {
    const { uid, gid, supplementalGroups } = current.user
    status.user = { linux: { uid, gid, supplementalGroups: [...supplementalGroups] } }
  }
  return status
}

/** What a running container was given. */
function putResources(status: Mutable<ContainerStatus>, { resources }: Container): void {
  if (resources?.requests !== undefined) status.allocatedResources = { ...resources.requests }
  status.resources = {
    ...(resources?.limits !== undefined && { limits: { ...resources.limits } }),
    ...(resources?.requests !== undefined && { requests: { ...resources.requests } }),
  }
}

function stateOf(
  { runtimeName }: StatusSources,
  found: RuntimeContainer,
  old: ContainerStatus | undefined,
): Mutable<ContainerState> {
  switch (found.state) {
    case 'running':
      return { running: { startedAt: timeText(found.startedAtMs) } }
    case 'exited':
      return {
        terminated: {
          exitCode: found.exitCode,
          ...(found.reason !== '' && { reason: found.reason }),
          ...(found.message !== '' && { message: found.message }),
          startedAt: timeText(found.startedAtMs),
          finishedAt: timeText(found.finishedAtMs),
          containerID: `${runtimeName}://${found.id}`,
        },
      }
    case 'unknown':
      if (old?.state?.running === undefined) return { waiting: {} }
      return lostContainer(
        'The container could not be located when the pod was terminated',
      ) as Mutable<ContainerState>
    default:
      return { waiting: {} }
  }
}

/** A container that is to be started but could not be is waiting, and says why. */
function withWaitingReason(
  { pod, runtime, waitingReasons }: StatusSources,
  { container, kind }: One,
  status: Mutable<ContainerStatus>,
): ContainerStatus {
  const found = findRuntimeContainer(runtime, container.name)
  if (
    kind === 'init' &&
    found?.state === 'exited' &&
    found.exitCode === 0 &&
    container.restartPolicy !== 'Always'
  )
    return status
  if (!shouldContainerBeRestarted(pod, container, runtime)) return status
  const why = waitingReasons.get(container.name)
  if (why === undefined) return status
  if (status.state?.terminated !== undefined) status.lastState = status.state
  const { reason, message } = why
  status.state = { waiting: { reason, ...(message !== '' && { message }) } }
  return status
}
