// Amounts of resources as plain numbers (thousandths of a CPU, bytes), so that the filter loop only adds and compares.
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { podRequests, type ResourceList } from '../../api/core/pod/pod.resources.ts'
import type { Container } from '../../api/core/pod/pod-container.schema.ts'
import {
  addQuantity,
  type QuantityLike,
  quantityMilli,
  quantityValue,
} from '../../machinery/quantity/quantity.ts'

export interface Resource {
  milliCPU: number
  memory: number
  ephemeralStorage: number
  pods: number
  /** Extended resources, huge pages and attachable volumes. */
  scalar: Map<string, number> | undefined
}

/** Upstream: pkg/scheduler/util/pod_resources.go: what a container counts for in scores when it asks for nothing. */
export const defaultMilliCPURequest = 100
export const defaultMemoryRequest = 200 * 1024 * 1024

export function newResource(): Resource {
  return { milliCPU: 0, memory: 0, ephemeralStorage: 0, pods: 0, scalar: undefined }
}

export function cloneResource(resource: Resource): Resource {
  return { ...resource, scalar: resource.scalar === undefined ? undefined : new Map(resource.scalar) }
}

/** Adds `amount` times `sign`. */
export function addResource(sum: Resource, amount: Resource, sign: 1 | -1): void {
  sum.milliCPU += sign * amount.milliCPU
  sum.memory += sign * amount.memory
  sum.ephemeralStorage += sign * amount.ephemeralStorage
  if (amount.scalar === undefined) return
  sum.scalar ??= new Map()
  for (const [name, value] of amount.scalar) sum.scalar.set(name, (sum.scalar.get(name) ?? 0) + sign * value)
}

/** Reads a node's capacity or allocatable. Amounts that are no quantity count as nothing. */
export function resourceFromTexts(texts: Readonly<Record<string, string>> | undefined): Resource {
  const resource = newResource()
  for (const [name, text] of Object.entries(texts ?? {})) setAmount(resource, name, text)
  return resource
}

function setAmount(resource: Resource, name: string, amount: QuantityLike): void {
  switch (name) {
    case 'cpu':
      resource.milliCPU = milliOf(amount)
      return
    case 'memory':
      resource.memory = wholeOf(amount)
      return
    case 'ephemeral-storage':
      resource.ephemeralStorage = wholeOf(amount)
      return
    case 'pods':
      resource.pods = wholeOf(amount)
      return
    default:
      if (isScalarResourceName(name)) {
        resource.scalar ??= new Map()
        resource.scalar.set(name, wholeOf(amount))
      }
  }
}

/** Upstream: pkg/scheduler/util/utils.go IsScalarResourceName. */
export function isScalarResourceName(name: string): boolean {
  return name.includes('/') || name.startsWith('hugepages-') || name.startsWith('attachable-volumes-')
}

// The same few texts ("100m", "128Mi") come with every pod; parsing each once keeps big integers off the hot path.
const memoLimit = 4096
const milliMemo = new Map<string, number>()
const valueMemo = new Map<string, number>()

function milliOf(amount: QuantityLike): number {
  return memoised(milliMemo, amount, quantityMilli)
}

function wholeOf(amount: QuantityLike): number {
  return memoised(valueMemo, amount, quantityValue)
}

function memoised(
  memo: Map<string, number>,
  amount: QuantityLike,
  read: (amount: QuantityLike) => number,
): number {
  if (typeof amount !== 'string') return safely(read, amount)
  const known = memo.get(amount)
  if (known !== undefined) return known
  const value = safely(read, amount)
  if (memo.size >= memoLimit) memo.clear()
  memo.set(amount, value)
  return value
}

function safely(read: (amount: QuantityLike) => number, amount: QuantityLike): number {
  try {
    return read(amount)
  } catch (error) {
    if (error instanceof RangeError) return 0
    throw error
  }
}

export interface PodAmounts {
  readonly requests: Resource
  /** With the default requests for containers that ask for no CPU or no memory; only scores use these. */
  readonly nonZeroMilliCPU: number
  readonly nonZeroMemory: number
}

/** What a pod asks for. Upstream: pkg/scheduler/framework/types.go PodInfo.CalculateResource. */
export function podAmounts(pod: Pod): PodAmounts {
  const [only] = pod.spec.containers
  if (only !== undefined && isSimple(pod)) return containerAmounts(only)
  const list = podRequests(pod, { useStatusResources: true })
  const requests = newResource()
  for (const [name, amount] of list) setAmount(requests, name, amount)
  const nonZero = withDefaults(pod, list)
  return { requests, nonZeroMilliCPU: milliOf(nonZero.cpu), nonZeroMemory: wholeOf(nonZero.memory) }
}

/** One container and nothing else that asks for anything. */
function isSimple(pod: Pod): boolean {
  const { containers, initContainers, overhead, resources } = pod.spec
  const [status] = pod.status?.containerStatuses ?? []
  return (
    containers.length === 1 &&
    (initContainers === undefined || initContainers.length === 0) &&
    overhead === undefined &&
    resources === undefined &&
    status?.allocatedResources === undefined &&
    status?.resources === undefined
  )
}

function containerAmounts(container: Container): PodAmounts {
  const texts = container.resources?.requests
  const requests = resourceFromTexts(texts)
  return {
    requests,
    nonZeroMilliCPU: texts?.cpu === undefined ? defaultMilliCPURequest : requests.milliCPU,
    nonZeroMemory: texts?.memory === undefined ? defaultMemoryRequest : requests.memory,
  }
}

function withDefaults(pod: Pod, list: ResourceList): { cpu: QuantityLike; memory: QuantityLike } {
  const cpu = list.get('cpu')
  const memory = list.get('memory')
  if (pod.spec.resources?.requests !== undefined) return { cpu: cpu ?? '0', memory: memory ?? '0' }
  const missing = (name: 'cpu' | 'memory') =>
    pod.spec.containers.filter((container) => container.resources?.requests?.[name] === undefined).length
  return {
    cpu: addQuantity(cpu ?? '0', `${missing('cpu') * defaultMilliCPURequest}m`),
    memory: addQuantity(memory ?? '0', String(missing('memory') * defaultMemoryRequest)),
  }
}
