// The first half of a scheduling decision: which nodes the pod fits on. Looks at nodes in turn, from where the search for
// the last pod stopped, until enough are found. Upstream: pkg/scheduler/schedule_one.go findNodesThatFitPod.
import type { NodeInfo } from './cache/node-info.ts'
import type { PodInfo } from './cache/pod-info.ts'
import type { Snapshot } from './cache/scheduler-cache.ts'
import type { CycleState } from './framework/cycle-state.ts'
import type { Framework } from './framework/framework.ts'
import { Rejections } from './framework/rejections.ts'
import { isRejection, type Verdict, verdictMessage } from './framework/verdict.ts'
import type { Nominator } from './queue/nominator.ts'

const minFeasibleNodes = 100
const minFeasiblePercentage = 5

/** How many fitting nodes end the search. Upstream: numFeasibleNodesToFind. */
export function feasibleNodesToFind(nodes: number): number {
  if (nodes < minFeasibleNodes) return nodes
  const percentage = Math.max(minFeasiblePercentage, 50 - Math.floor(nodes / 125))
  return Math.max(minFeasibleNodes, Math.floor((nodes * percentage) / 100))
}

export interface Fit {
  readonly feasible: readonly NodeInfo[]
  readonly rejections: Rejections
  /** Something broke in a plugin. */
  readonly error?: { readonly plugin: string; readonly verdict: Verdict }
}

export class NodeFinder {
  readonly #framework: Framework
  readonly #snapshot: Snapshot
  readonly #nominator: Nominator
  #start = 0

  constructor(parts: {
    readonly framework: Framework
    readonly snapshot: Snapshot
    readonly nominator: Nominator
  }) {
    this.#framework = parts.framework
    this.#snapshot = parts.snapshot
    this.#nominator = parts.nominator
  }

  find(state: CycleState): Fit {
    const { pod } = state.podInfo
    const all = this.#snapshot.nodes
    const rejections = new Rejections()
    const before = this.#framework.preFilter(state, pod, all)
    if (before.blame !== undefined) return this.#rejectedByPreFilter(before.blame, rejections)
    const nominated = this.#snapshot.get(pod.status?.nominatedNodeName ?? '')
    if (nominated !== undefined) {
      const fit = this.#search(state, [nominated], { start: 0, rejections: new Rejections() })
      if (fit.feasible.length > 0) return { ...fit, rejections }
    }
    let nodes = all
    if (before.nodeNames !== undefined) {
      nodes = [...before.nodeNames].flatMap((name) => this.#snapshot.get(name) ?? [])
      const plugins = before.restrictedBy.toSorted().join(' ')
      const reasons = [`node(s) didn't satisfy plugin(s) [${plugins}]`]
      rejections.absent = { code: 'UnschedulableAndUnresolvable', reasons }
      for (const plugin of before.restrictedBy) rejections.blame(plugin, rejections.absent)
    }
    const fit = this.#search(state, nodes, { start: this.#start, rejections })
    this.#start = (this.#start + fit.feasible.length + rejections.size) % all.length
    return fit
  }

  #rejectedByPreFilter(blame: { plugin: string; verdict: Verdict }, rejections: Rejections): Fit {
    if (!isRejection(blame.verdict)) return { feasible: [], rejections, error: blame }
    rejections.absent = blame.verdict
    rejections.preFilterMessage = verdictMessage(blame.verdict)
    rejections.blame(blame.plugin, blame.verdict)
    return { feasible: [], rejections }
  }

  #search(
    state: CycleState,
    nodes: readonly NodeInfo[],
    options: { readonly start: number; readonly rejections: Rejections },
  ): Fit {
    const { rejections } = options
    const wanted = feasibleNodesToFind(nodes.length)
    const filters = this.#framework.activeFilters(state)
    const hasNominated = this.#nominator.size > 0
    const feasible: NodeInfo[] = []
    const blamed = new Set<string>()
    let index = nodes.length === 0 ? 0 : options.start % nodes.length
    for (let looked = 0; looked < nodes.length && feasible.length < wanted; looked++) {
      const node = nodes[index] as NodeInfo
      index = index + 1 === nodes.length ? 0 : index + 1
      const verdict = hasNominated
        ? this.filterWithNominated(state, node)
        : this.#framework.filter(state, node, filters)
      if (verdict.code === 'Success') feasible.push(node)
      else if (!isRejection(verdict)) {
        return { feasible: [], rejections, error: { plugin: this.#framework.lastRejector, verdict } }
      } else {
        rejections.add(node, verdict)
        if (!blamed.has(this.#framework.lastRejector) || verdict.code === 'Pending') {
          blamed.add(this.#framework.lastRejector)
          rejections.blame(this.#framework.lastRejector, verdict)
        }
      }
    }
    return { feasible, rejections }
  }

  /**
   * All filters, and where pods of the same or a higher priority are nominated to the node, with those counted in as
   * well: the pod has to fit beside them, and also without them, for they may never come.
   */
  filterWithNominated(state: CycleState, node: NodeInfo): Verdict {
    const filters = this.#framework.activeFilters(state)
    const others = this.#othersNominatedTo(node, state.podInfo)
    if (others.length > 0) {
      const withThem = node.clone()
      const copy = state.clone()
      for (const info of others) {
        withThem.addPod(info)
        this.#framework.addPod(copy, info, withThem)
      }
      const verdict = this.#framework.filter(copy, withThem, filters)
      if (verdict.code !== 'Success') return verdict
    }
    return this.#framework.filter(state, node, filters)
  }

  #othersNominatedTo(node: NodeInfo, podInfo: PodInfo): readonly PodInfo[] {
    const nominated = this.#nominator.podsFor(node.name)
    if (nominated.length === 0) return nominated
    return nominated.filter(({ uid, priority }) => uid !== podInfo.uid && priority >= podInfo.priority)
  }
}
