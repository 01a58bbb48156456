// Fields of storage-version-migration in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import type { ObjectOf } from '../../../machinery/kind.ts'
import { condition, groupResource, kindFields } from '../../../machinery/meta/meta.schema.ts'
import { list, object, opt, req, string, type TypeOf } from '../../../machinery/schema/schema.ts'

export const storageVersionMigrationSpec = object(
  'io.k8s.api.storagemigration.v1beta1.StorageVersionMigrationSpec',
  {
    resource: req(1, groupResource, { doc: 'Whose objects are written anew.', empty: 'zero' }),
  },
)
export type StorageVersionMigrationSpec = TypeOf<typeof storageVersionMigrationSpec>

export const storageVersionMigrationStatus = object(
  'io.k8s.api.storagemigration.v1beta1.StorageVersionMigrationStatus',
  {
    conditions: opt(
      1,
      list(condition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
      { doc: 'How far the migration has come.' },
    ),
    resourceVersion: opt(2, string, { doc: 'The revision up to which objects are written anew.' }),
  },
)
export type StorageVersionMigrationStatus = TypeOf<typeof storageVersionMigrationStatus>

export const storageVersionMigration = object('io.k8s.api.storagemigration.v1beta1.StorageVersionMigration', {
  ...kindFields,
  spec: opt(2, storageVersionMigrationSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, storageVersionMigrationStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type StorageVersionMigration = ObjectOf<typeof storageVersionMigration>
