// Decides what is to be done to a pod's sandbox and containers, from its spec and what runs. Pure; pod-sync.ts acts.
// Upstream: pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodActions
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import { hashContainer } from '../runtime/container-hash.ts'
import { findRuntimeContainer, type RuntimeContainer, type RuntimePod } from '../runtime/runtime-pod.ts'
import { type ContainerKill, failedProbe, killUnknown, type ProbeVerdicts } from './container-kill.ts'
import { computeInitContainerActions } from './init-container-actions.ts'
import { hasSucceeded, restartsOnFailure, shouldContainerBeRestarted } from './restart-policy.ts'
import { podSandboxChanged } from './sandbox-changed.ts'

export interface PodActions {
  /** Stop all containers and the sandbox first. */
  readonly killPod: boolean
  readonly createSandbox: boolean
  /** The sandbox that is there; undefined where there is none that counts. */
  readonly sandboxId: string | undefined
  readonly attempt: number
  /** Indices into the spec's lists, in the order of the spec. */
  readonly initContainersToStart: readonly number[]
  readonly ephemeralContainersToStart: readonly number[]
  readonly containersToStart: readonly number[]
  /** By container id. */
  readonly containersToKill: ReadonlyMap<string, ContainerKill>
}

export function computePodActions(pod: Pod, runtime: RuntimePod, probes: ProbeVerdicts): PodActions {
  const sandbox = podSandboxChanged(pod, runtime)
  const nothing: PodActions = {
    killPod: sandbox.changed,
    createSandbox: sandbox.changed,
    sandboxId: sandbox.sandboxId,
    attempt: sandbox.attempt,
    initContainersToStart: [],
    ephemeralContainersToStart: [],
    containersToStart: [],
    containersToKill: new Map(),
  }
  return sandbox.changed
    ? withNewSandbox(nothing, pod, runtime)
    : withinSandbox(nothing, { pod, runtime, probes })
}

/** Everything starts anew, unless all is done that was to be done. */
function withNewSandbox(nothing: PodActions, pod: Pod, runtime: RuntimePod): PodActions {
  const giveUp = { ...nothing, createSandbox: false }
  // Where no container was ever made, making the sandbox has failed and is tried again.
  if (!restartsOnFailure(pod) && nothing.attempt !== 0 && runtime.containers.length > 0) return giveUp
  const containersToStart = indicesWhere(pod.spec.containers, (container) => {
    const found = findRuntimeContainer(runtime, container.name)
    return !(pod.spec.restartPolicy === 'OnFailure' && found !== undefined && hasSucceeded(found))
  })
  if (containersToStart.length === 0 && hasAnyRegularContainerCreated(pod, runtime)) return giveUp
  if ((pod.spec.initContainers?.length ?? 0) > 0) return { ...nothing, initContainersToStart: [0] }
  return { ...nothing, containersToStart }
}

function indicesWhere(
  containers: readonly Container[] | undefined,
  wanted: (container: Container) => boolean,
): number[] {
  return (containers ?? []).flatMap((container, index) => (wanted(container) ? [index] : []))
}

/** All init containers have been through, then. */
function hasAnyRegularContainerCreated(pod: Pod, runtime: RuntimePod): boolean {
  return pod.spec.containers.some((container) => {
    const found = findRuntimeContainer(runtime, container.name)
    return found !== undefined && found.state !== 'unknown'
  })
}

interface Input {
  readonly pod: Pod
  readonly runtime: RuntimePod
  readonly probes: ProbeVerdicts
}

function withinSandbox(nothing: PodActions, input: Input): PodActions {
  const { pod, runtime } = input
  const init = computeInitContainerActions(pod, runtime, input.probes)
  const actions: PodActions = {
    ...nothing,
    killPod: init.killPod,
    initContainersToStart: init.containersToStart,
    containersToKill: init.containersToKill,
    ephemeralContainersToStart: (pod.spec.ephemeralContainers ?? []).flatMap((container, index) =>
      findRuntimeContainer(runtime, container.name) === undefined ? [index] : [],
    ),
  }
  if (init.killPod || !init.initialized) return actions
  return withRegularContainers(actions, input)
}

function withRegularContainers(actions: PodActions, input: Input): PodActions {
  const containersToStart: number[] = []
  const containersToKill = new Map(actions.containersToKill)
  let kept = 0
  for (const [index, container] of input.pod.spec.containers.entries()) {
    const found = findRuntimeContainer(input.runtime, container.name)
    const verdict =
      found?.state === 'running' ? whileRunning(container, found, input) : whileNot(container, found, input)
    if (verdict.kill !== undefined && found !== undefined) containersToKill.set(found.id, verdict.kill)
    if (verdict.start) containersToStart.push(index)
    if (verdict.keep) kept++
  }
  const done = kept === 0 && containersToStart.length === 0
  return {
    ...actions,
    killPod: done,
    // Sidecars must not keep a pod alive that is done.
    initContainersToStart: done ? [] : actions.initContainersToStart,
    containersToStart,
    containersToKill,
  }
}

interface Verdict {
  readonly keep: boolean
  readonly start: boolean
  readonly kill?: ContainerKill
}

function whileNot(
  container: Container,
  found: RuntimeContainer | undefined,
  { pod, runtime }: Input,
): Verdict {
  if (!shouldContainerBeRestarted(pod, container, runtime)) return { keep: false, start: false }
  if (found?.state !== 'unknown') return { keep: false, start: true }
  // It may be running after all; never run two of them.
  return { keep: false, start: true, kill: killUnknown(container.name, 'Container') }
}

function whileRunning(container: Container, found: RuntimeContainer, { pod, probes }: Input): Verdict {
  const { name } = container
  if (found.hash !== '' && found.hash !== hashContainer(container)) {
    const message = `Container ${name} definition changed, will be restarted`
    return { keep: false, start: true, kill: { name, message, reason: 'DefinitionChanged' } }
  }
  const failed = failedProbe(found.id, probes)
  if (failed === undefined) return { keep: true, start: false }
  const restart = restartsOnFailure(pod) && container.restartPolicy !== 'Never'
  const message = `Container ${name} failed ${failed.label} probe${restart ? ', will be restarted' : ''}`
  return { keep: false, start: restart, kill: { name, message, reason: failed.reason } }
}
