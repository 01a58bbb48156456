// What goes wrong with nodes, as data. What goes wrong with containers are stages.
import { hash } from './stage.ts'

export interface NodeFault {
  /** A silent node neither renews its lease nor touches its pods; one that is not ready says so. */
  readonly kind: 'silent' | 'notReady'
  /** Names, or a share of the nodes drawn by the seed. */
  readonly nodes: readonly string[] | { readonly share: number }
  readonly afterMs: number
  /** For ever where absent. */
  readonly forMs?: number
}

export function concerns(fault: NodeFault, nodeName: string, seed: number): boolean {
  if ('share' in fault.nodes) {
    const drawn = hash(`${seed}/${fault.kind}/${fault.afterMs}/${nodeName}`) / 2 ** 32
    return drawn < fault.nodes.share
  }
  return fault.nodes.includes(nodeName)
}
