// VolumeAttributesClass (storage.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { volumeAttributesClassColumns } from './volume-attributes-class.columns.ts'
import { volumeAttributesClass } from './volume-attributes-class.schema.ts'
import {
  validateVolumeAttributesClass,
  validateVolumeAttributesClassUpdate,
} from './volume-attributes-class.validation.ts'
export const VolumeAttributesClass = defineKind({
  schema: volumeAttributesClass,
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttributesClass',
  plural: 'volumeattributesclasses',
  singular: 'volumeattributesclass',
  scope: 'Cluster',
  shortNames: ['vac'],
  storageVersionHash: 'tIjydgKBC5w=',
  columns: volumeAttributesClassColumns,
  validate: validateVolumeAttributesClass,
  validateUpdate: validateVolumeAttributesClassUpdate,
})
export type VolumeAttributesClass = Instance<typeof VolumeAttributesClass>
