// One step of a stateful set: pods are made in order of their numbers, each after the one before is available, and taken
// away in reverse; then old ones are replaced from the top. Pure.
// Upstream: pkg/controller/statefulset/stateful_set_control.go updateStatefulSet.
import type { StatefulSet } from '../../api/apps/stateful-set/stateful-set.kind.ts'
import {
  isPodAvailable,
  isPodReady,
  isPodTerminal,
  isPodTerminating,
} from '../../api/core/pod/pod.conditions.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { scaledValue } from '../../machinery/int-or-percent.ts'
import { ordinalOf, revisionLabel, startOrdinal, type Version, wantedReplicas } from './identity.ts'

export interface StatefulSetFacts {
  readonly pods: readonly Pod[]
  /** What the pods ran when the last rollout ended, and what they are to run. */
  readonly current: Version
  readonly update: Version
  readonly nowMs: number
}

export interface StatefulSetPlan {
  readonly create: readonly { readonly ordinal: number; readonly version: Version }[]
  readonly remove: readonly { readonly pod: Pod; readonly why: 'ended' | 'surplus' | 'outdated' }[]
}

export interface Members {
  /** By number, the pods that the set is to have. */
  readonly replicas: ReadonlyMap<number, Pod>
  /** Numbers beyond, the highest first. */
  readonly condemned: readonly Pod[]
}

export function membersOf(set: StatefulSet, pods: readonly Pod[]): Members {
  const first = startOrdinal(set)
  const replicas = new Map<number, Pod>()
  const condemned: { readonly pod: Pod; readonly ordinal: number }[] = []
  for (const pod of pods) {
    const ordinal = ordinalOf(pod, set)
    if (ordinal === undefined) continue
    if (ordinal >= first && ordinal < first + wantedReplicas(set)) replicas.set(ordinal, pod)
    else condemned.push({ pod, ordinal })
  }
  condemned.sort((a, b) => b.ordinal - a.ordinal)
  return { replicas, condemned: condemned.map(({ pod }) => pod) }
}

const nothing: StatefulSetPlan = { create: [], remove: [] }

export function planStatefulSet(set: StatefulSet, facts: StatefulSetFacts): StatefulSetPlan {
  if (set.metadata.deletionTimestamp !== undefined) return nothing
  const members = membersOf(set, facts.pods)
  const inOrder = (set.spec.podManagementPolicy ?? 'OrderedReady') === 'OrderedReady'
  const filled = planReplicas(set, { ...facts, members, inOrder })
  if (inOrder && filled.waits) return filled.plan
  const shrunk = planCondemned(set, { ...facts, members, inOrder })
  if (inOrder && shrunk.waits) return { ...nothing, remove: shrunk.remove }
  const remove = [...filled.plan.remove, ...shrunk.remove]
  const busy = filled.plan.create.length + remove.length > 0
  if (busy || set.spec.updateStrategy?.type === 'OnDelete') return { create: filled.plan.create, remove }
  return { ...nothing, remove: planUpdate(set, { ...facts, members }) }
}

type Situation = StatefulSetFacts & { readonly members: Members; readonly inOrder: boolean }

function isHealthy(pod: Pod, set: StatefulSet, nowMs: number): boolean {
  if (pod.status?.phase !== 'Running' || !isPodReady(pod) || isPodTerminating(pod)) return false
  return isPodAvailable(pod, { minReadySeconds: set.spec.minReadySeconds ?? 0, nowMs })
}

/** The pods that are to be there. In order, nothing comes after one that is not available yet. */
function planReplicas(
  set: StatefulSet,
  { members, inOrder, current, update, nowMs }: Situation,
): { readonly plan: StatefulSetPlan; readonly waits: boolean } {
  const create: StatefulSetPlan['create'][number][] = []
  const remove: StatefulSetPlan['remove'][number][] = []
  let waits = false
  for (let ordinal = startOrdinal(set); ordinal < startOrdinal(set) + wantedReplicas(set); ordinal++) {
    const pod = members.replicas.get(ordinal)
    if (pod === undefined) create.push({ ordinal, version: keepsCurrent(set, ordinal) ? current : update })
    else if (isPodTerminal(pod) && !isPodTerminating(pod)) remove.push({ pod, why: 'ended' })
    else if (isHealthy(pod, set, nowMs)) continue
    waits = true
    if (inOrder) break
  }
  return { plan: { create, remove }, waits }
}

/** Pods below the partition stay with what they ran. Upstream: isCurrentRevisionNeeded. */
function keepsCurrent(set: StatefulSet, ordinal: number): boolean {
  return ordinal < partitionEnd(set)
}

function partitionEnd(set: StatefulSet): number {
  if (set.spec.updateStrategy?.type === 'OnDelete') return startOrdinal(set)
  return startOrdinal(set) + (set.spec.updateStrategy?.rollingUpdate?.partition ?? 0)
}

/** Those beyond go from the top; in order, one that is not healthy holds the others up unless it goes itself. */
function planCondemned(
  set: StatefulSet,
  { members, inOrder, nowMs }: Situation,
): { readonly remove: StatefulSetPlan['remove']; readonly waits: boolean } {
  const surplus = members.condemned.filter((pod) => !isPodTerminating(pod))
  const remove = surplus.map((pod) => ({ pod, why: 'surplus' as const }))
  if (!inOrder) return { remove, waits: members.condemned.length > 0 }
  const [top] = members.condemned
  if (top === undefined) return { remove: [], waits: false }
  if (isPodTerminating(top)) return { remove: [], waits: true }
  const unhealthy = members.condemned.findLast((pod) => !isHealthy(pod, set, nowMs))
  const mayGo = isHealthy(top, set, nowMs) || top === unhealthy
  return { remove: mayGo ? remove.slice(0, 1) : [], waits: true }
}

/** Outdated pods from the top, as long as no more than allowed are away. Those of no use do not count. */
function planUpdate(
  set: StatefulSet,
  facts: StatefulSetFacts & { readonly members: Members },
): StatefulSetPlan['remove'] {
  const { members, update, nowMs } = facts
  const { maxUnavailable = 1 } = set.spec.updateStrategy?.rollingUpdate ?? {}
  const limit = Math.max(1, scaledValue(maxUnavailable, wantedReplicas(set), { roundUp: true }) ?? 1)
  const unhealthy = [...members.replicas.values()].filter((pod) => !isHealthy(pod, set, nowMs))
  const remove: StatefulSetPlan['remove'][number][] = []
  let away = unhealthy.length
  for (const [ordinal, pod] of [...members.replicas].sort(([a], [b]) => b - a)) {
    if (ordinal < partitionEnd(set) || isUpdated(pod, update) || isPodTerminating(pod)) continue
    const useless = unhealthy.includes(pod)
    if (!useless && away >= limit) break
    if (!useless) away++
    remove.push({ pod, why: 'outdated' })
    if (limit === 1) break
  }
  return remove
}

export function isUpdated(pod: Pod, version: Version): boolean {
  return pod.metadata.labels?.[revisionLabel] === version.name
}
