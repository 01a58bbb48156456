// PriorityClass (scheduling.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { priorityClass } from './priority-class.schema.ts'
export const PriorityClass = defineKind({
  schema: priorityClass,
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  singular: 'priorityclass',
  scope: 'Cluster',
  shortNames: ['pc'],
  storageVersionHash: '1QwjyaZjj3Y=',
})
export type PriorityClass = Instance<typeof PriorityClass>
