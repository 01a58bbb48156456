// ResourceSlice (resource.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { resourceSliceColumns, resourceSliceFields } from './resource-slice.columns.ts'
import { resourceSlice } from './resource-slice.schema.ts'
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
  columns: resourceSliceColumns,
})
export type ResourceSlice = Instance<typeof ResourceSlice>
