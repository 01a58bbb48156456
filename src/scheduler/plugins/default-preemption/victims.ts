// Which pods of one node would have to go for the preemptor to fit: as few and as unimportant as may be.
// Upstream: plugins/defaultpreemption/default_preemption.go SelectVictimsOnNode.
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import type { PodDisruptionBudget } from '../../../api/policy/pod-disruption-budget/pod-disruption-budget.kind.ts'
import { timeMs } from '../../../machinery/meta/time.ts'
import { compileSelector } from '../../cache/affinity-term.ts'
import type { NodeInfo } from '../../cache/node-info.ts'
import type { PodInfo } from '../../cache/pod-info.ts'
import type { CycleState } from '../../framework/cycle-state.ts'
import type { Handle } from '../../framework/plugin.ts'
import type { Verdict } from '../../framework/verdict.ts'

export interface Victims {
  /** The most important first. */
  readonly pods: readonly PodInfo[]
  readonly violations: number
}

const noVictims: Verdict = {
  code: 'UnschedulableAndUnresolvable',
  reasons: ['No preemption victims found for incoming pod'],
}

/** When a pod started, for comparing; one that has not is the youngest. */
export function startMs({ pod }: PodInfo): number {
  return timeMs(pod.status?.startTime) ?? Number.MAX_SAFE_INTEGER
}

/** Higher priority first, then the longer running. Upstream: pkg/scheduler/util/utils.go MoreImportantPod. */
function byImportance(a: PodInfo, b: PodInfo): number {
  return b.priority - a.priority || startMs(a) - startMs(b)
}

/** `original` and `state` stay as they are. */
export function selectVictims(
  handle: Handle,
  state: CycleState,
  options: { readonly node: NodeInfo; readonly budgets: readonly PodDisruptionBudget[] },
): Victims | Verdict {
  const preemptor = state.podInfo
  const potential = options.node.pods.filter(({ priority }) => priority < preemptor.priority)
  if (potential.length === 0) return noVictims
  const node = options.node.clone()
  const whatIf = state.clone()
  const remove = (info: PodInfo) => {
    node.removePod(info.uid)
    handle.removePod(whatIf, info, node)
  }
  for (const info of potential) remove(info)
  const verdict = handle.filterWithNominated(whatIf, node)
  if (verdict.code !== 'Success') return verdict
  // Give back what can stay: first those whose budget would be violated, the most important first.
  const { violating, others } = splitByBudget(potential.toSorted(byImportance), options.budgets)
  const victims: PodInfo[] = []
  const reprieve = (info: PodInfo) => {
    node.addPod(info)
    handle.addPod(whatIf, info, node)
    if (handle.filterWithNominated(whatIf, node).code === 'Success') return
    remove(info)
    victims.push(info)
  }
  for (const info of violating) reprieve(info)
  const violations = victims.length
  for (const info of others) reprieve(info)
  return { pods: victims.toSorted(byImportance), violations }
}

/** Upstream: filterPodsWithPDBViolation. */
function splitByBudget(
  pods: readonly PodInfo[],
  budgets: readonly PodDisruptionBudget[],
): { violating: PodInfo[]; others: PodInfo[] } {
  const allowed = budgets.map((budget) => ({
    budget,
    selector: compileSelector(budget.spec.selector),
    left: budget.status?.disruptionsAllowed ?? 0,
  }))
  const violating: PodInfo[] = []
  const others: PodInfo[] = []
  for (const info of pods) {
    let violates = false
    for (const entry of allowed) {
      if (!covers(entry.budget, entry.selector, info.pod)) continue
      if (--entry.left < 0) violates = true
    }
    if (violates) violating.push(info)
    else others.push(info)
  }
  return { violating, others }
}

function covers(
  budget: PodDisruptionBudget,
  selector: ReturnType<typeof compileSelector>,
  pod: Pod,
): boolean {
  if (budget.metadata.namespace !== pod.metadata.namespace) return false
  // A budget without a selector covers no pod here, and a pod that is being evicted has been counted already.
  if (selector.requirements.length === 0 || !selector.matches(pod.metadata.labels)) return false
  return !Object.hasOwn(budget.status?.disruptedPods ?? {}, pod.metadata.name)
}
