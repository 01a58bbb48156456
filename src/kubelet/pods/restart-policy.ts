// Whether a container that is not running is to be started (again). Pure.
// Upstream: pkg/kubelet/container/helpers.go ShouldContainerBeRestarted; pkg/api/v1/pod/util.go ContainerShouldRestart
import { isPodTerminating } from '../../api/core/pod/pod.conditions.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container, ContainerRestartRule } from '../../api/core/pod/pod-container.schema.ts'
import { findRuntimeContainer, type RuntimeContainer, type RuntimePod } from '../runtime/runtime-pod.ts'

/** Failed containers of the pod are started again, as far as no container says otherwise. */
export function restartsOnFailure(pod: Pod): boolean {
  return pod.spec.restartPolicy !== 'Never'
}

export function hasSucceeded(container: RuntimeContainer): boolean {
  return container.state === 'exited' && container.exitCode === 0
}

/** An init container that ended badly or of which the runtime has lost track. */
export function hasFailed(container: RuntimeContainer): boolean {
  return (container.state === 'exited' && container.exitCode !== 0) || container.state === 'unknown'
}

/** By the container's own rules and policy, else the pod's. */
export function restartsAfter(pod: Pod, container: Container, exitCode: number): boolean {
  if ((container.restartPolicyRules ?? []).some((rule) => matchesRule(rule, exitCode))) return true
  switch (container.restartPolicy ?? pod.spec.restartPolicy) {
    case 'Never':
      return false
    case 'OnFailure':
      return exitCode !== 0
    default:
      return true
  }
}

function matchesRule(rule: ContainerRestartRule, exitCode: number): boolean {
  if (rule.action !== 'Restart' || rule.exitCodes === undefined) return false
  const listed = rule.exitCodes.values?.includes(exitCode) === true
  return rule.exitCodes.operator === 'In' ? listed : !listed
}

export function shouldContainerBeRestarted(pod: Pod, container: Container, runtime: RuntimePod): boolean {
  if (isPodTerminating(pod)) return false
  const found = findRuntimeContainer(runtime, container.name)
  if (found === undefined) return true
  switch (found.state) {
    case 'running':
      return false
    case 'exited':
      return restartsAfter(pod, container, found.exitCode)
    default:
      return true
  }
}
