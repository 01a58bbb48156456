// Where pods are in the cgroup tree, with the cgroupfs driver: kubepods, a level for each quality-of-service class but the
// first, and one for each pod. Pure. Upstream: pkg/kubelet/cm/cgroup_manager_linux.go, pod_container_manager_linux.go
import { join } from 'node:path'
import { type PodQOSClass, podQOS } from '../../api/core/pod/pod.qos.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'

export const qosClasses = ['Burstable', 'BestEffort'] as const satisfies readonly PodQOSClass[]

/** As the kernel names it, from the root of each hierarchy: `/kubepods`. */
export function kubepodsPath(root: string): string {
  return join('/', root, 'kubepods')
}

export function qosPath(root: string, qos: PodQOSClass): string {
  return qos === 'Guaranteed' ? kubepodsPath(root) : join(kubepodsPath(root), qos.toLowerCase())
}

export function podCgroupPath(root: string, pod: Pod): string {
  return join(qosPath(root, podQOS(pod)), podCgroupName(pod.metadata.uid))
}

export function podCgroupName(uid: string): string {
  return `pod${uid}`
}
