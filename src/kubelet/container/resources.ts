// Requests and limits in the kernel's terms: CPU shares, quota and period, memory limit, OOM score. Pure.
// Upstream: pkg/kubelet/cm/helpers_linux.go; pkg/kubelet/kuberuntime/kuberuntime_container_linux.go; pkg/kubelet/qos/policy.go
import { podQOS } from '../../api/core/pod/pod.qos.ts'
import { isSidecar, podRequests } from '../../api/core/pod/pod.resources.ts'
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import type { MessageInit } from '../../machinery/protobuf/message-codec.ts'
import { quantityMilli, quantityValue } from '../../machinery/quantity/quantity.ts'
import type { LinuxContainerResources } from '../cri/cri.types.ts'

export const minShares = 2
const maxShares = 262_144
const quotaPeriodUs = 100_000
const minQuotaUs = 1_000

export function milliCPUToShares(milliCPU: number): number {
  if (milliCPU === 0) return minShares
  return Math.min(Math.max(Math.floor((milliCPU * 1024) / 1000), minShares), maxShares)
}

/** Microseconds in each period; 0 for no limit. */
export function milliCPUToQuota(milliCPU: number): { readonly quotaUs: number; readonly periodUs: number } {
  if (milliCPU === 0) return { quotaUs: 0, periodUs: quotaPeriodUs }
  const quotaUs = Math.max(Math.floor((milliCPU * quotaPeriodUs) / 1000), minQuotaUs)
  return { quotaUs, periodUs: quotaPeriodUs }
}

function milliOf(amount: string | undefined): number {
  return amount === undefined ? 0 : quantityMilli(amount)
}

function valueOfAmount(amount: string | undefined): number {
  return amount === undefined ? 0 : quantityValue(amount)
}

// Differs: resources changed in place take effect when the container is next started.
export function containerResources(
  pod: Pod,
  container: Container,
  options: { readonly memoryCapacity: number },
): MessageInit<LinuxContainerResources> {
  const { requests, limits } = container.resources ?? {}
  const cpuLimit = milliOf(limits?.cpu)
  // Without a request the limit counts as one.
  const cpuRequest = requests?.cpu === undefined ? cpuLimit : milliOf(requests.cpu)
  const { quotaUs, periodUs } = milliCPUToQuota(cpuLimit)
  return {
    cpuShares: BigInt(milliCPUToShares(cpuRequest)),
    cpuQuota: BigInt(quotaUs),
    cpuPeriod: BigInt(periodUs),
    memoryLimitInBytes: BigInt(valueOfAmount(limits?.memory)),
    oomScoreAdj: BigInt(oomScoreAdjust(pod, container, options)),
  }
}

const guaranteedScore = -997
const bestEffortScore = 1000
// Upstream: pkg/apis/scheduling/types.go SystemCriticalPriority
const systemCriticalPriority = 2_000_000_000

/** How ready the kernel is to kill a container when memory runs out: what asked for little of it goes first. */
export function oomScoreAdjust(
  pod: Pod,
  container: Container,
  options: { readonly memoryCapacity: number },
): number {
  const qos = podQOS(pod)
  if (qos === 'Guaranteed' || isNodeCritical(pod)) return guaranteedScore
  if (qos === 'BestEffort') return bestEffortScore
  const request = valueOfAmount(container.resources?.requests?.memory ?? container.resources?.limits?.memory)
  const share = options.memoryCapacity === 0 ? 0 : (1000 * request) / options.memoryCapacity
  const score = Math.floor(1000 - share)
  const main = mainContainerScore(pod, container, options)
  // A sidecar is no likelier to go than what it serves.
  const bounded = main === undefined ? score : Math.min(score, main)
  if (bounded < 1000 + guaranteedScore) return 1000 + guaranteedScore
  return bounded === bestEffortScore ? bestEffortScore - 1 : bounded
}

function mainContainerScore(
  pod: Pod,
  container: Container,
  options: { readonly memoryCapacity: number },
): number | undefined {
  const isSidecarHere = pod.spec.initContainers?.some((one) => one.name === container.name && isSidecar(one))
  if (isSidecarHere !== true || options.memoryCapacity === 0) return undefined
  const requests = pod.spec.containers.map((one) => valueOfAmount(one.resources?.requests?.memory))
  return Math.floor(1000 - (1000 * Math.min(...requests)) / options.memoryCapacity)
}

function isNodeCritical(pod: Pod): boolean {
  return (
    pod.spec.priorityClassName === 'system-node-critical' || (pod.spec.priority ?? 0) > systemCriticalPriority
  )
}

export interface PodCgroupLimits {
  readonly shares: number
  readonly quotaUs: number | undefined
  readonly periodUs: number
  readonly memoryBytes: number | undefined
}

// Upstream: cm/helpers_linux.go ResourceConfigForPod
/** What a pod's own cgroup is limited to: a limit only where every container has one. */
export function podCgroupLimits(pod: Pod): PodCgroupLimits {
  const requests = podRequests(pod)
  const cpu = requests.get('cpu')
  const qos = podQOS(pod)
  const shares = qos === 'BestEffort' || cpu === undefined ? minShares : milliCPUToShares(quantityMilli(cpu))
  const cpuLimit = sumOfLimits(pod, 'cpu')
  const memoryLimit = sumOfLimits(pod, 'memory')
  const quota = cpuLimit === undefined ? undefined : milliCPUToQuota(cpuLimit)
  return { shares, quotaUs: quota?.quotaUs, periodUs: quotaPeriodUs, memoryBytes: memoryLimit }
}

/** In thousandths for CPU, in bytes for memory; undefined where one container is without. */
function sumOfLimits(pod: Pod, name: 'cpu' | 'memory'): number | undefined {
  const amount = (container: Container) => {
    const limit = container.resources?.limits?.[name]
    if (limit === undefined) return undefined
    return name === 'cpu' ? quantityMilli(limit) : quantityValue(limit)
  }
  const overhead = pod.spec.overhead?.[name]
  const ofPod = pod.spec.resources?.limits?.[name]
  if (ofPod !== undefined) return name === 'cpu' ? quantityMilli(ofPod) : quantityValue(ofPod)
  let steady = overhead === undefined ? 0 : name === 'cpu' ? quantityMilli(overhead) : quantityValue(overhead)
  let largest = 0
  for (const container of pod.spec.initContainers ?? []) {
    const limit = amount(container)
    if (limit === undefined) return undefined
    if (isSidecar(container)) steady += limit
    largest = Math.max(largest, isSidecar(container) ? steady : steady + limit)
  }
  for (const container of pod.spec.containers) {
    const limit = amount(container)
    if (limit === undefined) return undefined
    steady += limit
  }
  return Math.max(steady, largest)
}
