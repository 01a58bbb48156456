// ReplicationController (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { replicationControllerColumns } from './replication-controller.columns.ts'
import { defaultReplicationController } from './replication-controller.defaults.ts'
import { replicationController } from './replication-controller.schema.ts'
import { replicationControllerStrategy } from './replication-controller.strategy.ts'
import {
  validateReplicationController,
  validateReplicationControllerStatusUpdate,
} from './replication-controller.validation.ts'
export const ReplicationController = defineKind({
  schema: replicationController,
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  singular: 'replicationcontroller',
  scope: 'Namespaced',
  shortNames: ['rc'],
  categories: ['all'],
  subresources: [
    { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] },
    { name: 'status', kind: 'ReplicationController', verbs: ['get', 'patch', 'update'] },
  ],
  storageVersionHash: 'Jond2If31h0=',
  fieldSelectors: ['status.replicas'],
  selectableFields: ({ status }) => ({ 'status.replicas': String(status?.replicas ?? 0) }),
  default: defaultReplicationController,
  strategy: replicationControllerStrategy,
  columns: replicationControllerColumns,
  validate: validateReplicationController,
  validateStatusUpdate: validateReplicationControllerStatusUpdate,
})
export type ReplicationController = Instance<typeof ReplicationController>
