// The pod's node selector and node affinity. Upstream: plugins/nodeaffinity/node_affinity.go.
import type { Node } from '../../../api/core/node/node.kind.ts'
import {
  matchesRequiredNodeAffinity,
  preferredNodeAffinityScore,
} from '../../../api/core/pod/pod.affinity.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import type { NodeSelectorTerm } from '../../../api/core/pod/pod-scheduling.schema.ts'
import { normalizeByHighest } from '../../framework/normalize.ts'
import { definePlugin, type PreFilterResult } from '../../framework/plugin.ts'
import { skip, success, type Verdict } from '../../framework/verdict.ts'

const rejected: Verdict = {
  code: 'UnschedulableAndUnresolvable',
  reasons: ["node(s) didn't match Pod's node affinity/selector"],
}
const conflict: Verdict = { code: 'UnschedulableAndUnresolvable', reasons: ['pod affinity terms conflict'] }

function requiredTerms(pod: Pod): readonly NodeSelectorTerm[] | undefined {
  return pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms
}

function preferredTerms(pod: Pod) {
  return pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution
}

/** The names that a term's fields allow; undefined where it names no node. */
function namesOf(term: NodeSelectorTerm): ReadonlySet<string> | undefined {
  let names: ReadonlySet<string> | undefined
  for (const { key, operator, values } of term.matchFields ?? []) {
    if (key !== 'metadata.name' || operator !== 'In') continue
    const allowed = new Set(values)
    names = names?.intersection(allowed) ?? allowed
  }
  return names
}

/** The only nodes that can match, where every term names some: pods of daemon sets look at one node instead of all. */
function namedNodes(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  let all: ReadonlySet<string> = new Set()
  for (const term of terms) {
    const names = namesOf(term)
    if (names === undefined) return undefined
    all = all.union(names)
  }
  return all
}

function preFilter(pod: Pod): PreFilterResult {
  const terms = requiredTerms(pod)
  if (terms === undefined && pod.spec.nodeSelector === undefined) return { verdict: skip }
  if (terms === undefined || terms.length === 0) return { verdict: success }
  const nodeNames = namedNodes(terms)
  if (nodeNames === undefined) return { verdict: success }
  return nodeNames.size === 0 ? { verdict: conflict } : { verdict: success, nodeNames }
}

export const nodeAffinity = definePlugin({
  name: 'NodeAffinity',
  wakesOn: [
    {
      on: ['Node/Add', 'Node/UpdateLabel'],
      hint: (pod, { old, next }) =>
        matchesRequiredNodeAffinity(pod.spec, next as Node) &&
        (old === undefined || !matchesRequiredNodeAffinity(pod.spec, old as Node)),
    },
  ],
  create: () => ({
    preFilter: (_state, pod) => preFilter(pod),
    filter: (_state, pod, { node }) => (matchesRequiredNodeAffinity(pod.spec, node) ? success : rejected),
    preScore: (_state, pod) => (preferredTerms(pod) === undefined ? skip : success),
    score: (_state, pod, { node }) => preferredNodeAffinityScore(preferredTerms(pod), node),
    normalizeScore: (_state, scores) => normalizeByHighest(scores, { reverse: false }),
  }),
})
