// The hard half of topology spreading: how many matching pods each domain has, and what one more would do to the skew.
// Upstream: plugins/podtopologyspread/filtering.go.
import type { Node } from '../../../api/core/node/node.kind.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import type { NodeInfo } from '../../cache/node-info.ts'
import { labelOf } from '../../cache/pod-info.ts'
import { success, type Verdict } from '../../framework/verdict.ts'
import { type Constraint, countMatching, hasAllKeys, includesNode } from './constraints.ts'

const skewed: Verdict = {
  code: 'Unschedulable',
  reasons: ["node(s) didn't match pod topology spread constraints"],
}
const labelMissing: Verdict = {
  code: 'UnschedulableAndUnresolvable',
  reasons: ["node(s) didn't match pod topology spread constraints (missing required label)"],
}

/** Matching pods by domain; the least of them is found when asked for. */
class Domains {
  readonly #counts = new Map<string, number>()
  #least: number | undefined

  add(domain: string, amount: number): void {
    this.#counts.set(domain, (this.#counts.get(domain) ?? 0) + amount)
    this.#least = undefined
  }

  get(domain: string): number {
    return this.#counts.get(domain) ?? 0
  }

  /** With fewer domains than asked for, there is one without pods somewhere. */
  least(minDomains: number): number {
    if (this.#counts.size < minDomains) return 0
    if (this.#least === undefined) {
      let least = Number.POSITIVE_INFINITY
      for (const count of this.#counts.values()) if (count < least) least = count
      this.#least = least
    }
    return this.#least
  }

  clone(): Domains {
    const copy = new Domains()
    for (const [domain, count] of this.#counts) copy.#counts.set(domain, count)
    return copy
  }
}

export interface SkewState {
  readonly constraints: readonly {
    readonly constraint: Constraint
    readonly domains: Domains
    readonly self: number
  }[]
}

export function cloneSkew(state: SkewState): SkewState {
  return { constraints: state.constraints.map((entry) => ({ ...entry, domains: entry.domains.clone() })) }
}

export function countDomains(
  pod: Pod,
  constraints: readonly Constraint[],
  nodes: readonly NodeInfo[],
): SkewState {
  const { namespace = '', labels } = pod.metadata
  const entries = constraints.map((constraint) => ({
    constraint,
    domains: new Domains(),
    self: constraint.selector.matches(labels) ? 1 : 0,
  }))
  for (const info of nodes) {
    if (!hasAllKeys(info.node, constraints)) continue
    for (const { constraint, domains } of entries) {
      if (!includesNode(constraint, pod, info.node)) continue
      const domain = labelOf(info.node, constraint.topologyKey) ?? ''
      domains.add(domain, countMatching(info.pods, constraint.selector, namespace))
    }
  }
  return { constraints: entries }
}

/** Counts a pod that came to or left the node in a what-if. */
export function updateDomains(
  state: SkewState,
  change: { readonly pod: Pod; readonly preemptor: Pod; readonly node: Node; readonly amount: 1 | -1 },
): void {
  const { pod, preemptor, node, amount } = change
  if (pod.metadata.namespace !== preemptor.metadata.namespace) return
  if (
    !hasAllKeys(
      node,
      state.constraints.map(({ constraint }) => constraint),
    )
  )
    return
  for (const { constraint, domains } of state.constraints) {
    if (!constraint.selector.matches(pod.metadata.labels) || !includesNode(constraint, preemptor, node))
      continue
    domains.add(labelOf(node, constraint.topologyKey) ?? '', amount)
  }
}

export function filterSkew(state: SkewState, node: Node): Verdict {
  for (const { constraint, domains, self } of state.constraints) {
    const domain = labelOf(node, constraint.topologyKey)
    if (domain === undefined) return labelMissing
    const skew = domains.get(domain) + self - domains.least(constraint.minDomains)
    if (skew > constraint.maxSkew) return skewed
  }
  return success
}
