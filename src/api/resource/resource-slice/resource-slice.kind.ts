// ResourceSlice (resource.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { resourceSliceColumns, resourceSliceFields } from './resource-slice.columns.ts'
import { resourceSlice } from './resource-slice.schema.ts'
import { defaultResourceSlice, resourceSliceStrategy } from './resource-slice.strategy.ts'
import { validateResourceSliceCreate, validateResourceSliceUpdate } from './resource-slice.validation.ts'
export const ResourceSlice = defineKind({
  schema: resourceSlice,
  group: 'resource.k8s.io',
  version: 'v1',
  kind: 'ResourceSlice',
  plural: 'resourceslices',
  singular: 'resourceslice',
  scope: 'Cluster',
  storageVersionHash: 'KsC072WgaEY=',
  fieldSelectors: ['spec.nodeName', 'spec.driver'],
  selectableFields: resourceSliceFields,
  default: defaultResourceSlice,
  strategy: resourceSliceStrategy,
  validateCreate: validateResourceSliceCreate,
  validateUpdate: validateResourceSliceUpdate,
  columns: resourceSliceColumns,
})
export type ResourceSlice = Instance<typeof ResourceSlice>
