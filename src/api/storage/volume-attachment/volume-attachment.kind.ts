// VolumeAttachment (storage.k8s.io/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { volumeAttachment } from './volume-attachment.schema.ts'
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
})
export type VolumeAttachment = Instance<typeof VolumeAttachment>
