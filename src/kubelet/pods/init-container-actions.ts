// Decides on init containers and sidecars: which is next, which has to be started again, whether the pod is initialised.
// Pure. Upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go computeInitContainerActions

import { isSidecar } from '../../api/core/pod/pod.resources.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import { hashContainer } from '../runtime/container-hash.ts'
import { findRuntimeContainer, type RuntimeContainer, type RuntimePod } from '../runtime/runtime-pod.ts'
import { type ContainerKill, killUnknown, type ProbeVerdicts } from './container-kill.ts'
import { hasFailed, restartsAfter, restartsOnFailure } from './restart-policy.ts'

export interface InitContainerActions {
  /** All init containers have been through: the others may start. */
  readonly initialized: boolean
  /** One failed for good. */
  readonly killPod: boolean
  /** Indices in the order of the spec. */
  readonly containersToStart: readonly number[]
  readonly containersToKill: ReadonlyMap<string, ContainerKill>
}

/** What one init container, looked at by itself, calls for. */
interface Step {
  /** It has done what the ones after it wait for. */
  readonly passed?: boolean
  readonly restart?: boolean
  readonly kill?: ContainerKill
  /** It failed and may not be tried again. */
  readonly fatal?: boolean
}

export function computeInitContainerActions(
  pod: Pod,
  runtime: RuntimePod,
  probes: ProbeVerdicts,
): InitContainerActions {
  const containers = pod.spec.initContainers ?? []
  const toStart = new Set<number>()
  const containersToKill = new Map<string, ContainerKill>()
  let initialized = containers.length === 0 || hasRunningRegularContainer(pod, runtime)
  let passedBefore = initialized
  // Backwards: those that are done may have been removed, so the last one that is there counts.
  for (const [index, container] of [...containers.entries()].toReversed()) {
    const found = findRuntimeContainer(runtime, container.name)
    if (found === undefined) {
      if (passedBefore && isSidecar(container)) toStart.add(index)
      continue
    }
    if (passedBefore && !isSidecar(container)) continue
    const step = isSidecar(container)
      ? sidecarStep(container, found, probes)
      : initStep(pod, container, found)
    if (step.fatal === true)
      return { initialized: false, killPod: true, containersToStart: [], containersToKill: new Map() }
    if (step.passed === true && index === containers.length - 1) initialized = true
    else if (step.passed === true && !passedBefore) toStart.add(index + 1)
    if (step.kill !== undefined) containersToKill.set(found.id, step.kill)
    if (step.restart === true) toStart.add(index)
    passedBefore = true
  }
  if (!passedBefore) toStart.add(0)
  const containersToStart = [...toStart].toSorted((a, b) => a - b)
  return { initialized, killPod: false, containersToStart, containersToKill }
}

/** Exited ones do not count: they may be of an earlier sandbox. */
function hasRunningRegularContainer(pod: Pod, runtime: RuntimePod): boolean {
  return pod.spec.containers.some((container) => {
    const state = findRuntimeContainer(runtime, container.name)?.state
    return state === 'created' || state === 'running'
  })
}

function initStep(pod: Pod, container: Container, found: RuntimeContainer): Step {
  switch (found.state) {
    case 'running':
      return {}
    case 'created':
      // The runtime failed to start it.
      return { restart: true }
    case 'exited':
      if (!hasFailed(found)) return { passed: true }
      return initRestarts(pod, container, found.exitCode) ? { restart: true } : { fatal: true }
    default:
      if (!restartsOnFailure(pod)) return { fatal: true }
      return { restart: true, kill: killUnknown(container.name, 'Init container') }
  }
}

function initRestarts(pod: Pod, container: Container, exitCode: number): boolean {
  const own = container.restartPolicy !== undefined || container.restartPolicyRules !== undefined
  return own ? restartsAfter(pod, container, exitCode) : restartsOnFailure(pod)
}

function sidecarStep(container: Container, found: RuntimeContainer, probes: ProbeVerdicts): Step {
  if (found.state === 'unknown') return { restart: true, kill: killUnknown(container.name, 'Init container') }
  if (found.state !== 'running') return { restart: true }
  const { name } = container
  const kill = (message: string, reason: ContainerKill['reason']): Step => ({
    restart: true,
    kill: { name, message: `Init container ${name} ${message}`, reason },
  })
  if (container.startupProbe !== undefined) {
    const startup = probes.startup(found.id)
    if (startup === 'Failure') return kill('failed startup probe', 'StartupProbe')
    if (startup !== 'Success') return {}
  }
  if (found.hash !== '' && found.hash !== hashContainer(container))
    return { passed: true, ...kill('definition changed', 'DefinitionChanged') }
  if (container.livenessProbe !== undefined && probes.liveness(found.id) === 'Failure')
    return { passed: true, ...kill('failed liveness probe', 'LivenessProbe') }
  return { passed: true }
}
