// Service (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { service } from './service.schema.ts'
export const Service = defineKind({
  schema: service,
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  scope: 'Namespaced',
  shortNames: ['svc'],
  categories: ['all'],
  subresources: [
    { name: 'proxy', kind: 'ServiceProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update'] },
    { name: 'status', kind: 'Service', verbs: ['get', 'patch', 'update'] },
  ],
  storageVersionHash: '0/CO1lhkEBI=',
  fieldSelectors: ['spec.clusterIP', 'spec.type'],
})
export type Service = Instance<typeof Service>
