// APIService (apiregistration.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { nameIsPathSegment } from '../../../machinery/names/validation.ts'
import { apiServiceColumns } from './api-service.columns.ts'
import { defaultAPIService } from './api-service.defaults.ts'
import { apiService } from './api-service.schema.ts'
import { apiServiceStrategy } from './api-service.strategy.ts'
import { validateAPIService, validateAPIServiceStatusUpdate } from './api-service.validation.ts'
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
  default: defaultAPIService,
  strategy: apiServiceStrategy,
  columns: apiServiceColumns,
  validate: validateAPIService,
  validateStatusUpdate: validateAPIServiceStatusUpdate,
  validateName: nameIsPathSegment,
})
export type APIService = Instance<typeof APIService>
