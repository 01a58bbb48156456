// ReplicationController (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { replicationController } from './replication-controller.schema.ts'
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
})
export type ReplicationController = Instance<typeof ReplicationController>
