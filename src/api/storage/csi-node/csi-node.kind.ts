// CSINode (storage.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { csiNodeColumns } from './csi-node.columns.ts'
import { csiNode } from './csi-node.schema.ts'
import { validateCSINode, validateCSINodeUpdate } from './csi-node.validation.ts'
export const CSINode = defineKind({
  schema: csiNode,
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSINode',
  plural: 'csinodes',
  singular: 'csinode',
  scope: 'Cluster',
  storageVersionHash: 'Pe62DkZtjuo=',
  strategy: { allowUnconditionalUpdate: false },
  columns: csiNodeColumns,
  validate: validateCSINode,
  validateUpdate: validateCSINodeUpdate,
})
export type CSINode = Instance<typeof CSINode>
