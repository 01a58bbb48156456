// What the server does to nodes. A kubelet registers its node with a status, so that is kept on create.
// Upstream: pkg/registry/core/node/strategy.go.
import type { Strategy } from '../../../machinery/kind.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specStrategy } from '../../strategies.ts'
import type { Node } from './node.schema.ts'
import { nodeWarnings } from './node.warnings.ts'

export const nodeStrategy: Strategy<Node> = specStrategy<Node>({
  generation: false,
  warnings: nodeWarnings,
  // What configured kubelets once may stay where it is, and comes to no node any more.
  onCreate({ spec, status }) {
    delete spec.configSource
    delete status?.config
  },
  onUpdate(next, old) {
    next.status = old.status as Mutable<Node>['status']
    if (old.spec.configSource === undefined) delete next.spec.configSource
  },
  onStatusUpdate(next, old) {
    if (old.status?.config === undefined) delete next.status?.config
  },
})

export function nodeSelectableFields(node: Node): Readonly<Record<string, string>> {
  return { 'spec.unschedulable': String(node.spec.unschedulable ?? false) }
}
