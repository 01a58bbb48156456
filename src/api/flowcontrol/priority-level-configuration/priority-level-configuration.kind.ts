// PriorityLevelConfiguration (flowcontrol.apiserver.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { priorityLevelConfiguration } from './priority-level-configuration.schema.ts'
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
})
export type PriorityLevelConfiguration = Instance<typeof PriorityLevelConfiguration>
