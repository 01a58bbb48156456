// Why nodes were turned down in one scheduling cycle. Filled in the filter loop, so it only appends to arrays.
// Upstream: pkg/scheduler/framework/types.go Diagnosis, NodeToStatus.
import type { NodeInfo } from '../cache/node-info.ts'
import type { Verdict, VerdictCode } from './verdict.ts'

export class Rejections {
  readonly #nodes: NodeInfo[] = []
  readonly #verdicts: Verdict[] = []
  #index: Map<string, Verdict> | undefined
  /** The verdict on nodes that were not looked at. */
  absent: Verdict
  /** Plugins that rejected the pod on some node. */
  readonly unschedulablePlugins = new Set<string>()
  readonly pendingPlugins = new Set<string>()
  /** Set where preFilter rejected the pod for all nodes. */
  preFilterMessage = ''
  postFilterMessage = ''

  constructor(absent: Verdict = { code: 'UnschedulableAndUnresolvable' }) {
    this.absent = absent
  }

  /** Nodes looked at. */
  get size(): number {
    return this.#nodes.length
  }

  add(node: NodeInfo, verdict: Verdict): void {
    this.#nodes.push(node)
    this.#verdicts.push(verdict)
    this.#index = undefined
  }

  /** Remembers which plugin it was, for the queue. */
  blame(plugin: string, verdict: Verdict): void {
    if (verdict.code === 'Pending') this.pendingPlugins.add(plugin)
    else this.unschedulablePlugins.add(plugin)
  }

  verdictOf(nodeName: string): Verdict {
    if (this.#index === undefined) {
      this.#index = new Map(this.#nodes.map((node, i) => [node.name, this.#verdicts[i] as Verdict]))
    }
    return this.#index.get(nodeName) ?? this.absent
  }

  /** The nodes among `all` whose verdict has the code. */
  nodesWith(code: VerdictCode, all: readonly NodeInfo[]): NodeInfo[] {
    if (this.absent.code === code) return all.filter((node) => this.verdictOf(node.name).code === code)
    return this.#nodes.filter((_, i) => this.#verdicts[i]?.code === code)
  }

  /** How many of `total` nodes gave each reason. */
  reasons(total: number): Map<string, number> {
    const counts = new Map<string, number>()
    const count = (verdict: Verdict, times: number) => {
      for (const reason of verdict.reasons ?? []) counts.set(reason, (counts.get(reason) ?? 0) + times)
    }
    for (const verdict of this.#verdicts) count(verdict, 1)
    if (this.size < total) count(this.absent, total - this.size)
    return counts
  }
}

/** `0/3 nodes are available: 1 Insufficient cpu, 2 ... .` Upstream: types.go FitError.Error. */
export function fitMessage(rejections: Rejections, nodes: number): string {
  const parts = [`0/${nodes} nodes are available:`]
  if (rejections.preFilterMessage !== '') parts.push(`${rejections.preFilterMessage}.`)
  else {
    const lines = [...rejections.reasons(nodes)].map(([reason, count]) => `${count} ${reason}`).sort()
    if (lines.length > 0) parts.push(`${lines.join(', ')}.`)
  }
  if (rejections.postFilterMessage !== '') parts.push(rejections.postFilterMessage)
  return parts.join(' ')
}
