// DaemonSet (apps/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { daemonSetColumns } from './daemon-set.columns.ts'
import { defaultDaemonSet } from './daemon-set.defaults.ts'
import { daemonSet } from './daemon-set.schema.ts'
import { daemonSetStrategy } from './daemon-set.strategy.ts'
import {
  validateDaemonSet,
  validateDaemonSetStatusUpdate,
  validateDaemonSetUpdate,
} from './daemon-set.validation.ts'
export const DaemonSet = defineKind({
  schema: daemonSet,
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  singular: 'daemonset',
  scope: 'Namespaced',
  shortNames: ['ds'],
  categories: ['all'],
  subresources: [{ name: 'status', kind: 'DaemonSet', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'dd7pWHUlMKQ=',
  default: defaultDaemonSet,
  strategy: daemonSetStrategy,
  validate: validateDaemonSet,
  validateUpdate: validateDaemonSetUpdate,
  validateStatusUpdate: validateDaemonSetStatusUpdate,
  columns: daemonSetColumns,
})
export type DaemonSet = Instance<typeof DaemonSet>
