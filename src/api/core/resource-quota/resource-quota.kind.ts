// ResourceQuota (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { resourceQuotaColumns } from './resource-quota.columns.ts'
import { resourceQuota } from './resource-quota.schema.ts'
import { resourceQuotaStrategy } from './resource-quota.strategy.ts'
import {
  validateResourceQuota,
  validateResourceQuotaStatusUpdate,
  validateResourceQuotaUpdate,
} from './resource-quota.validation.ts'
export const ResourceQuota = defineKind({
  schema: resourceQuota,
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  singular: 'resourcequota',
  scope: 'Namespaced',
  shortNames: ['quota'],
  subresources: [{ name: 'status', kind: 'ResourceQuota', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: '8uhSgffRX6w=',
  strategy: resourceQuotaStrategy,
  columns: resourceQuotaColumns,
  validate: validateResourceQuota,
  validateUpdate: validateResourceQuotaUpdate,
  validateStatusUpdate: validateResourceQuotaStatusUpdate,
})
export type ResourceQuota = Instance<typeof ResourceQuota>
