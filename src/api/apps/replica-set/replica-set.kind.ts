// ReplicaSet (apps/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { replicaSet } from './replica-set.schema.ts'
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
})
export type ReplicaSet = Instance<typeof ReplicaSet>
