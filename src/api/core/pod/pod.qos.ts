// A pod's quality-of-service class, from the requests and limits for CPU and memory.
// Upstream: pkg/apis/core/v1/helper/qos/qos.go.
import { addQuantity, compareQuantity, type QuantityLike } from '../../../machinery/quantity/quantity.ts'
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
  const all = resourcesThatCount(spec)
  const requests = counted.map((name) => sumOf(name, all, 'requests'))
  const limits = counted.map((name) => sumOf(name, all, 'limits'))
  if ([...requests, ...limits].every((sum) => sum === undefined)) return 'BestEffort'
  const allLimited = all.every((each) => counted.every((name) => isPositive(each?.limits?.[name])))
  return allLimited && counted.every((_, i) => isSame(requests[i], limits[i])) ? 'Guaranteed' : 'Burstable'
}

/** Amounts for the whole pod, where given, take the place of the containers'. */
function resourcesThatCount(spec: PodSpec): readonly (ResourceRequirements | undefined)[] {
  if (isPodLevelResourcesSet(spec)) return [spec.resources]
  return [...spec.containers, ...(spec.initContainers ?? [])].map((container) => container.resources)
}

function isPositive(amount: string | undefined): boolean {
  return amount !== undefined && compareQuantity(amount, '0') > 0
}

function isSame(a: QuantityLike | undefined, b: QuantityLike | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && compareQuantity(a, b) === 0)
}

/** Undefined where nothing is asked for. */
function sumOf(
  name: (typeof counted)[number],
  all: readonly (ResourceRequirements | undefined)[],
  list: 'requests' | 'limits',
): QuantityLike | undefined {
  let sum: QuantityLike | undefined
  for (const each of all) {
    const amount = each?.[list]?.[name]
    if (amount === undefined || !isPositive(amount)) continue
    sum = sum === undefined ? amount : addQuantity(sum, amount)
  }
  return sum
}
