// PersistentVolumeClaim (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { persistentVolumeClaim } from './persistent-volume-claim.schema.ts'
export const PersistentVolumeClaim = defineKind({
  schema: persistentVolumeClaim,
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  scope: 'Namespaced',
  shortNames: ['pvc'],
  subresources: [{ name: 'status', kind: 'PersistentVolumeClaim', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'QWTyNDq0dC4=',
})
export type PersistentVolumeClaim = Instance<typeof PersistentVolumeClaim>
