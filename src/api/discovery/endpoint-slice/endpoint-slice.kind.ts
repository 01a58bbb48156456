// EndpointSlice (discovery.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { endpointSliceColumns } from './endpoint-slice.columns.ts'
import { defaultEndpointSlice } from './endpoint-slice.defaults.ts'
import { endpointSlice } from './endpoint-slice.schema.ts'
import { endpointSliceStrategy } from './endpoint-slice.strategy.ts'
import { validateEndpointSlice, validateEndpointSliceUpdate } from './endpoint-slice.validation.ts'
export const EndpointSlice = defineKind({
  schema: endpointSlice,
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  scope: 'Namespaced',
  storageVersionHash: 'qgS0xkrxYAI=',
  default: defaultEndpointSlice,
  strategy: endpointSliceStrategy,
  validate: validateEndpointSlice,
  validateUpdate: validateEndpointSliceUpdate,
  columns: endpointSliceColumns,
})
export type EndpointSlice = Instance<typeof EndpointSlice>
