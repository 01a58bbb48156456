// A pod's quality-of-service class, from the requests and limits for CPU and memory.
// Upstream: pkg/apis/core/v1/helper/qos/qos.go.
import { addQuantity, compareQuantity, type Quantity } from '../../../machinery/quantity/quantity.ts'
import { isPodLevelResourcesSet } from './pod.resources.ts'
import type { PodSpec } from './pod.schema.ts'
import type { ResourceRequirements } from './pod-container.schema.ts'

export type PodQOSClass = 'Guaranteed' | 'Burstable' | 'BestEffort'

const counted = ['cpu', 'memory'] as const

/** The class as the server recorded it, else computed. */
export function podQOS(pod: {
  readonly spec: PodSpec
  readonly status?: { readonly qosClass?: PodQOSClass | undefined } | undefined
}): PodQOSClass {
  return pod.status?.qosClass ?? computePodQOS(pod.spec)
}

export function computePodQOS(spec: PodSpec): PodQOSClass {
  const requests = new Map<string, Quantity>()
  const limits = new Map<string, Quantity>()
  let allLimited = true
  for (const resources of resourcesThatCount(spec)) {
    addPositive(requests, resources?.requests)
    addPositive(limits, resources?.limits)
    if (!counted.every((name) => isPositive(resources?.limits?.[name]))) allLimited = false
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort'
  const equal = [...requests].every(([name, amount]) => {
    const limit = limits.get(name)
    return limit !== undefined && compareQuantity(limit, amount) === 0
  })
  return allLimited && equal && requests.size === limits.size ? 'Guaranteed' : 'Burstable'
}

/** Amounts for the whole pod, where given, take the place of the containers'. */
function resourcesThatCount(spec: PodSpec): readonly (ResourceRequirements | undefined)[] {
  if (isPodLevelResourcesSet(spec)) return [spec.resources]
  return [...spec.containers, ...(spec.initContainers ?? [])].map((container) => container.resources)
}

function isPositive(amount: string | undefined): boolean {
  return amount !== undefined && compareQuantity(amount, '0') > 0
}

function addPositive(sum: Map<string, Quantity>, list: Readonly<Record<string, string>> | undefined): void {
  for (const name of counted) {
    const amount = list?.[name]
    if (amount === undefined || !isPositive(amount)) continue
    sum.set(name, addQuantity(sum.get(name) ?? '0', amount))
  }
}
