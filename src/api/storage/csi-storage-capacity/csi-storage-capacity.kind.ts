// CSIStorageCapacity (storage.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { labelSelectorWarnings } from '../../node-labels.warnings.ts'
import { csiStorageCapacityColumns } from './csi-storage-capacity.columns.ts'
import { csiStorageCapacity } from './csi-storage-capacity.schema.ts'
import {
  validateCSIStorageCapacity,
  validateCSIStorageCapacityUpdate,
} from './csi-storage-capacity.validation.ts'
export const CSIStorageCapacity = defineKind({
  schema: csiStorageCapacity,
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIStorageCapacity',
  plural: 'csistoragecapacities',
  singular: 'csistoragecapacity',
  scope: 'Namespaced',
  storageVersionHash: 'xeVl+2Ly1kE=',
  strategy: {
    allowUnconditionalUpdate: false,
    warnings: ({ nodeTopology }) => labelSelectorWarnings(nodeTopology, 'nodeTopology'),
  },
  columns: csiStorageCapacityColumns,
  validate: validateCSIStorageCapacity,
  validateUpdate: validateCSIStorageCapacityUpdate,
})
export type CSIStorageCapacity = Instance<typeof CSIStorageCapacity>
