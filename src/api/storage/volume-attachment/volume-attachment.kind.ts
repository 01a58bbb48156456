// VolumeAttachment (storage.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { volumeAttachmentColumns } from './volume-attachment.columns.ts'
import { volumeAttachment } from './volume-attachment.schema.ts'
import { volumeAttachmentStrategy } from './volume-attachment.strategy.ts'
import {
  validateNewVolumeAttachment,
  validateVolumeAttachment,
  validateVolumeAttachmentUpdate,
} from './volume-attachment.validation.ts'
export const VolumeAttachment = defineKind({
  schema: volumeAttachment,
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'VolumeAttachment',
  plural: 'volumeattachments',
  singular: 'volumeattachment',
  scope: 'Cluster',
  subresources: [{ name: 'status', kind: 'VolumeAttachment', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'tJx/ezt6UDU=',
  strategy: volumeAttachmentStrategy,
  columns: volumeAttachmentColumns,
  validate: validateVolumeAttachment,
  validateCreate: validateNewVolumeAttachment,
  validateStatusUpdate: validateVolumeAttachment,
  validateUpdate: validateVolumeAttachmentUpdate,
})
export type VolumeAttachment = Instance<typeof VolumeAttachment>
