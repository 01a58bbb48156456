// What the server does to replica sets. Upstream: pkg/registry/apps/replicaset/strategy.go.

import { podNameWarnings, podTemplateWarnings } from '../../core/pod/pod.warnings.ts'
import { specStrategy } from '../../strategies.ts'
import { type ReplicaSet, replicaSetStatus } from './replica-set.schema.ts'

export const replicaSetStrategy = specStrategy<ReplicaSet>({
  status: replicaSetStatus,
  warnings: (next, old) => [
    ...(old === undefined ? podNameWarnings(next.metadata.name) : []),
    ...(next.metadata.generation === old?.metadata.generation
      ? []
      : podTemplateWarnings(next.spec.template, 'spec.template')),
  ],
})
