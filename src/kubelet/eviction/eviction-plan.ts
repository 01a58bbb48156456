// When the node runs short of something and which pod has to go for it. Pure.
// Upstream: pkg/kubelet/eviction/helpers.go, defaults_linux.go
import type { Pod } from '../../api/core/pod/pod.schema.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import { formatQuantity, quantityValue } from '../../machinery/quantity/quantity.ts'
import type { FileSystemUsage } from '../node/machine.ts'
import type { PressureType } from '../node/node-status.ts'
import type { PodUsage } from '../stats/stats-reader.ts'

export type StarvedResource = 'memory' | 'ephemeral-storage' | 'inodes'

export interface MetThreshold {
  readonly resource: StarvedResource
  readonly pressure: PressureType
  /** As messages show it. */
  readonly threshold: string
  readonly available: string
}

export interface NodeSignals {
  readonly memoryAvailableBytes: number | undefined
  readonly nodefs: FileSystemUsage | undefined
}

const memoryFloorBytes = 100 * 1024 ** 2
const diskFloorShare = 0.1
const inodesFloorShare = 0.05

function binary(bytes: number): string {
  return formatQuantity({ unscaled: BigInt(Math.trunc(bytes)), exponent: 0, format: 'BinarySI' })
}

/** The most urgent first: memory is the one that the kernel would act on itself. */
export function metThresholds({ memoryAvailableBytes, nodefs }: NodeSignals): readonly MetThreshold[] {
  const met: MetThreshold[] = []
  if (memoryAvailableBytes !== undefined && memoryAvailableBytes < memoryFloorBytes)
    met.push({
      resource: 'memory',
      pressure: 'MemoryPressure',
      threshold: '100Mi',
      available: binary(memoryAvailableBytes),
    })
  if (nodefs === undefined) return met
  const { availableBytes, capacityBytes, inodes, inodesFree } = nodefs
  if (availableBytes < capacityBytes * diskFloorShare)
    met.push({
      resource: 'ephemeral-storage',
      pressure: 'DiskPressure',
      threshold: binary(capacityBytes * diskFloorShare),
      available: binary(availableBytes),
    })
  // Some file systems have no fixed number of inodes.
  if (inodes > 0 && inodesFree < inodes * inodesFloorShare)
    met.push({
      resource: 'inodes',
      pressure: 'DiskPressure',
      threshold: String(Math.trunc(inodes * inodesFloorShare)),
      available: String(inodesFree),
    })
  return met
}

function usageOf({ total, containers }: PodUsage, resource: StarvedResource): number {
  if (resource === 'memory') return total.workingSetBytes
  const of = resource === 'inodes' ? 'rootfsInodes' : 'rootfsBytes'
  return containers.reduce((sum, one) => sum + (one[of] ?? 0), 0)
}

function requestOf(pod: Pod, resource: StarvedResource): number {
  if (resource === 'inodes') return 0
  return pod.spec.containers.reduce((sum, container) => sum + amount(container, resource), 0)
}

function amount(container: Container, resource: StarvedResource): number {
  const text = container.resources?.requests?.[resource]
  return text === undefined ? 0 : quantityValue(text)
}

/** First those that use more than they asked for, then by priority, then by how much more. */
export function rankForEviction(pods: readonly PodUsage[], resource: StarvedResource): readonly PodUsage[] {
  const over = (usage: PodUsage) => usageOf(usage, resource) - requestOf(usage.pod, resource)
  return pods
    .filter(({ pod }) => !isCritical(pod))
    .toSorted((a, b) => {
      const exceeds = Number(over(b) > 0) - Number(over(a) > 0)
      const priority = (a.pod.spec.priority ?? 0) - (b.pod.spec.priority ?? 0)
      return exceeds || priority || over(b) - over(a)
    })
}

function isCritical({ spec }: Pod): boolean {
  return (spec.priority ?? 0) >= 2_000_000_000
}

export function evictionMessage({ pod, containers }: PodUsage, met: MetThreshold): string {
  const { resource, threshold, available } = met
  const low = `The node was low on resource: ${resource}. Threshold quantity: ${threshold}, available: ${available}. `
  const specs = new Map(pod.spec.containers.map((container) => [container.name, container]))
  const details = containers.flatMap((one) => {
    const spec = specs.get(one.name)
    const used = resource === 'memory' ? one.workingSetBytes : (one.rootfsBytes ?? 0)
    const request = spec === undefined ? 0 : amount(spec, resource)
    if (resource === 'inodes' || used <= request) return []
    return [
      `Container ${one.name} was using ${binary(used)}, request is ${binary(request)}, has larger consumption of ${resource}. `,
    ]
  })
  return low + details.join('')
}
