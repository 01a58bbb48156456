// How volume attachments are listed. Upstream: pkg/printers/internalversion/printers.go printVolumeAttachment.
import type { Column } from '../../../machinery/kind.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import type { VolumeAttachment } from './volume-attachment.schema.ts'

export const volumeAttachmentColumns: readonly Column<VolumeAttachment>[] = [
  nameColumn,
  { ...column<VolumeAttachment>('Attacher', ({ spec }) => spec.attacher), format: 'name' },
  column<VolumeAttachment>('PV', ({ spec }) => spec.source.persistentVolumeName ?? ''),
  column<VolumeAttachment>('Node', ({ spec }) => spec.nodeName),
  column<VolumeAttachment>('Attached', ({ status }) => status?.attached ?? false, { type: 'boolean' }),
  ageColumn,
]
