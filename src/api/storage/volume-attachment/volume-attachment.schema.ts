// Fields of volume-attachment in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
  int32,
  map,
  object,
  opt,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'
import { persistentVolumeSpec } from '../../core/persistent-volume/persistent-volume.schema.ts'

export const volumeAttachmentSource = object('io.k8s.api.storage.v1.VolumeAttachmentSource', {
  persistentVolumeName: opt(1, string, { pointer: true }),
  inlineVolumeSpec: opt(2, persistentVolumeSpec, { pointer: true }),
})
export type VolumeAttachmentSource = TypeOf<typeof volumeAttachmentSource>

export const volumeAttachmentSpec = object('io.k8s.api.storage.v1.VolumeAttachmentSpec', {
  attacher: req(1, string, { empty: 'zero' }),
  source: req(2, volumeAttachmentSource, { empty: 'zero' }),
  nodeName: req(3, string, { empty: 'zero' }),
})
export type VolumeAttachmentSpec = TypeOf<typeof volumeAttachmentSpec>

export const volumeError = object('io.k8s.api.storage.v1.VolumeError', {
  time: opt(1, time),
  message: opt(2, string),
  errorCode: opt(3, int32, { pointer: true, gates: ['MutableCSINodeAllocatableCount'] }),
})
export type VolumeError = TypeOf<typeof volumeError>

export const volumeAttachmentStatus = object('io.k8s.api.storage.v1.VolumeAttachmentStatus', {
  attached: req(1, bool, { empty: 'zero' }),
  attachmentMetadata: opt(2, map(string)),
  attachError: opt(3, volumeError, { pointer: true }),
  detachError: opt(4, volumeError, { pointer: true }),
})
export type VolumeAttachmentStatus = TypeOf<typeof volumeAttachmentStatus>

export const volumeAttachment = object('io.k8s.api.storage.v1.VolumeAttachment', {
  ...kindFields,
  spec: req(2, volumeAttachmentSpec, { doc: 'What is asked for.', empty: 'zero' }),
  status: opt(3, volumeAttachmentStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
})
export type VolumeAttachment = ObjectOf<typeof volumeAttachment>
