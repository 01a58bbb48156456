// The cgroups of pods: one for each, so that its containers share its limits, under one for each quality-of-service class.
// Upstream: pkg/kubelet/cm/pod_container_manager_linux.go, qos_container_manager_linux.go

import { podQOS } from '../../api/core/pod/pod.qos.ts'
import { podRequests } from '../../api/core/pod/pod.resources.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import { quantityMilli } from '../../machinery/quantity/quantity.ts'
import { milliCPUToShares, minShares, podCgroupLimits } from '../container/resources.ts'
import type { CgroupFiles, CgroupUsage } from './cgroup-files.ts'
import { kubepodsPath, podCgroupName, podCgroupPath, qosClasses, qosPath } from './cgroup-paths.ts'

export interface PodCgroups {
  /** What CRI is told as the parent; empty where the kubelet makes no groups. */
  parent(pod: Pod): string
  ensure(pod: Pod): Promise<void>
  /** Removes the pod's group, wherever it is; answers whether it is gone. */
  remove(uid: string): Promise<boolean>
  usage(pod: Pod): Promise<CgroupUsage | undefined>
  /** Gives the Burstable class the sum of what its pods ask for. */
  updateShares(pods: readonly Pod[]): Promise<void>
}

/** For machines where groups cannot be made. */
export const noPodCgroups: PodCgroups = {
  parent: () => '',
  ensure: async () => {},
  remove: async () => true,
  usage: async () => undefined,
  updateShares: async () => {},
}

export function createPodCgroups(files: CgroupFiles, options: { readonly root: string }): PodCgroups {
  const { root } = options
  return {
    parent: (pod) => podCgroupPath(root, pod),
    async ensure(pod) {
      const path = podCgroupPath(root, pod)
      await files.create(path)
      await files.limit(path, podCgroupLimits(pod))
    },
    async remove(uid) {
      const parents = [kubepodsPath(root), ...qosClasses.map((qos) => qosPath(root, qos))]
      const gone = await Promise.all(parents.map((parent) => files.remove(`${parent}/${podCgroupName(uid)}`)))
      return gone.every(Boolean)
    },
    usage: (pod) => files.usage(podCgroupPath(root, pod)),
    async updateShares(pods) {
      for (const qos of qosClasses) {
        const shares = qos === 'BestEffort' ? minShares : burstableShares(pods)
        await files.create(qosPath(root, qos))
        const limits = { shares, quotaUs: undefined, periodUs: 100_000, memoryBytes: undefined }
        await files.limit(qosPath(root, qos), limits)
      }
    },
  }
}

export function burstableShares(pods: readonly Pod[]): number {
  const milli = pods
    .filter((pod) => podQOS(pod) === 'Burstable')
    .map((pod) => podRequests(pod).get('cpu'))
    .reduce((sum, cpu) => sum + (cpu === undefined ? 0 : quantityMilli(cpu)), 0)
  return milliCPUToShares(milli)
}
