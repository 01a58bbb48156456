// The preferred half of inter-pod affinity: weights by topology pair, from the pod's own terms and from those of the pods
// that are there. Upstream: plugins/interpodaffinity/scoring.go.
import type { Node } from '../../../api/core/node/node.kind.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import { type AffinityTerm, matchesTerm } from '../../cache/affinity-term.ts'
import type { NodeInfo } from '../../cache/node-info.ts'
import type { PodInfo } from '../../cache/pod-info.ts'
import { maxNodeScore } from '../../framework/plugin.ts'
import type { NamespaceLabels } from './required-terms.ts'
import { TopologyCounts } from './topology-counts.ts'

/** What a pod's required affinity counts for once it is there. Upstream: HardPodAffinityWeight. */
const hardAffinityWeight = 1

export function weighPreferred(
  podInfo: PodInfo,
  nodes: { readonly all: readonly NodeInfo[]; readonly withAffinity: Iterable<NodeInfo> },
  namespaceLabels: NamespaceLabels,
): TopologyCounts {
  const scores = new TopologyCounts()
  const { preferredAffinity, preferredAntiAffinity } = podInfo.affinity
  const hasOwn = preferredAffinity.length + preferredAntiAffinity.length > 0
  for (const node of hasOwn ? nodes.all : nodes.withAffinity) {
    for (const existing of hasOwn ? node.pods : node.podsWithAffinity) {
      weighExisting({ scores, namespaceLabels, podInfo, existing, node: node.node })
    }
  }
  return scores
}

interface Weighing {
  readonly scores: TopologyCounts
  readonly namespaceLabels: NamespaceLabels
  readonly podInfo: PodInfo
  readonly existing: PodInfo
  readonly node: Node
}

function weighExisting(weighing: Weighing): void {
  const { podInfo, existing } = weighing
  weigh(weighing, podInfo.affinity.preferredAffinity, { about: existing.pod, sign: 1 })
  weigh(weighing, podInfo.affinity.preferredAntiAffinity, { about: existing.pod, sign: -1 })
  weigh(weighing, existing.affinity.requiredAffinity, {
    about: podInfo.pod,
    sign: 1,
    weight: hardAffinityWeight,
  })
  weigh(weighing, existing.affinity.preferredAffinity, { about: podInfo.pod, sign: 1 })
  weigh(weighing, existing.affinity.preferredAntiAffinity, { about: podInfo.pod, sign: -1 })
}

function weigh(
  { scores, namespaceLabels, node }: Weighing,
  terms: readonly AffinityTerm[],
  options: { readonly about: Pod; readonly sign: 1 | -1; readonly weight?: number },
): void {
  if (terms.length === 0) return
  const { about, sign } = options
  const labels = namespaceLabels(about.metadata.namespace ?? '')
  for (const term of terms) {
    if (!matchesTerm(term, about, labels)) continue
    scores.add(node, term.topologyKey, sign * (options.weight ?? term.weight))
  }
}

/** The lowest sum becomes 0, the highest maxNodeScore. */
export function normalizeBetween(scores: Float64Array): void {
  let lowest = Number.POSITIVE_INFINITY
  let highest = Number.NEGATIVE_INFINITY
  for (const score of scores) {
    if (score < lowest) lowest = score
    if (score > highest) highest = score
  }
  const range = highest - lowest
  for (let i = 0; i < scores.length; i++) {
    scores[i] = range > 0 ? Math.trunc((maxNodeScore * ((scores[i] as number) - lowest)) / range) : 0
  }
}
