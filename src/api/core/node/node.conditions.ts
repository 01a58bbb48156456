// What several parts read off a node: readiness, schedulability, taints. Pure.
// Upstream: pkg/controller/util/node/controller_utils.go, pkg/util/taints/taints.go.
import type { Node, NodeCondition, NodeStatus, Taint } from './node.schema.ts'

/** Taints that the node lifecycle controller keeps, and that daemon pods bear. */
export const taintNotReady = 'node.kubernetes.io/not-ready'
export const taintUnreachable = 'node.kubernetes.io/unreachable'
export const taintUnschedulable = 'node.kubernetes.io/unschedulable'
export const taintMemoryPressure = 'node.kubernetes.io/memory-pressure'
export const taintDiskPressure = 'node.kubernetes.io/disk-pressure'
export const taintPIDPressure = 'node.kubernetes.io/pid-pressure'
export const taintNetworkUnavailable = 'node.kubernetes.io/network-unavailable'
export const taintOutOfService = 'node.kubernetes.io/out-of-service'

export function getNodeCondition(status: NodeStatus | undefined, type: string): NodeCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type)
}

export function isNodeReady(node: Node): boolean {
  return getNodeCondition(node.status, 'Ready')?.status === 'True'
}

export function isNodeUnschedulable(node: Node): boolean {
  return node.spec.unschedulable === true
}

/** Key and effect make a taint; its value does not. */
export function matchTaint(a: Pick<Taint, 'key' | 'effect'>, b: Pick<Taint, 'key' | 'effect'>): boolean {
  return a.key === b.key && a.effect === b.effect
}

export function hasTaint(
  taints: readonly Taint[] | undefined,
  taint: Pick<Taint, 'key' | 'effect'>,
): boolean {
  return taints?.some((candidate) => matchTaint(candidate, taint)) ?? false
}

/** The taints with `taint` put in, in the place of one with the same key and effect. */
export function withTaint(taints: readonly Taint[] | undefined, taint: Taint): readonly Taint[] {
  const current = taints ?? []
  const index = current.findIndex((candidate) => matchTaint(candidate, taint))
  return index < 0 ? [...current, taint] : current.with(index, taint)
}

export function withoutTaint(
  taints: readonly Taint[] | undefined,
  taint: Pick<Taint, 'key' | 'effect'>,
): readonly Taint[] {
  return (taints ?? []).filter((candidate) => !matchTaint(candidate, taint))
}

/** The node's first address of a type such as InternalIP or Hostname. */
export function nodeAddressOf(node: Node, type: string): string | undefined {
  return node.status?.addresses?.find((address) => address.type === type)?.address
}
