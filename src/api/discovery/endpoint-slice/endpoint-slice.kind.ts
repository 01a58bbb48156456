// EndpointSlice (discovery.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { endpointSlice } from './endpoint-slice.schema.ts'
export const EndpointSlice = defineKind({
  schema: endpointSlice,
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  scope: 'Namespaced',
  storageVersionHash: 'qgS0xkrxYAI=',
})
export type EndpointSlice = Instance<typeof EndpointSlice>
