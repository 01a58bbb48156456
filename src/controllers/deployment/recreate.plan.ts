// One step of a rollout by recreation: all old pods go, and only when none is left the new ones come. Pure.
// Upstream: pkg/controller/deployment/recreate.go.
import type { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import { isPodTerminal } from '../../api/core/pod/pod.conditions.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { activeOnes, type ReplicaSets, replicasOf, sum, wanted } from './replica-sets.ts'
import type { Scaling } from './scaling.ts'

export interface RecreatePlan {
  readonly scale: readonly Scaling[]
  /** The new replica set may be made now. */
  readonly create: boolean
}

export function planRecreate(
  deployment: Deployment,
  { current, old }: ReplicaSets,
  observed: { readonly oldPods: () => readonly Pod[] },
): RecreatePlan {
  const active = activeOnes(old)
  if (active.length > 0) return { scale: active.map((replicaSet) => ({ replicaSet, to: 0 })), create: false }
  const reported = sum(old, ({ status }) => status?.replicas ?? 0)
  if (reported > 0 || !observed.oldPods().every(isPodTerminal)) return { scale: [], create: false }
  if (current === undefined) return { scale: [], create: true }
  const grows = replicasOf(current) !== wanted(deployment)
  return { scale: grows ? [{ replicaSet: current, to: wanted(deployment) }] : [], create: false }
}
