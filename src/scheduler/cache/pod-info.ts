// A pod with what the scheduler computes from it once. Immutable, save that labels and status may be exchanged with the
// pod object. Upstream: pkg/scheduler/framework/types.go PodInfo.
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { type AffinityTerms, affinityTermsOf } from './affinity-term.ts'
import { type HostPort, hostPortsOf } from './host-ports.ts'
import { podAmounts, type Resource } from './resource.ts'

export interface PodInfo {
  readonly uid: string
  readonly pod: Pod
  readonly priority: number
  readonly requests: Resource
  readonly nonZeroMilliCPU: number
  readonly nonZeroMemory: number
  readonly hostPorts: readonly HostPort[]
  readonly affinity: AffinityTerms
}

export function newPodInfo(pod: Pod): PodInfo {
  return {
    uid: pod.metadata.uid,
    pod,
    priority: pod.spec.priority ?? 0,
    ...podAmounts(pod),
    hostPorts: hostPortsOf(pod),
    affinity: affinityTermsOf(pod),
  }
}

export function hasAffinity({ pod }: PodInfo): boolean {
  return pod.spec.affinity?.podAffinity !== undefined || pod.spec.affinity?.podAntiAffinity !== undefined
}

/** The same pod as it will be once bound. */
export function assignedTo(info: PodInfo, nodeName: string): PodInfo {
  return { ...info, pod: { ...info.pod, spec: { ...info.pod.spec, nodeName } } }
}

/** The labels of an object, safely for any key. */
export function labelOf(
  obj: { readonly metadata: { readonly labels?: Readonly<Record<string, string>> | undefined } },
  key: string,
): string | undefined {
  const labels = obj.metadata.labels
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined
}
