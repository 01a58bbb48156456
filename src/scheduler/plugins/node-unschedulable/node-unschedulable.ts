// Keeps pods off cordoned nodes, unless they tolerate that. Upstream: plugins/nodeunschedulable/node_unschedulable.go.

import { isNodeUnschedulable, taintUnschedulable } from '../../../api/core/node/node.conditions.ts'
import type { Node } from '../../../api/core/node/node.kind.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import { toleratesTaints } from '../../../api/core/pod/pod.tolerations.ts'
import { definePlugin } from '../../framework/plugin.ts'
import { success, type Verdict } from '../../framework/verdict.ts'

const rejected: Verdict = {
  code: 'UnschedulableAndUnresolvable',
  reasons: ['node(s) were unschedulable'],
}
const taint = { key: taintUnschedulable, effect: 'NoSchedule' } as const

export const nodeUnschedulable = definePlugin({
  name: 'NodeUnschedulable',
  wakesOn: [
    { on: ['Node/Add', 'Node/UpdateTaint'], hint: (_pod, { next }) => !isNodeUnschedulable(next as Node) },
    {
      on: ['TargetPod/UpdateToleration'],
      hint: (pod, { next }) =>
        next?.metadata.uid === pod.metadata.uid && toleratesTaints((next as Pod).spec.tolerations, taint),
    },
  ],
  create: () => ({
    filter(_state, pod, { node }) {
      if (!isNodeUnschedulable(node) || toleratesTaints(pod.spec.tolerations, taint)) return success
      return rejected
    },
  }),
})
