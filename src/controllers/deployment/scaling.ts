// A change of sizes, as the plans of a deployment give it.
import type { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'

export interface Scaling {
  readonly replicaSet: ReplicaSet
  readonly to: number
}
