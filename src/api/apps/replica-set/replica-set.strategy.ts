// What the server does to replica sets. Upstream: pkg/registry/apps/replicaset/strategy.go.

import { podOwnerWarnings } from '../../core/pod/pod.warnings.ts'
import { specStrategy } from '../../strategies.ts'
import { type ReplicaSet, replicaSetStatus } from './replica-set.schema.ts'

export const replicaSetStrategy = specStrategy<ReplicaSet>({
  status: replicaSetStatus,
  warnings: podOwnerWarnings,
})
