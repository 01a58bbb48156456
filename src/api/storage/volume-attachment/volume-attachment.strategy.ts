// What the server does to volume attachments. Upstream: pkg/registry/storage/volumeattachment/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { type VolumeAttachment, volumeAttachmentStatus } from './volume-attachment.schema.ts'

export const volumeAttachmentStrategy = specStrategy<VolumeAttachment>({
  status: volumeAttachmentStatus,
  generation: false,
  allowUnconditionalUpdate: false,
})
