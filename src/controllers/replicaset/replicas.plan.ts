// How many pods to make, or which to delete. Pure. Upstream: pkg/controller/replicaset/replica_set.go manageReplicas.
import type { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { deletionOrder } from '../framework/pod-deletion-order.ts'

export interface ReplicasPlan {
  readonly create: number
  readonly remove: readonly Pod[]
}

/** At most this many in one round, so that a large set does not hold up the others. */
export const burstReplicas = 500

export function planReplicas(
  replicaSet: ReplicaSet,
  observed: {
    /** Pods that count. */
    readonly active: readonly Pod[]
    /** Pods of all sets that have the same owner: on crowded nodes they go first. */
    readonly related: () => readonly Pod[]
    readonly nowMs: number
  },
): ReplicasPlan {
  const { active, related, nowMs } = observed
  const missing = (replicaSet.spec.replicas ?? 1) - active.length
  if (replicaSet.metadata.deletionTimestamp !== undefined || missing === 0) return { create: 0, remove: [] }
  if (missing > 0) return { create: Math.min(missing, burstReplicas), remove: [] }
  const surplus = Math.min(-missing, burstReplicas)
  if (surplus >= active.length) return { create: 0, remove: active }
  return { create: 0, remove: deletionOrder(active, { related: related(), nowMs }).slice(0, surplus) }
}
