// Which old replica sets a deployment no longer keeps. Pure. Upstream: pkg/controller/deployment/sync.go cleanupDeployment.
import type { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import type { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import { revisionOf } from './annotations.ts'
import { byCreation, replicasOf } from './replica-sets.ts'

const unlimited = 0x7fffffff

export function planHistory(deployment: Deployment, old: readonly ReplicaSet[]): readonly ReplicaSet[] {
  const limit = deployment.spec.revisionHistoryLimit ?? unlimited
  if (limit === unlimited) return []
  const alive = old.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  const oldest = alive.toSorted((a, b) => revisionOf(a) - revisionOf(b) || byCreation(a, b))
  return oldest.slice(0, Math.max(0, alive.length - limit)).filter(isIdle)
}

/** Has no pods, and is known to want none. */
function isIdle(replicaSet: ReplicaSet): boolean {
  const { status, metadata } = replicaSet
  return (
    (status?.replicas ?? 0) === 0 &&
    replicasOf(replicaSet) === 0 &&
    (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0)
  )
}
