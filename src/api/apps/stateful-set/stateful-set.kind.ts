// StatefulSet (apps/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { statefulSet } from './stateful-set.schema.ts'
export const StatefulSet = defineKind({
  schema: statefulSet,
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  singular: 'statefulset',
  scope: 'Namespaced',
  shortNames: ['sts'],
  categories: ['all'],
  subresources: [
    { name: 'scale', kind: 'Scale', group: 'autoscaling', version: 'v1', verbs: ['get', 'patch', 'update'] },
    { name: 'status', kind: 'StatefulSet', verbs: ['get', 'patch', 'update'] },
  ],
  storageVersionHash: 'H+vl74LkKdo=',
})
export type StatefulSet = Instance<typeof StatefulSet>
