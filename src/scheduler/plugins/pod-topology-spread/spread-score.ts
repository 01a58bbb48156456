// The soft half of topology spreading: domains with fewer matching pods score higher.
// Upstream: plugins/podtopologyspread/scoring.go.
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import type { NodeInfo } from '../../cache/node-info.ts'
import { labelOf } from '../../cache/pod-info.ts'
import { maxNodeScore } from '../../framework/plugin.ts'
import { type Constraint, countMatching, hasAllKeys, hostnameKey, includesNode } from './constraints.ts'

interface Weighted {
  readonly constraint: Constraint
  /** Matching pods by domain; empty for hostnames, which are counted node by node. */
  readonly counts: Map<string, number>
  /** So that many small domains do not drown few large ones. */
  readonly weight: number
}

export interface SpreadState {
  readonly entries: readonly Weighted[]
  readonly namespace: string
  /** Nodes that lack one of the keys; they score 0. */
  readonly ignored: ReadonlySet<NodeInfo>
}

export interface SpreadOptions {
  readonly constraints: readonly Constraint[]
  readonly feasible: readonly NodeInfo[]
  readonly all: readonly NodeInfo[]
  /** Leave out nodes that lack one of the keys. Not so for the default constraints. */
  readonly requireAll: boolean
}

export function spreadState(pod: Pod, options: SpreadOptions): SpreadState {
  const { constraints, feasible, requireAll } = options
  const namespace = pod.metadata.namespace ?? ''
  const ignored = new Set<NodeInfo>()
  if (requireAll) for (const info of feasible) if (!hasAllKeys(info.node, constraints)) ignored.add(info)
  const scored = feasible.length - ignored.size
  const entries = constraints.map((constraint) => {
    const counts = new Map<string, number>()
    if (constraint.topologyKey !== hostnameKey) {
      for (const info of feasible) {
        const domain = labelOf(info.node, constraint.topologyKey)
        if (domain !== undefined && !ignored.has(info)) counts.set(domain, 0)
      }
    }
    const domains = constraint.topologyKey === hostnameKey ? scored : counts.size
    return { constraint, counts, weight: Math.log(domains + 2) }
  })
  countAll(pod, entries, options)
  return { entries, namespace, ignored }
}

function countAll(pod: Pod, entries: readonly Weighted[], options: SpreadOptions): void {
  const { all, constraints, requireAll } = options
  const byDomain = entries.filter(({ counts }) => counts.size > 0)
  if (byDomain.length === 0) return
  const namespace = pod.metadata.namespace ?? ''
  for (const info of all) {
    if (requireAll && !hasAllKeys(info.node, constraints)) continue
    for (const { constraint, counts } of byDomain) {
      const domain = labelOf(info.node, constraint.topologyKey)
      const count = domain === undefined ? undefined : counts.get(domain)
      if (domain === undefined || count === undefined || !includesNode(constraint, pod, info.node)) continue
      counts.set(domain, count + countMatching(info.pods, constraint.selector, namespace))
    }
  }
}

/** The number of matching pods around the node, weighted: the fewer the better. */
export function spreadScore(state: SpreadState, info: NodeInfo): number {
  if (state.ignored.has(info)) return 0
  let score = 0
  for (const { constraint, counts, weight } of state.entries) {
    const domain = labelOf(info.node, constraint.topologyKey)
    if (domain === undefined) continue
    const count =
      constraint.topologyKey === hostnameKey
        ? countMatching(info.pods, constraint.selector, state.namespace)
        : (counts.get(domain) ?? 0)
    score += count * weight + (constraint.maxSkew - 1)
  }
  return Math.round(score)
}

export function normalizeSpread(state: SpreadState, scores: Float64Array, nodes: readonly NodeInfo[]): void {
  let lowest = Number.POSITIVE_INFINITY
  let highest = 0
  for (let i = 0; i < scores.length; i++) {
    if (state.ignored.has(nodes[i] as NodeInfo)) continue
    const score = scores[i] as number
    if (score < lowest) lowest = score
    if (score > highest) highest = score
  }
  for (let i = 0; i < scores.length; i++) {
    if (state.ignored.has(nodes[i] as NodeInfo)) scores[i] = 0
    else if (highest === 0) scores[i] = maxNodeScore
    else scores[i] = Math.floor((maxNodeScore * (highest + lowest - (scores[i] as number))) / highest)
  }
}
