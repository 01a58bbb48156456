// What the server does to replication controllers. Upstream: pkg/registry/core/replicationcontroller/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { podOwnerWarnings } from '../pod/pod.warnings.ts'
import { type ReplicationController, replicationControllerStatus } from './replication-controller.schema.ts'

export const replicationControllerStrategy = specStrategy<ReplicationController>({
  status: replicationControllerStatus,
  warnings: podOwnerWarnings,
  // For clients from before there was a garbage collector.
  defaultPropagation: 'Orphan',
})
