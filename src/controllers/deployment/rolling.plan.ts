// One step of a rolling update: the new replica set grows as far as the surge allows, then the old ones shrink as far as
// availability allows. Pure. Upstream: pkg/controller/deployment/rolling.go.
import type { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import type { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import {
  activeOnes,
  available,
  maxUnavailable,
  newReplicas,
  replicasOf,
  specified,
  wanted,
} from './replica-sets.ts'
import type { Scaling } from './scaling.ts'

/** Empty when nothing can be changed now. */
export function planRolling(
  deployment: Deployment,
  sets: { readonly current: ReplicaSet; readonly old: readonly ReplicaSet[] },
): readonly Scaling[] {
  const grown = reconcileNewReplicaSet(deployment, sets)
  return grown.length > 0 ? grown : reconcileOldReplicaSets(deployment, sets)
}

type Sets = Parameters<typeof planRolling>[1]

function reconcileNewReplicaSet(deployment: Deployment, { current, old }: Sets): readonly Scaling[] {
  const now = replicasOf(current)
  const want = wanted(deployment)
  if (now === want) return []
  const to = now > want ? want : newReplicas(deployment, { current: now, all: specified([...old, current]) })
  return to === now ? [] : [{ replicaSet: current, to }]
}

function reconcileOldReplicaSets(deployment: Deployment, { current, old }: Sets): readonly Scaling[] {
  const active = activeOnes(old)
  if (active.length === 0) return []
  const minAvailable = wanted(deployment) - maxUnavailable(deployment)
  const notYetAvailable = replicasOf(current) - available([current])
  const spare = specified([...old, current]) - minAvailable - notYetAvailable
  if (spare <= 0) return []
  const sizes = new Map(active.map((replicaSet) => [replicaSet, replicasOf(replicaSet)]))
  cleanupUnhealthyReplicas(sizes, spare)
  scaleDownAvailable(sizes, available([...old, current]) - minAvailable)
  return [...sizes]
    .filter(([replicaSet, to]) => to !== replicasOf(replicaSet))
    .map(([replicaSet, to]) => ({ replicaSet, to }))
}

/** Pods that serve nobody go first: they can block a rollout that would replace them. */
function cleanupUnhealthyReplicas(sizes: Map<ReplicaSet, number>, limit: number): void {
  let left = limit
  for (const [replicaSet, size] of sizes) {
    const unhealthy = Math.max(0, size - available([replicaSet]))
    const remove = Math.min(left, unhealthy)
    sizes.set(replicaSet, size - remove)
    left -= remove
  }
}

function scaleDownAvailable(sizes: Map<ReplicaSet, number>, limit: number): void {
  let left = limit
  for (const [replicaSet, size] of sizes) {
    const remove = Math.max(0, Math.min(left, size))
    sizes.set(replicaSet, size - remove)
    left -= remove
  }
}
