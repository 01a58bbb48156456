// ComponentStatus (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { componentStatusColumns } from './component-status.columns.ts'
import { componentStatus } from './component-status.schema.ts'
export const ComponentStatus = defineKind({
  schema: componentStatus,
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  singular: 'componentstatus',
  scope: 'Cluster',
  shortNames: ['cs'],
  verbs: ['get', 'list'],
  columns: componentStatusColumns,
})
export type ComponentStatus = Instance<typeof ComponentStatus>
