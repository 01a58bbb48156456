// PersistentVolume (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { persistentVolumeColumns } from './persistent-volume.columns.ts'
import { defaultPersistentVolume } from './persistent-volume.defaults.ts'
import { persistentVolume } from './persistent-volume.schema.ts'
import { persistentVolumeStrategy } from './persistent-volume.strategy.ts'
import { validatePersistentVolume, validatePersistentVolumeUpdate } from './persistent-volume.validation.ts'
export const PersistentVolume = defineKind({
  schema: persistentVolume,
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  singular: 'persistentvolume',
  scope: 'Cluster',
  shortNames: ['pv'],
  subresources: [{ name: 'status', kind: 'PersistentVolume', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'HN/zwEC+JgM=',
  default: defaultPersistentVolume,
  strategy: persistentVolumeStrategy,
  columns: persistentVolumeColumns,
  validate: validatePersistentVolume,
  validateUpdate: validatePersistentVolumeUpdate,
})
export type PersistentVolume = Instance<typeof PersistentVolume>
