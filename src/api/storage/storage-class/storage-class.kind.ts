// StorageClass (storage.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { storageClass } from './storage-class.schema.ts'
export const StorageClass = defineKind({
  schema: storageClass,
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  singular: 'storageclass',
  scope: 'Cluster',
  shortNames: ['sc'],
  storageVersionHash: 'K+m6uJwbjGY=',
})
export type StorageClass = Instance<typeof StorageClass>
