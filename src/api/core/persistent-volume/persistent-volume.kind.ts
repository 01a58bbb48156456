// PersistentVolume (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { persistentVolume } from './persistent-volume.schema.ts'
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
})
export type PersistentVolume = Instance<typeof PersistentVolume>
