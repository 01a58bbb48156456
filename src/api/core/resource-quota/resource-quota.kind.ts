// ResourceQuota (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { resourceQuota } from './resource-quota.schema.ts'
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
})
export type ResourceQuota = Instance<typeof ResourceQuota>
