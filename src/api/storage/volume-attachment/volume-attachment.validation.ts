// Faults of volume attachments. Upstream: pkg/apis/storage/validation/validation.go ValidateVolumeAttachment.
import { type FieldError, forbidden, invalid, required, tooLong } from '../../../machinery/field-error.ts'
import { byteLength, nameIsDNSSubdomain } from '../../../machinery/names/validation.ts'
import { checkImmutable, checkRequired, faultsAt } from '../../checks.ts'
import { validateInlineVolume } from '../../core/persistent-volume/persistent-volume.validation.ts'
import { validateCSIDriverName } from '../../core/pod/pod-volume-disks.validation.ts'
import type { VolumeAttachment, VolumeAttachmentSource, VolumeError } from './volume-attachment.schema.ts'

const maxMetadataBytes = 256 * 1024
const maxMessageBytes = 1024

export function validateVolumeAttachment({ spec, status }: VolumeAttachment): FieldError[] {
  return [
    ...checkRequired(spec.attacher, 'spec.attacher'),
    ...checkSource(spec.source),
    ...faultsAt('spec.nodeName', spec.nodeName, nameIsDNSSubdomain(spec.nodeName, false)),
    ...checkMetadata(status?.attachmentMetadata ?? {}),
    ...checkError(status?.attachError, 'status.attachError'),
    ...checkError(status?.detachError, 'status.detachError'),
  ]
}

/** What v1 asks for beyond the versions before it, of which objects may still be kept. */
export function validateNewVolumeAttachment({ spec }: VolumeAttachment): FieldError[] {
  const { persistentVolumeName: name } = spec.source
  const texts = name === undefined ? [] : nameIsDNSSubdomain(name, false)
  return [
    ...validateCSIDriverName(spec.attacher, 'spec.attacher'),
    ...faultsAt('spec.source.persistentVolumeName', name, texts),
  ]
}

function checkSource({ persistentVolumeName, inlineVolumeSpec }: VolumeAttachmentSource): FieldError[] {
  const exactlyOne = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'
  if (inlineVolumeSpec === undefined) {
    if (persistentVolumeName === undefined) return [required('spec.source', exactlyOne)]
    const field = 'spec.source.persistentVolumeName'
    if (persistentVolumeName !== '') return []
    return [required(field, 'must specify non empty persistentVolumeName')]
  }
  if (persistentVolumeName !== undefined) return [forbidden('spec.source', exactlyOne)]
  return validateInlineVolume(inlineVolumeSpec, 'spec.source.inlineVolumeSpec')
}

function checkMetadata(metadata: Readonly<Record<string, string>>): FieldError[] {
  const bytes = Object.entries(metadata).reduce(
    (sum, [key, value]) => sum + byteLength(key) + byteLength(value),
    0,
  )
  return bytes > maxMetadataBytes ? [tooLong('status.attachmentMetadata', maxMetadataBytes)] : []
}

function checkError(error: VolumeError | undefined, path: string): FieldError[] {
  if (error === undefined) return []
  const faults: FieldError[] = []
  // Upstream names the limit of the metadata here.
  if (byteLength(error.message ?? '') > maxMessageBytes)
    faults.push(tooLong(`${path}.message`, maxMetadataBytes))
  if ((error.errorCode ?? 0) >= 0) return faults
  const text = 'must be between 0 and 2147483647, inclusive'
  return [...faults, invalid(`${path}.errorCode`, error.errorCode, text)]
}

export function validateVolumeAttachmentUpdate(next: VolumeAttachment, old: VolumeAttachment): FieldError[] {
  return checkImmutable(next.spec, old.spec, 'spec')
}
