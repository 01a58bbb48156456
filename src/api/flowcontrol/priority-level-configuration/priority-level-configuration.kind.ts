// PriorityLevelConfiguration (flowcontrol.apiserver.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { priorityLevelConfigurationColumns } from './priority-level-configuration.columns.ts'
import { defaultPriorityLevelConfiguration } from './priority-level-configuration.defaults.ts'
import { priorityLevelConfiguration } from './priority-level-configuration.schema.ts'
import { priorityLevelConfigurationStrategy } from './priority-level-configuration.strategy.ts'
import {
  validatePriorityLevelConfiguration,
  validatePriorityLevelConfigurationStatus,
} from './priority-level-configuration.validation.ts'
export const PriorityLevelConfiguration = defineKind({
  schema: priorityLevelConfiguration,
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'PriorityLevelConfiguration',
  plural: 'prioritylevelconfigurations',
  singular: 'prioritylevelconfiguration',
  scope: 'Cluster',
  subresources: [{ name: 'status', kind: 'PriorityLevelConfiguration', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'Kir5PVfvNeI=',
  default: defaultPriorityLevelConfiguration,
  strategy: priorityLevelConfigurationStrategy,
  validate: validatePriorityLevelConfiguration,
  validateStatusUpdate: validatePriorityLevelConfigurationStatus,
  columns: priorityLevelConfigurationColumns,
})
export type PriorityLevelConfiguration = Instance<typeof PriorityLevelConfiguration>
