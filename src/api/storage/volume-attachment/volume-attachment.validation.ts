// Faults of volume attachments. Upstream: pkg/apis/storage/validation/validation.go ValidateVolumeAttachment.
import { type FieldError, required } from '../../../machinery/field-error.ts'
import { nameIsDNSSubdomain } from '../../../machinery/names/validation.ts'
import { checkImmutable, faultsAt } from '../../checks.ts'
import { validateCSIDriverName } from '../../core/pod/pod-volume-disks.validation.ts'
import type { VolumeAttachment } from './volume-attachment.schema.ts'

export function validateVolumeAttachment({ spec }: VolumeAttachment): FieldError[] {
  const { persistentVolumeName, inlineVolumeSpec } = spec.source
  const faults = validateCSIDriverName(spec.attacher, 'spec.attacher')
  if (persistentVolumeName === undefined && inlineVolumeSpec === undefined) {
    faults.push(
      required('spec.source', 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'),
    )
  } else if (persistentVolumeName !== undefined) {
    const field = 'spec.source.persistentVolumeName'
    if (persistentVolumeName === '')
      faults.push(required(field, 'must specify non empty persistentVolumeName'))
    else
      faults.push(...faultsAt(field, persistentVolumeName, nameIsDNSSubdomain(persistentVolumeName, false)))
  }
  return [...faults, ...faultsAt('spec.nodeName', spec.nodeName, nameIsDNSSubdomain(spec.nodeName, false))]
}

export function validateVolumeAttachmentUpdate(next: VolumeAttachment, old: VolumeAttachment): FieldError[] {
  return checkImmutable(next.spec, old.spec, 'spec')
}
