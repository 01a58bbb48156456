// How many seconds a container gets between being told to end and being killed. Pure.
// Upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go setTerminationGracePeriod
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { KillReason } from './container-kill.ts'

/** Never less, save where a pod is killed outright. */
export const minimumGraceSeconds = 2

export function terminationGraceSeconds(
  pod: Pod,
  container: Pick<Container, 'startupProbe' | 'livenessProbe'>,
  reason: KillReason,
): number {
  const { deletionGracePeriodSeconds } = pod.metadata
  if (deletionGracePeriodSeconds !== undefined) return deletionGracePeriodSeconds
  const ofPod = pod.spec.terminationGracePeriodSeconds
  if (ofPod === undefined) return minimumGraceSeconds
  if (reason === 'StartupProbe') return container.startupProbe?.terminationGracePeriodSeconds ?? ofPod
  if (reason === 'LivenessProbe') return container.livenessProbe?.terminationGracePeriodSeconds ?? ofPod
  return ofPod
}
