// One step of a daemon set's rolling update: old pods to delete, or nodes that get a new pod beside the old one. Pure.
// Upstream: pkg/controller/daemon/update.go rollingUpdate.
import type { DaemonSet } from '../../api/apps/daemon-set/daemon-set.kind.ts'
import { isPodAvailable, isPodTerminating } from '../../api/core/pod/pod.conditions.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { isUpdated, judgeNode } from './daemon-pod.ts'
import type { DaemonFacts, DaemonPlan } from './daemon-pods.plan.ts'
import { surgeCount, unavailableCount } from './limits.ts'

interface NodeState {
  readonly node: string
  readonly shouldRun: boolean
  readonly old: Pod | undefined
  readonly fresh: Pod | undefined
  readonly oldAvailable: boolean
  readonly freshAvailable: boolean
  /** More than one of a sort: the other plan cleans up first. */
  readonly crowded: boolean
}

export function planRollingUpdate(daemonSet: DaemonSet, facts: DaemonFacts): DaemonPlan {
  const willing = new Set(
    facts.nodes.filter((node) => judgeNode(daemonSet, node).shouldRun).map(({ metadata }) => metadata.name),
  )
  const names = new Set([...facts.pods.keys(), ...willing])
  const states = [...names].map((node) => stateOf(daemonSet, { node, shouldRun: willing.has(node) }, facts))
  const surge = surgeCount(daemonSet, willing.size)
  if (surge > 0) return planSurge(states, { surge, desired: willing.size })
  return { create: [], remove: planReplace(states, unavailableCount(daemonSet, willing.size)), ended: [] }
}

function stateOf(
  daemonSet: DaemonSet,
  at: { readonly node: string; readonly shouldRun: boolean },
  facts: DaemonFacts,
): NodeState {
  const { minReadySeconds = 0 } = daemonSet.spec
  const pods = (facts.pods.get(at.node) ?? []).filter((pod) => !isPodTerminating(pod))
  const updated = pods.filter((pod) => isUpdated(pod, facts.hash))
  const outdated = pods.filter((pod) => !isUpdated(pod, facts.hash))
  const available = (pod: Pod | undefined) =>
    pod !== undefined && isPodAvailable(pod, { minReadySeconds, nowMs: facts.nowMs })
  return {
    ...at,
    old: outdated[0],
    fresh: updated[0],
    oldAvailable: available(outdated[0]),
    freshAvailable: available(updated[0]),
    crowded: updated.length > 1 || outdated.length > 1,
  }
}

/** Without a surge: pods that do not serve go at once, the others as far as some may be missing. */
function planReplace(states: readonly NodeState[], maxUnavailable: number): readonly Pod[] {
  let unavailable = 0
  const useless: Pod[] = []
  const candidates: Pod[] = []
  for (const { old, fresh, oldAvailable, freshAvailable, crowded } of states) {
    const onlyOld = !crowded && old !== undefined && fresh === undefined
    const onlyFresh = !crowded && old === undefined && fresh !== undefined
    if (onlyOld && oldAvailable) candidates.push(old)
    else if (!(onlyFresh && freshAvailable)) unavailable++
    if (onlyOld && !oldAvailable) useless.push(old)
  }
  return [...useless, ...candidates.slice(0, Math.max(0, maxUnavailable - unavailable))]
}

/** With a surge: a new pod comes beside the old one, which goes when the new one serves. */
function planSurge(
  states: readonly NodeState[],
  limits: { readonly surge: number; readonly desired: number },
): DaemonPlan {
  let surging = 0
  let available = 0
  const remove: Pod[] = []
  const leaving: Pod[] = []
  const allowed: string[] = []
  const candidates: string[] = []
  for (const state of states) {
    const { node, old, fresh, oldAvailable, freshAvailable } = state
    if (state.crowded) {
      surging++
      continue
    }
    if (old === undefined ? freshAvailable : oldAvailable) available++
    if (old === undefined) continue
    if (fresh !== undefined) {
      if (freshAvailable) remove.push(old)
      else surging++
    } else if (!state.shouldRun) (oldAvailable ? leaving : remove).push(old)
    else (oldAvailable ? candidates : allowed).push(node)
  }
  // A node that is to have none any more keeps its pod until enough others serve.
  remove.push(...leaving.slice(0, Math.max(0, available - limits.desired)))
  const create = [...allowed, ...candidates.slice(0, Math.max(0, limits.surge - surging))]
  return { create, remove, ended: [] }
}
