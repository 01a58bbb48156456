// The second half of a scheduling decision: the best of the nodes that fit. Upstream: schedule_one.go prioritizeNodes,
// runtime/framework.go RunScorePlugins.
import { must } from '../base/assert.ts'
import type { Rng } from '../base/rng.ts'
import type { NodeInfo } from './cache/node-info.ts'
import type { CycleState } from './framework/cycle-state.ts'
import type { Blame, Framework } from './framework/framework.ts'

export type Selection = { readonly node: NodeInfo } | { readonly error: Blame }

export class NodeSelector {
  readonly #framework: Framework
  readonly #rng: Rng
  // Kept from cycle to cycle, so that scoring allocates nothing.
  #scores = new Float64Array(0)
  #totals = new Float64Array(0)

  constructor(framework: Framework, rng: Rng) {
    this.#framework = framework
    this.#rng = rng
  }

  select(state: CycleState, nodes: readonly NodeInfo[]): Selection {
    const only = nodes.length === 1 ? nodes[0] : undefined
    if (only !== undefined) return { node: only }
    const error = this.#framework.preScore(state, state.podInfo.pod, nodes)
    if (error !== undefined) return { error }
    const totals = this.score(state, nodes)
    return { node: must(nodes[pickHighest(totals, this.#rng)], 'no node to choose from') }
  }

  /** The weighted sums of all plugins' scores; the array is used again by the next call. */
  score(state: CycleState, nodes: readonly NodeInfo[]): Float64Array {
    this.#grow(nodes.length)
    const scores = this.#scores.subarray(0, nodes.length)
    const totals = this.#totals.subarray(0, nodes.length)
    totals.fill(0)
    const { pod } = state.podInfo
    for (const plugin of this.#framework.scorers) {
      if (state.skipScore.has(plugin.name)) continue
      for (let i = 0; i < nodes.length; i++) scores[i] = plugin.score(state, pod, nodes[i] as NodeInfo)
      plugin.normalizeScore?.(state, scores, nodes)
      for (let i = 0; i < nodes.length; i++) {
        totals[i] = (totals[i] as number) + plugin.weight * (scores[i] as number)
      }
    }
    return totals
  }

  #grow(length: number): void {
    if (this.#scores.length >= length) return
    this.#scores = new Float64Array(length)
    this.#totals = new Float64Array(length)
  }
}

/** The index of the highest value; among equals each is as likely as any other. */
export function pickHighest(values: Float64Array, rng: Rng): number {
  let best = 0
  let equals = 1
  for (let i = 1; i < values.length; i++) {
    const value = values[i] as number
    const highest = values[best] as number
    if (value > highest) {
      best = i
      equals = 1
    } else if (value === highest) {
      equals++
      if (rng.next() * equals < 1) best = i
    }
  }
  return best
}
