// On which nodes preemption would help, and which of them loses least. Upstream: framework/preemption/preemption.go
// DryRunPreemption, pickOneNodeForPreemption.
import type { PodDisruptionBudget } from '../../../api/policy/pod-disruption-budget/pod-disruption-budget.kind.ts'
import { randomInt } from '../../../base/rng.ts'
import type { NodeInfo } from '../../cache/node-info.ts'
import type { CycleState } from '../../framework/cycle-state.ts'
import type { Handle } from '../../framework/plugin.ts'
import { Rejections } from '../../framework/rejections.ts'
import { selectVictims, startMs, type Victims } from './victims.ts'

export interface Candidate extends Victims {
  readonly nodeName: string
}

/** Upstream: MinCandidateNodesPercentage, MinCandidateNodesAbsolute. */
function candidatesWanted(nodes: number): number {
  return Math.min(nodes, Math.max(100, Math.floor(nodes / 10)))
}

/** Tries nodes in turn from a random one, until there are enough to choose from. */
export function findCandidates(
  handle: Handle,
  state: CycleState,
  options: { readonly nodes: readonly NodeInfo[]; readonly budgets: readonly PodDisruptionBudget[] },
): { readonly candidates: readonly Candidate[]; readonly rejections: Rejections } {
  const { nodes, budgets } = options
  const rejections = new Rejections()
  const harmless: Candidate[] = []
  const violating: Candidate[] = []
  const wanted = candidatesWanted(nodes.length)
  const offset = randomInt(handle.rng, Math.max(1, nodes.length))
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[(offset + i) % nodes.length] as NodeInfo
    const victims = selectVictims(handle, state, { node, budgets })
    if ('code' in victims) rejections.add(node, victims)
    else if (victims.pods.length > 0) {
      const list = victims.violations === 0 ? harmless : violating
      list.push({ ...victims, nodeName: node.name })
    }
    if (harmless.length > 0 && harmless.length + violating.length >= wanted) break
  }
  return { candidates: [...harmless, ...violating], rejections }
}

/** Each sorts the worse candidates out; the next decides among those that are left. Higher is better. */
const criteria: readonly ((candidate: Candidate) => number)[] = [
  ({ violations }) => -violations,
  ({ pods }) => -(pods[0]?.priority ?? 0),
  // Priorities may be negative; fewer pods must not lose against more of the same negative priority.
  ({ pods }) => -pods.reduce((sum, { priority }) => sum + priority + 2 ** 31, 0),
  ({ pods }) => -pods.length,
  ({ pods }) => earliestStartOfMostImportant(pods),
]

function earliestStartOfMostImportant(pods: Victims['pods']): number {
  const highest = pods[0]?.priority
  return Math.min(...pods.filter(({ priority }) => priority === highest).map(startMs))
}

export function pickCandidate(candidates: readonly Candidate[]): Candidate | undefined {
  let left = candidates
  for (const criterion of criteria) {
    if (left.length <= 1) break
    const scores = left.map(criterion)
    const best = Math.max(...scores)
    left = left.filter((_, i) => scores[i] === best)
  }
  return left[0]
}
