// Gives every node its range of pod addresses. Upstream: pkg/controller/nodeipam/ipam/range_allocator.go.
import { Node } from '../../api/core/node/node.kind.ts'
import { type Controller, done } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { nextPodCIDR } from './node-ipam.plan.ts'

export interface NodeIpamOptions {
  /** The cluster's pod range, IPv4. */
  readonly clusterCIDR: string
  /** Prefix length of a node's range. */
  readonly nodeBits: number
}

export function nodeIpam({ clusterCIDR, nodeBits }: NodeIpamOptions): Controller {
  return defineController({
    name: 'node-ipam',
    eventComponent: 'cidrAllocator',
    for: Node,
    matters: (node, old) => node.spec.podCIDR !== old.spec.podCIDR,
    // One at a time: two nodes must not be given the same range.
    workers: 1,
    // Ranges given away whose write the cache does not show yet.
    state: () => new Map<string, string>(),
    async reconcile({ key, cache, client, events, signal, state }) {
      const node = cache.get(Node, key)
      if (node === undefined || (node.spec.podCIDR ?? '') !== '') {
        state.delete(key)
        return done
      }
      const taken = [
        ...cache.list(Node).flatMap((other) => other.spec.podCIDRs ?? other.spec.podCIDR ?? []),
        ...state.values(),
      ]
      const podCIDR = state.get(key) ?? nextPodCIDR(clusterCIDR, { nodeBits, taken })
      if (podCIDR === undefined) {
        events.event(node, {
          type: 'Normal',
          reason: 'CIDRNotAvailable',
          message: `Node ${key} status is now: CIDRNotAvailable`,
        })
        throw new Error(`no pod range is left in ${clusterCIDR} for node ${key}`)
      }
      state.set(key, podCIDR)
      const body = { metadata: { uid: node.metadata.uid }, spec: { podCIDR, podCIDRs: [podCIDR] } }
      await client.patch(Node, { name: key }, { type: 'strategic', body, signal })
      return done
    },
  })
}
