// Service (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { nameIsDNSLabel } from '../../../machinery/names/validation.ts'
import { serviceColumns } from './service.columns.ts'
import { defaultService } from './service.defaults.ts'
import { service } from './service.schema.ts'
import { serviceSelectableFields, serviceStrategy } from './service.strategy.ts'
import { validateService, validateServiceStatusUpdate, validateServiceUpdate } from './service.validation.ts'
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
  selectableFields: serviceSelectableFields,
  default: defaultService,
  strategy: serviceStrategy,
  validateName: nameIsDNSLabel,
  validate: validateService,
  validateUpdate: validateServiceUpdate,
  validateStatusUpdate: validateServiceStatusUpdate,
  columns: serviceColumns,
})
export type Service = Instance<typeof Service>
