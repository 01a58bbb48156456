// StorageVersionMigration (storagemigration.k8s.io/v1beta1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { column, nameColumn } from '../../columns.ts'
import { specStrategy } from '../../strategies.ts'
import {
  type StorageVersionMigration as Migration,
  storageVersionMigration,
  storageVersionMigrationStatus,
} from './storage-version-migration.schema.ts'
import {
  validateStorageVersionMigration,
  validateStorageVersionMigrationStatusUpdate,
  validateStorageVersionMigrationUpdate,
} from './storage-version-migration.validation.ts'

function resourceText({ spec: { resource } }: Migration): string {
  return resource.group === '' ? resource.resource : `${resource.resource}.${resource.group}`
}

export const StorageVersionMigration = defineKind({
  schema: storageVersionMigration,
  group: 'storagemigration.k8s.io',
  version: 'v1beta1',
  kind: 'StorageVersionMigration',
  plural: 'storageversionmigrations',
  singular: 'storageversionmigration',
  scope: 'Cluster',
  subresources: [{ name: 'status', kind: 'StorageVersionMigration', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'pCjmmKOkLy4=',
  strategy: specStrategy<Migration>({
    status: storageVersionMigrationStatus,
    allowUnconditionalUpdate: false,
  }),
  validate: validateStorageVersionMigration,
  validateUpdate: validateStorageVersionMigrationUpdate,
  validateStatusUpdate: validateStorageVersionMigrationStatusUpdate,
  columns: [nameColumn, column<Migration>('Resource', resourceText)],
})
export type StorageVersionMigration = Instance<typeof StorageVersionMigration>
