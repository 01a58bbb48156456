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

export const volumeAttachmentSource = object(
  'io.k8s.api.storage.v1.VolumeAttachmentSource',
  {
    persistentVolumeName: opt(1, string, { doc: 'Name of the PersistentVolume.', pointer: true }),
    inlineVolumeSpec: opt(2, persistentVolumeSpec, {
      doc: 'The volume of a pod that has no PersistentVolume.',
      pointer: true,
    }),
  },
  { doc: 'Which volume; one of both.' },
)
export type VolumeAttachmentSource = TypeOf<typeof volumeAttachmentSource>

export const volumeAttachmentSpec = object(
  'io.k8s.api.storage.v1.VolumeAttachmentSpec',
  {
    attacher: req(1, string, { doc: 'Name of the driver that does it.', empty: 'zero' }),
    source: req(2, volumeAttachmentSource, { doc: 'The volume.', empty: 'zero' }),
    nodeName: req(3, string, { doc: 'Name of the node.', empty: 'zero' }),
  },
  { doc: 'What is to be attached where.' },
)
export type VolumeAttachmentSpec = TypeOf<typeof volumeAttachmentSpec>

export const volumeError = object(
  'io.k8s.api.storage.v1.VolumeError',
  {
    time: opt(1, time, { empty: 'zero', doc: 'When.' }),
    message: opt(2, string, { doc: 'Why, for people.' }),
    errorCode: opt(3, int32, {
      doc: 'Code of the gRPC error.',
      pointer: true,
      gates: ['MutableCSINodeAllocatableCount'],
    }),
  },
  { doc: 'Why something failed.' },
)
export type VolumeError = TypeOf<typeof volumeError>

export const volumeAttachmentStatus = object(
  'io.k8s.api.storage.v1.VolumeAttachmentStatus',
  {
    attached: req(1, bool, { doc: 'True where it is.', empty: 'zero' }),
    attachmentMetadata: opt(2, map(string), { doc: 'What the driver says that later steps need.' }),
    attachError: opt(3, volumeError, { doc: 'Why the last try to attach failed.', pointer: true }),
    detachError: opt(4, volumeError, { doc: 'Why the last try to detach failed.', pointer: true }),
  },
  { doc: 'Whether a volume is attached.' },
)
export type VolumeAttachmentStatus = TypeOf<typeof volumeAttachmentStatus>

export const volumeAttachment = object(
  'io.k8s.api.storage.v1.VolumeAttachment',
  {
    ...kindFields,
    spec: req(2, volumeAttachmentSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, volumeAttachmentStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'A volume that is to be attached to a node.' },
)
export type VolumeAttachment = ObjectOf<typeof volumeAttachment>
