// Taints keep pods off that do not tolerate them; soft taints make a node less welcome.
// Upstream: plugins/tainttoleration/taint_toleration.go.
import type { Node } from '../../../api/core/node/node.kind.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import { findUntolerated, toleratesTaints } from '../../../api/core/pod/pod.tolerations.ts'
import type { Toleration } from '../../../api/core/pod/pod-scheduling.schema.ts'
import type { Change } from '../../framework/cluster-event.ts'
import { stateKey } from '../../framework/cycle-state.ts'
import { normalizeByHighest } from '../../framework/normalize.ts'
import { definePlugin } from '../../framework/plugin.ts'
import { success, type Verdict } from '../../framework/verdict.ts'

const rejected: Verdict = {
  code: 'UnschedulableAndUnresolvable',
  reasons: ['node(s) had untolerated taint(s)'],
}
const hard = ['NoSchedule', 'NoExecute']
const softTolerations = stateKey<readonly Toleration[]>('TaintToleration')

function isUntolerated(pod: Pod, node: Node): boolean {
  return findUntolerated(node.spec.taints, pod.spec.tolerations, hard) !== undefined
}

function becameTolerated(pod: Pod, { old, next }: Change): boolean {
  const before = old === undefined || isUntolerated(pod, old as Node)
  return before && !isUntolerated(pod, next as Node)
}

export const taintToleration = definePlugin({
  name: 'TaintToleration',
  wakesOn: [
    { on: ['Node/Add', 'Node/UpdateTaint'], hint: becameTolerated },
    { on: ['TargetPod/UpdateToleration'], hint: (pod, { next }) => next?.metadata.uid === pod.metadata.uid },
  ],
  create: () => ({
    filter(_state, pod, { node }) {
      const { taints } = node.spec
      if (taints === undefined || taints.length === 0) return success
      return isUntolerated(pod, node) ? rejected : success
    },
    preScore(state, pod) {
      // A toleration without an effect covers every effect.
      const soft = (pod.spec.tolerations ?? []).filter(
        ({ effect }) => !effect || effect === 'PreferNoSchedule',
      )
      state.write(softTolerations, soft)
      return success
    },
    score(state, _pod, { node }) {
      const { taints } = node.spec
      if (taints === undefined || taints.length === 0) return 0
      const tolerations = state.read(softTolerations)
      let count = 0
      for (const taint of taints) {
        if (taint.effect === 'PreferNoSchedule' && !toleratesTaints(tolerations, taint)) count++
      }
      return count
    },
    normalizeScore: (_state, scores) => normalizeByHighest(scores, { reverse: true }),
  }),
})
