// ReplicaSet (apps/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { replicaSetColumns } from './replica-set.columns.ts'
import { defaultReplicaSet } from './replica-set.defaults.ts'
import { replicaSet } from './replica-set.schema.ts'
import { replicaSetStrategy } from './replica-set.strategy.ts'
import {
  validateReplicaSet,
  validateReplicaSetStatusUpdate,
  validateReplicaSetUpdate,
} from './replica-set.validation.ts'
export const ReplicaSet = defineKind({
  schema: replicaSet,
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  scope: 'Namespaced',
  shortNames: ['rs'],
  categories: ['all'],
  subresources: [
    { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] },
    { name: 'status', kind: 'ReplicaSet', verbs: ['get', 'patch', 'update'] },
  ],
  storageVersionHash: 'P1RzHs8/mWQ=',
  fieldSelectors: ['status.replicas'],
  selectableFields: ({ status }) => ({ 'status.replicas': String(status?.replicas ?? 0) }),
  default: defaultReplicaSet,
  strategy: replicaSetStrategy,
  validate: validateReplicaSet,
  validateUpdate: validateReplicaSetUpdate,
  validateStatusUpdate: validateReplicaSetStatusUpdate,
  columns: replicaSetColumns,
})
export type ReplicaSet = Instance<typeof ReplicaSet>
