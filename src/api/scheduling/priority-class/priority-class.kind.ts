// PriorityClass (scheduling.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { priorityClassColumns } from './priority-class.columns.ts'
import { defaultPriorityClass } from './priority-class.defaults.ts'
import { priorityClass } from './priority-class.schema.ts'
import { priorityClassStrategy } from './priority-class.strategy.ts'
import { validatePriorityClass, validatePriorityClassUpdate } from './priority-class.validation.ts'
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
  default: defaultPriorityClass,
  strategy: priorityClassStrategy,
  validate: validatePriorityClass,
  validateUpdate: validatePriorityClassUpdate,
  columns: priorityClassColumns,
})
export type PriorityClass = Instance<typeof PriorityClass>
