// What the server does to replication controllers. Upstream: pkg/registry/core/replicationcontroller/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { podNameWarnings, podTemplateWarnings } from '../pod/pod.warnings.ts'
import { type ReplicationController, replicationControllerStatus } from './replication-controller.schema.ts'

export const replicationControllerStrategy = specStrategy<ReplicationController>({
  status: replicationControllerStatus,
  warnings: (next, old) => [
    ...(old === undefined ? podNameWarnings(next.metadata.name) : []),
    ...(next.metadata.generation === old?.metadata.generation
      ? []
      : podTemplateWarnings(next.spec.template, 'spec.template')),
  ],
  // For clients from before there was a garbage collector.
  defaultPropagation: 'Orphan',
})
