// Near to some pods, away from others. Upstream: plugins/interpodaffinity/plugin.go.
import { Namespace } from '../../../api/core/namespace/namespace.kind.ts'
import type { Node } from '../../../api/core/node/node.kind.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import { type AffinityTerm, affinityTermsOf } from '../../cache/affinity-term.ts'
import { labelOf } from '../../cache/pod-info.ts'
import type { Change } from '../../framework/cluster-event.ts'
import { stateKey } from '../../framework/cycle-state.ts'
import { definePlugin } from '../../framework/plugin.ts'
import { skip, success } from '../../framework/verdict.ts'
import { normalizeBetween, weighPreferred } from './preferred-terms.ts'
import {
  cloneRequired,
  countRequired,
  filterRequired,
  type NamespaceLabels,
  type RequiredState,
  updateRequired,
} from './required-terms.ts'
import type { TopologyCounts } from './topology-counts.ts'

const required = stateKey<RequiredState>('InterPodAffinity/required', cloneRequired)
const preferred = stateKey<TopologyCounts>('InterPodAffinity/preferred')

/** True where the term may speak of the pod; namespace selectors are taken to match. */
function mayMatch(term: AffinityTerm, pod: Pod): boolean {
  const inNamespace = term.namespaces.has(pod.metadata.namespace ?? '') || !term.namespaceSelector.nothing
  return inNamespace && term.selector.matches(pod.metadata.labels)
}

/** Another pod came, changed or went: it may be one that `pod` wants near, wants away, or that wanted `pod` away. */
function concerns(pod: Pod, { old, next }: Change): boolean {
  const own = affinityTermsOf(pod)
  const others = [old, next].filter((other): other is Pod => other !== undefined)
  return others.some(
    (other) =>
      own.requiredAffinity.some((term) => mayMatch(term, other)) ||
      own.requiredAntiAffinity.some((term) => mayMatch(term, other)) ||
      affinityTermsOf(other).requiredAntiAffinity.some((term) => mayMatch(term, pod)),
  )
}

/** A node came or changed: it may have the topology that the pod asks for, or none that keeps it away. */
function nodeConcerns(pod: Pod, { old, next }: Change): boolean {
  const { requiredAffinity, requiredAntiAffinity } = affinityTermsOf(pod)
  const hasAll = requiredAffinity.every(({ topologyKey }) => labelOf(next as Node, topologyKey) !== undefined)
  if (!hasAll) return false
  if (old === undefined) return true
  const keys = [...requiredAffinity, ...requiredAntiAffinity].map(({ topologyKey }) => topologyKey)
  const changed = keys.some((key) => labelOf(old as Node, key) !== labelOf(next as Node, key))
  return changed || keys.length === 0
}

export const interPodAffinity = definePlugin({
  name: 'InterPodAffinity',
  wakesOn: [
    { on: ['AssignedPod/Add', 'AssignedPod/UpdateLabel', 'AssignedPod/Delete'], hint: concerns },
    { on: ['TargetPod/UpdateLabel'], hint: (pod, { next }) => next?.metadata.uid === pod.metadata.uid },
    { on: ['Node/Add', 'Node/UpdateLabel'], hint: nodeConcerns },
  ],
  create: ({ informers, snapshot }) => {
    const namespaces = informers.of(Namespace)
    const namespaceLabels: NamespaceLabels = (name) => namespaces.get(name)?.metadata.labels
    return {
      preFilter(state, _pod, nodes) {
        const { requiredAffinity, requiredAntiAffinity } = state.podInfo.affinity
        const hasOwn = requiredAffinity.length + requiredAntiAffinity.length > 0
        const withAntiAffinity = snapshot.withRequiredAntiAffinity
        if (!hasOwn && withAntiAffinity.size === 0) return { verdict: skip }
        const counts = countRequired(state.podInfo, { all: nodes, withAntiAffinity }, namespaceLabels)
        if (!hasOwn && counts.existingAntiAffinity.isEmpty) return { verdict: skip }
        state.write(required, counts)
        return { verdict: success }
      },
      addPod(state, added, { node }) {
        const counts = state.read(required)
        if (counts !== undefined) updateRequired(counts, added, node, 1)
      },
      removePod(state, removed, { node }) {
        const counts = state.read(required)
        if (counts !== undefined) updateRequired(counts, removed, node, -1)
      },
      filter(state, _pod, { node }) {
        const counts = state.read(required)
        return counts === undefined ? success : filterRequired(counts, node)
      },
      preScore(state) {
        const all = { all: snapshot.nodes, withAffinity: snapshot.withAffinity }
        const scores = weighPreferred(state.podInfo, all, namespaceLabels)
        if (scores.isEmpty) return skip
        state.write(preferred, scores)
        return success
      },
      score: (state, _pod, { node }) => state.read(preferred)?.sum(node) ?? 0,
      normalizeScore: (_state, scores) => normalizeBetween(scores),
    }
  },
})
