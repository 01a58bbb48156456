// What the server fills in of nodes. Upstream: pkg/apis/core/v1/defaults.go SetDefaults_NodeStatus, conversion.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { Node } from './node.schema.ts'

export function defaultNode(node: Mutable<Node>): void {
  const { spec, status } = node
  if (status?.capacity !== undefined && status.allocatable === undefined) {
    status.allocatable = { ...status.capacity }
  }
  // Two names of one thing: the list counts, its first item is the other.
  if (spec.podCIDRs === undefined && spec.podCIDR) spec.podCIDRs = [spec.podCIDR]
  if (spec.podCIDRs?.[0] !== undefined) spec.podCIDR = spec.podCIDRs[0]
}
