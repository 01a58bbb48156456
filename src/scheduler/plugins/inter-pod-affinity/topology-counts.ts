// Numbers by topology pair, such as (zone, eu-1). Upstream: plugins/interpodaffinity/filtering.go topologyToMatchedTermCount.
import type { Node } from '../../../api/core/node/node.kind.ts'
import { labelOf } from '../../cache/pod-info.ts'

export class TopologyCounts {
  readonly #byKey = new Map<string, Map<string, number>>()

  get isEmpty(): boolean {
    return this.#byKey.size === 0
  }

  /** Adds to the pair that the node has for the key; nothing where the node lacks the label. */
  add(node: Node, key: string, amount: number): void {
    const value = labelOf(node, key)
    if (value === undefined) return
    const byValue = this.#byKey.get(key) ?? new Map<string, number>()
    const count = (byValue.get(value) ?? 0) + amount
    if (count === 0) byValue.delete(value)
    else byValue.set(value, count)
    if (byValue.size === 0) this.#byKey.delete(key)
    else this.#byKey.set(key, byValue)
  }

  get(key: string, value: string): number {
    return this.#byKey.get(key)?.get(value) ?? 0
  }

  /** True where one of the node's pairs has a positive count. */
  touches(node: Node): boolean {
    for (const [key, byValue] of this.#byKey) {
      const value = labelOf(node, key)
      if (value !== undefined && (byValue.get(value) ?? 0) > 0) return true
    }
    return false
  }

  /** The sum over the node's pairs. */
  sum(node: Node): number {
    let sum = 0
    for (const [key, byValue] of this.#byKey) {
      const value = labelOf(node, key)
      if (value !== undefined) sum += byValue.get(value) ?? 0
    }
    return sum
  }

  clone(): TopologyCounts {
    const copy = new TopologyCounts()
    for (const [key, byValue] of this.#byKey) copy.#byKey.set(key, new Map(byValue))
    return copy
  }
}
