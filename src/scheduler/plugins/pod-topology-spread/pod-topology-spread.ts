// Spreads pods over zones, nodes and other domains. Upstream: plugins/podtopologyspread/plugin.go.
import type { Node } from '../../../api/core/node/node.kind.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import { labelOf } from '../../cache/pod-info.ts'
import type { Change } from '../../framework/cluster-event.ts'
import { stateKey } from '../../framework/cycle-state.ts'
import { definePlugin } from '../../framework/plugin.ts'
import { skip, success } from '../../framework/verdict.ts'
import { constraintsOf, defaultConstraints, hasAllKeys, includesNode, listersOf } from './constraints.ts'
import { cloneSkew, countDomains, filterSkew, type SkewState, updateDomains } from './skew.ts'
import { normalizeSpread, type SpreadState, spreadScore, spreadState } from './spread-score.ts'

const skewKey = stateKey<SkewState>('PodTopologySpread/skew', cloneSkew)
const spreadKey = stateKey<SpreadState>('PodTopologySpread/spread')

/** A pod of the same namespace came, went or changed so that it counts otherwise. */
function changesCount(pod: Pod, { old, next }: Change): boolean {
  const other = next ?? old
  if (other?.metadata.namespace !== pod.metadata.namespace) return false
  const matches =
    (labels: Pod['metadata']['labels']) => (constraint: ReturnType<typeof constraintsOf>[number]) =>
      constraint.selector.matches(labels)
  const constraints = constraintsOf(pod, 'DoNotSchedule')
  return [old, next].some((each) => each !== undefined && constraints.some(matches(each.metadata.labels)))
}

/** A node joined, left or changed its domains. */
function changesDomains(pod: Pod, { old, next }: Change): boolean {
  const constraints = constraintsOf(pod, 'DoNotSchedule')
  const domains = (node: Node | undefined) => {
    if (node === undefined || !hasAllKeys(node, constraints)) return []
    return constraints.map((each) =>
      includesNode(each, pod, node) ? labelOf(node, each.topologyKey) : undefined,
    )
  }
  const before = domains(old as Node | undefined)
  const after = domains(next as Node | undefined)
  return before.length !== after.length || before.some((domain, i) => domain !== after[i])
}

export const podTopologySpread = definePlugin({
  name: 'PodTopologySpread',
  wakesOn: [
    { on: ['AssignedPod/Add', 'AssignedPod/UpdateLabel', 'AssignedPod/Delete'], hint: changesCount },
    { on: ['TargetPod/UpdateLabel'], hint: (pod, { next }) => next?.metadata.uid === pod.metadata.uid },
    { on: ['Node/Add', 'Node/Delete', 'Node/UpdateLabel', 'Node/UpdateTaint'], hint: changesDomains },
  ],
  create: ({ informers, snapshot }) => {
    const listers = listersOf(informers)
    return {
      preFilter(state, pod, nodes) {
        const constraints = constraintsOf(pod, 'DoNotSchedule')
        if (constraints.length === 0) return { verdict: skip }
        state.write(skewKey, countDomains(pod, constraints, nodes))
        return { verdict: success }
      },
      addPod(state, { pod }, { node }) {
        const skew = state.read(skewKey)
        if (skew !== undefined) updateDomains(skew, { pod, preemptor: state.podInfo.pod, node, amount: 1 })
      },
      removePod(state, { pod }, { node }) {
        const skew = state.read(skewKey)
        if (skew !== undefined) updateDomains(skew, { pod, preemptor: state.podInfo.pod, node, amount: -1 })
      },
      filter(state, _pod, { node }) {
        const skew = state.read(skewKey)
        return skew === undefined ? success : filterSkew(skew, node)
      },
      preScore(state, pod, feasible) {
        const requireAll = (pod.spec.topologySpreadConstraints?.length ?? 0) > 0
        const constraints = requireAll
          ? constraintsOf(pod, 'ScheduleAnyway')
          : defaultConstraints(pod, listers)
        if (constraints.length === 0) return skip
        state.write(spreadKey, spreadState(pod, { constraints, feasible, all: snapshot.nodes, requireAll }))
        return success
      },
      score(state, _pod, info) {
        const spread = state.read(spreadKey)
        return spread === undefined ? 0 : spreadScore(spread, info)
      },
      normalizeScore(state, scores, nodes) {
        const spread = state.read(spreadKey)
        if (spread !== undefined) normalizeSpread(spread, scores, nodes)
      },
    }
  },
})
