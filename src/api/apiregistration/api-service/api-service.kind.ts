// APIService (apiregistration.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { apiService } from './api-service.schema.ts'
export const APIService = defineKind({
  schema: apiService,
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  plural: 'apiservices',
  singular: 'apiservice',
  scope: 'Cluster',
  categories: ['api-extensions'],
  subresources: [{ name: 'status', kind: 'APIService', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'InPBPD7+PqM=',
})
export type APIService = Instance<typeof APIService>
