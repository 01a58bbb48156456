// Requests and limits for a pod as a whole, derived from those of its containers where only part of them is given.
// Upstream: pkg/apis/core/v1/defaults.go defaultPodRequests, defaultPodLimits, defaultHugePagePodLimits.
import { formatQuantity } from '../../../machinery/quantity/quantity.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { isPodLevelResource, podLimits, podRequests } from './pod.resources.ts'
import type { PodSpec } from './pod.schema.ts'

type Amounts = Record<string, string>

export function defaultPodLevelResources(spec: Mutable<PodSpec>): void {
  if (spec.resources === undefined) return
  defaultHugePageLimits(spec)
  defaultRequests(spec)
  defaultLimits(spec)
}

const ofContainers = { skipPodLevelResources: true, excludeOverhead: true } as const

/** A pod with huge pages in a container's limits has them in its own. */
function defaultHugePageLimits(spec: Mutable<PodSpec>): void {
  const resources = spec.resources
  if (resources === undefined || (isEmpty(resources.limits) && isEmpty(resources.requests))) return
  const limits: Amounts = { ...resources.limits }
  for (const [name, amount] of podLimits({ spec }, ofContainers)) {
    if (name.startsWith('hugepages-') && !Object.hasOwn(limits, name)) limits[name] = formatQuantity(amount)
  }
  if (!isEmpty(limits)) resources.limits = limits
}

function defaultRequests(spec: Mutable<PodSpec>): void {
  const resources = spec.resources
  if (resources === undefined || isEmpty(resources.limits)) return
  const requests: Amounts = { ...resources.requests }
  for (const [name, amount] of podRequests({ spec }, ofContainers)) {
    const may = isPodLevelResource(name) && !name.startsWith('hugepages-')
    if (may && !Object.hasOwn(requests, name)) requests[name] = formatQuantity(amount)
  }
  for (const [name, amount] of Object.entries(resources.limits ?? {})) {
    if (isPodLevelResource(name) && !Object.hasOwn(requests, name)) requests[name] = amount
  }
  if (!isEmpty(requests)) resources.requests = requests
}

/** Only where every container has a limit is their sum one for the pod. */
function defaultLimits(spec: Mutable<PodSpec>): void {
  const resources = spec.resources
  if (resources === undefined || isEmpty(resources.requests)) return
  const containers = [...spec.containers, ...(spec.initContainers ?? [])]
  const limits: Amounts = { ...resources.limits }
  for (const [name, amount] of podLimits({ spec }, ofContainers)) {
    if ((name !== 'cpu' && name !== 'memory') || Object.hasOwn(limits, name)) continue
    if (containers.every((container) => container.resources?.limits?.[name] !== undefined)) {
      limits[name] = formatQuantity(amount)
    }
  }
  if (!isEmpty(limits)) resources.limits = limits
}

function isEmpty(amounts: Amounts | undefined): boolean {
  return amounts === undefined || Object.keys(amounts).length === 0
}
