// StorageClass (storage.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { storageClassColumns } from './storage-class.columns.ts'
import { defaultStorageClass } from './storage-class.defaults.ts'
import { storageClass } from './storage-class.schema.ts'
import { validateStorageClass, validateStorageClassUpdate } from './storage-class.validation.ts'
import { storageClassWarnings } from './storage-class.warnings.ts'
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
  strategy: { warnings: storageClassWarnings },
  default: defaultStorageClass,
  columns: storageClassColumns,
  validate: validateStorageClass,
  validateUpdate: validateStorageClassUpdate,
})
export type StorageClass = Instance<typeof StorageClass>
