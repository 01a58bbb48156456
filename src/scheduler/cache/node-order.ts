// The order in which nodes are looked at: one of each zone in turn, so that a search that stops early has seen all zones.
// Upstream: pkg/scheduler/backend/cache/node_tree.go.
import type { Node } from '../../api/core/node/node.kind.ts'
import type { NodeInfo } from './node-info.ts'
import { labelOf } from './pod-info.ts'

/** Region and zone; nodes without either are one zone. Upstream: component-helpers node/topology GetZoneKey. */
export function zoneOf(node: Node): string {
  const region = labelOf(node, 'topology.kubernetes.io/region') ?? ''
  const zone = labelOf(node, 'topology.kubernetes.io/zone') ?? ''
  return region === '' && zone === '' ? '' : `${region}:\u0000:${zone}`
}

export function interleaveZones(nodes: Iterable<NodeInfo>): NodeInfo[] {
  const zones = Map.groupBy(nodes, (info) => zoneOf(info.node))
  const lists = [...zones.values()]
  const longest = Math.max(0, ...lists.map((list) => list.length))
  const order: NodeInfo[] = []
  for (let index = 0; index < longest; index++) {
    for (const list of lists) {
      const info = list[index]
      if (info !== undefined) order.push(info)
    }
  }
  return order
}
