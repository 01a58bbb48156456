// StorageVersion (internal.apiserver.k8s.io/v1alpha1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn, someOf } from '../../columns.ts'
import { specStrategy } from '../../strategies.ts'
import {
  storageVersion,
  storageVersionStatus,
  type StorageVersion as Version,
} from './storage-version.schema.ts'
import { validateStorageVersionName, validateStorageVersionStatus } from './storage-version.validation.ts'

/** `id=version` of some servers. Upstream: pkg/printers/internalversion/printers.go formatStorageVersions. */
function versionsText({ status }: Version): string {
  const versions = status?.storageVersions ?? []
  return someOf(versions.map((item) => `${item.apiServerID}=${item.encodingVersion}`))
}

export const StorageVersion = defineKind({
  schema: storageVersion,
  group: 'internal.apiserver.k8s.io',
  version: 'v1alpha1',
  kind: 'StorageVersion',
  plural: 'storageversions',
  singular: 'storageversion',
  scope: 'Cluster',
  subresources: [{ name: 'status', kind: 'StorageVersion', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'c8YZt5U0nPk=',
  strategy: specStrategy<Version>({
    status: storageVersionStatus,
    generation: false,
    allowUnconditionalUpdate: false,
  }),
  validateName: (name) => validateStorageVersionName(name),
  validateCreate: validateStorageVersionStatus,
  validateStatusUpdate: validateStorageVersionStatus,
  columns: [
    nameColumn,
    column<Version>('CommonEncodingVersion', ({ status }) => status?.commonEncodingVersion ?? '<unset>'),
    column<Version>('StorageVersions', versionsText),
    ageColumn,
  ],
})
export type StorageVersion = Instance<typeof StorageVersion>
