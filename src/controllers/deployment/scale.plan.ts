// Sizes after a deployment's replicas were changed, or while it is paused: the replica sets share the change in
// proportion. Pure. Upstream: pkg/controller/deployment/sync.go scale.
import type { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import type { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import { desiredReplicasOf, maxReplicasOf } from './annotations.ts'
import {
  activeOnes,
  available,
  byCreation,
  isRollingUpdate,
  maxSurge,
  type ReplicaSets,
  replicasOf,
  specified,
  wanted,
} from './replica-sets.ts'
import type { Scaling } from './scaling.ts'

/** Whether replicas changed since the replica sets were sized; then sizes are set before the rollout goes on. */
export function isScalingEvent(deployment: Deployment, { current, old }: ReplicaSets): boolean {
  const all = current === undefined ? old : [...old, current]
  return activeOnes(all).some((replicaSet) => {
    const desired = desiredReplicasOf(replicaSet)
    return desired !== undefined && desired !== wanted(deployment)
  })
}

/** Also names replica sets whose size stays, since their notes of it have to change. */
export function planScale(deployment: Deployment, sets: ReplicaSets): readonly Scaling[] {
  const only = activeOrLatest(sets)
  if (only !== undefined) return [{ replicaSet: only, to: wanted(deployment) }]
  if (isSaturated(deployment, sets.current)) {
    return activeOnes(sets.old).map((replicaSet) => ({ replicaSet, to: 0 }))
  }
  return isRollingUpdate(deployment) ? planProportional(deployment, sets) : []
}

/** The only one with pods, or the newest where none has any; undefined where several have. */
function activeOrLatest({ current, old }: ReplicaSets): ReplicaSet | undefined {
  const all = current === undefined ? old : [...old, current]
  const active = activeOnes(all)
  if (active.length > 1) return undefined
  return active[0] ?? current ?? old.at(-1)
}

function isSaturated(deployment: Deployment, current: ReplicaSet | undefined): boolean {
  if (current === undefined) return false
  const want = wanted(deployment)
  return replicasOf(current) === want && desiredReplicasOf(current) === want && available([current]) === want
}

function planProportional(deployment: Deployment, { current, old }: ReplicaSets): readonly Scaling[] {
  const all = activeOnes(current === undefined ? old : [...old, current])
  const allowed = wanted(deployment) > 0 ? wanted(deployment) + maxSurge(deployment) : 0
  const toAdd = allowed - specified(all)
  const bySize = all.toSorted(
    (a, b) => replicasOf(b) - replicasOf(a) || byCreation(a, b) * (toAdd > 0 ? -1 : 1),
  )
  const sizes = new Map<ReplicaSet, number>()
  let added = 0
  for (const replicaSet of bySize) {
    const share = proportion(replicaSet, deployment, { toAdd, added })
    sizes.set(replicaSet, replicasOf(replicaSet) + share)
    added += share
  }
  // What rounding left over goes to the largest.
  const [largest] = bySize
  if (largest !== undefined) sizes.set(largest, Math.max(0, (sizes.get(largest) ?? 0) + toAdd - added))
  return [...sizes].map(([replicaSet, to]) => ({ replicaSet, to }))
}

/** Upstream: GetReplicaSetProportion. */
function proportion(
  replicaSet: ReplicaSet,
  deployment: Deployment,
  change: { readonly toAdd: number; readonly added: number },
): number {
  const { toAdd, added } = change
  if (toAdd === 0 || toAdd === added) return 0
  const fraction = fractionOf(replicaSet, deployment)
  return toAdd > 0 ? Math.min(fraction, toAdd - added) : Math.max(fraction, toAdd - added)
}

/** Upstream: getReplicaSetFraction. */
function fractionOf(replicaSet: ReplicaSet, deployment: Deployment): number {
  const size = replicasOf(replicaSet)
  if (wanted(deployment) === 0) return -size
  const before = maxReplicasOf(replicaSet) || (deployment.status?.replicas ?? 0)
  if (before === 0) return 0
  const exact = (size * (wanted(deployment) + maxSurge(deployment))) / before
  // Half goes away from zero, as upstream rounds.
  return Math.trunc(exact + Math.sign(exact) * 0.5) - size
}
