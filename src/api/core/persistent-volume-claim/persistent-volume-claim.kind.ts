// PersistentVolumeClaim (core/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { persistentVolumeClaimColumns } from './persistent-volume-claim.columns.ts'
import { defaultPersistentVolumeClaim } from './persistent-volume-claim.defaults.ts'
import { persistentVolumeClaim } from './persistent-volume-claim.schema.ts'
import { persistentVolumeClaimStrategy } from './persistent-volume-claim.strategy.ts'
import {
  validatePersistentVolumeClaim,
  validatePersistentVolumeClaimStatusUpdate,
  validatePersistentVolumeClaimUpdate,
} from './persistent-volume-claim.validation.ts'
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
  default: defaultPersistentVolumeClaim,
  strategy: persistentVolumeClaimStrategy,
  columns: persistentVolumeClaimColumns,
  validate: validatePersistentVolumeClaim,
  validateUpdate: validatePersistentVolumeClaimUpdate,
  validateStatusUpdate: validatePersistentVolumeClaimStatusUpdate,
})
export type PersistentVolumeClaim = Instance<typeof PersistentVolumeClaim>
