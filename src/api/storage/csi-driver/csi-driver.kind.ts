// CSIDriver (storage.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { csiDriver } from './csi-driver.schema.ts'
export const CSIDriver = defineKind({
  schema: csiDriver,
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIDriver',
  plural: 'csidrivers',
  singular: 'csidriver',
  scope: 'Cluster',
  storageVersionHash: 'hL6j/rwBV5w=',
})
export type CSIDriver = Instance<typeof CSIDriver>
