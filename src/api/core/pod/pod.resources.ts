// What a pod asks of a node: containers, init containers (the largest counts), sidecars (they stay), overhead.
// Upstream: component-helpers resource/helpers.go. Amounts stay exact; turn them into numbers with quantityMilli or quantityValue.
import {
  addQuantity,
  compareQuantity,
  parseQuantity,
  type Quantity,
} from '../../../machinery/quantity/quantity.ts'
import { getPodCondition } from './pod.conditions.ts'
import type { Pod, PodSpec } from './pod.schema.ts'
import type { Container } from './pod-container.schema.ts'
import type { ContainerStatus } from './pod-status.schema.ts'

/** Amounts by resource name (`cpu`, `memory`, `nvidia.com/gpu`). */
export type ResourceList = ReadonlyMap<string, Quantity>

type QuantityTexts = Readonly<Record<string, string>>
type Side = 'requests' | 'limits'

export interface PodResourcesOptions {
  /** Leave the pod's overhead out. */
  readonly excludeOverhead?: boolean
  /** Count what a container really holds during a resize, from its status. */
  readonly useStatusResources?: boolean
  /** Leave spec.resources out. */
  readonly skipPodLevelResources?: boolean
}

/** An init container that keeps running beside the others. */
export function isSidecar(container: Pick<Container, 'restartPolicy'>): boolean {
  return container.restartPolicy === 'Always'
}

export function podRequests(
  pod: Pick<Pod, 'spec' | 'status'>,
  options: PodResourcesOptions = {},
): ResourceList {
  const sum = aggregate(pod, 'requests', options)
  if (options.skipPodLevelResources !== true) putPodLevel(sum, pod.spec, 'requests')
  if (options.excludeOverhead !== true) add(sum, pod.spec.overhead)
  return sum
}

export function podLimits(
  pod: Pick<Pod, 'spec' | 'status'>,
  options: PodResourcesOptions = {},
): ResourceList {
  const sum = aggregate(pod, 'limits', options)
  if (options.skipPodLevelResources !== true) putPodLevel(sum, pod.spec, 'limits')
  if (options.excludeOverhead === true) return sum
  // Overhead does not make a limit where there was none.
  for (const [name, amount] of Object.entries(pod.spec.overhead ?? {})) {
    const limit = sum.get(name)
    if (limit !== undefined) sum.set(name, addQuantity(limit, amount))
  }
  return sum
}

/** CPU, memory and huge pages may be given for the pod as a whole. */
export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-')
}

export function isPodLevelResourcesSet(spec: PodSpec): boolean {
  const names = [...Object.keys(spec.resources?.requests ?? {}), ...Object.keys(spec.resources?.limits ?? {})]
  return names.some(isPodLevelResource)
}

function putPodLevel(sum: Map<string, Quantity>, spec: PodSpec, side: Side): void {
  for (const [name, amount] of Object.entries(spec.resources?.[side] ?? {})) {
    if (isPodLevelResource(name)) sum.set(name, exact(amount))
  }
}

function aggregate(
  pod: Pick<Pod, 'spec' | 'status'>,
  side: Side,
  options: PodResourcesOptions,
): Map<string, Quantity> {
  const amounts = options.useStatusResources === true ? fromStatus(pod, side) : fromSpec(side)
  const sum = new Map<string, Quantity>()
  for (const container of pod.spec.containers) add(sum, amounts(container))
  const initContainers = pod.spec.initContainers
  if (initContainers === undefined || initContainers.length === 0) return sum
  const sidecars = new Map<string, Quantity>()
  const largestInit = new Map<string, Quantity>()
  for (const container of initContainers) {
    if (isSidecar(container)) {
      add(sum, amounts(container))
      add(sidecars, amounts(container))
      raise(largestInit, sidecars)
    } else {
      // The sidecars before this one run beside it.
      const together = new Map(sidecars)
      add(together, amounts(container))
      raise(largestInit, together)
    }
  }
  raise(sum, largestInit)
  return sum
}

type Amounts = (container: Container) => QuantityTexts | ResourceList | undefined

function fromSpec(side: Side): Amounts {
  return (container) => container.resources?.[side]
}

function fromStatus(pod: Pick<Pod, 'spec' | 'status'>, side: Side): Amounts {
  const statuses = new Map<string, ContainerStatus>()
  for (const status of pod.status?.containerStatuses ?? []) statuses.set(status.name, status)
  for (const status of pod.status?.initContainerStatuses ?? []) statuses.set(status.name, status)
  const infeasible = getPodCondition(pod.status, 'PodResizePending')?.reason === 'Infeasible'
  return (container) => {
    const wanted = container.resources?.[side]
    const status = statuses.get(container.name)
    if (status === undefined) return wanted
    const largest = new Map<string, Quantity>()
    if (!infeasible) raise(largest, wanted)
    raise(largest, status.resources?.[side])
    if (side === 'requests') raise(largest, status.allocatedResources)
    return largest
  }
}

function entriesOf(
  list: QuantityTexts | ResourceList | undefined,
): Iterable<readonly [string, string | Quantity]> {
  if (list === undefined) return []
  return list instanceof Map ? list : Object.entries(list as QuantityTexts)
}

function add(sum: Map<string, Quantity>, list: QuantityTexts | ResourceList | undefined): void {
  for (const [name, amount] of entriesOf(list)) {
    const before = sum.get(name)
    sum.set(name, before === undefined ? exact(amount) : addQuantity(before, amount))
  }
}

function raise(largest: Map<string, Quantity>, list: QuantityTexts | ResourceList | undefined): void {
  for (const [name, amount] of entriesOf(list)) {
    const before = largest.get(name)
    if (before === undefined || compareQuantity(amount, before) > 0) largest.set(name, exact(amount))
  }
}

function exact(amount: string | Quantity): Quantity {
  if (typeof amount === 'object') return amount
  return parseQuantity(amount) ?? { unscaled: 0n, exponent: 0, format: 'DecimalSI' }
}
