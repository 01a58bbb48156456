// CSIDriver (storage.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { csiDriverColumns } from './csi-driver.columns.ts'
import { defaultCSIDriver } from './csi-driver.defaults.ts'
import { csiDriver } from './csi-driver.schema.ts'
import { csiDriverStrategy } from './csi-driver.strategy.ts'
import { validateCSIDriver, validateCSIDriverUpdate } from './csi-driver.validation.ts'
export const CSIDriver = defineKind({
  schema: csiDriver,
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIDriver',
  plural: 'csidrivers',
  singular: 'csidriver',
  scope: 'Cluster',
  storageVersionHash: 'hL6j/rwBV5w=',
  default: defaultCSIDriver,
  strategy: csiDriverStrategy,
  columns: csiDriverColumns,
  validate: validateCSIDriver,
  validateUpdate: validateCSIDriverUpdate,
})
export type CSIDriver = Instance<typeof CSIDriver>
