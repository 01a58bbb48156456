// StorageVersion (internal.apiserver.k8s.io/v1alpha1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { specStrategy } from '../../strategies.ts'
import {
  storageVersion,
  storageVersionStatus,
  type StorageVersion as Version,
} from './storage-version.schema.ts'
import { validateStorageVersionName, validateStorageVersionStatus } from './storage-version.validation.ts'

const shown = 3

/** `id=version` of some servers. Upstream: pkg/printers/internalversion/printers.go formatStorageVersions. */
function versionsText({ status }: Version): string {
  const versions = status?.storageVersions ?? []
  if (versions.length === 0) return '<unset>'
  const texts = versions.slice(0, shown).map((item) => `${item.apiServerID}=${item.encodingVersion}`)
  const rest = versions.length - shown
  return `${texts.join(',')}${rest > 0 ? ` + ${rest} more...` : ''}`
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
