// Endpoints (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { endpointsColumns } from './endpoints.columns.ts'
import { defaultEndpoints } from './endpoints.defaults.ts'
import { endpoints } from './endpoints.schema.ts'
import { endpointsStrategy } from './endpoints.strategy.ts'
import { validateEndpoints } from './endpoints.validation.ts'
export const Endpoints = defineKind({
  schema: endpoints,
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  scope: 'Namespaced',
  shortNames: ['ep'],
  storageVersionHash: 'fWeeMqaN/OA=',
  default: defaultEndpoints,
  strategy: endpointsStrategy,
  validate: validateEndpoints,
  columns: endpointsColumns,
})
export type Endpoints = Instance<typeof Endpoints>
