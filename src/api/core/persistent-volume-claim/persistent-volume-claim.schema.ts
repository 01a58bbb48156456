// Fields of persistent-volume-claim in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  list,
  map,
  object,
  oneOf,
  opt,
  quantity,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'
import { persistentVolumeClaimSpec } from '../pod/pod-volumes.schema.ts'

export const persistentVolumeClaimCondition = object(
  'io.k8s.api.core.v1.PersistentVolumeClaimCondition',
  {
    type: req(1, string, { doc: 'Type of the condition.', empty: 'zero' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    lastProbeTime: opt(3, time, { empty: 'zero', doc: 'When it was last looked at.' }),
    lastTransitionTime: opt(4, time, { empty: 'zero', doc: 'When the status last changed.' }),
    reason: opt(5, string, { doc: 'Why, in one word for machines.' }),
    message: opt(6, string, { doc: 'Why, for people.' }),
  },
  { doc: 'A fact about the object, and since when it holds.' },
)
export type PersistentVolumeClaimCondition = TypeOf<typeof persistentVolumeClaimCondition>

export const modifyVolumeStatus = object(
  'io.k8s.api.core.v1.ModifyVolumeStatus',
  {
    targetVolumeAttributesClassName: opt(1, string, { doc: 'Class that the volume is being changed to.' }),
    status: req(2, oneOf('Pending', 'InProgress', 'Infeasible'), {
      doc: 'Pending, InProgress or Infeasible.',
      empty: 'zero',
    }),
  },
  { doc: "A change of a volume's attributes that is under way." },
)
export type ModifyVolumeStatus = TypeOf<typeof modifyVolumeStatus>

export const persistentVolumeClaimStatus = object(
  'io.k8s.api.core.v1.PersistentVolumeClaimStatus',
  {
    phase: opt(1, oneOf('Pending', 'Bound', 'Lost'), { doc: 'Pending, Bound or Lost.' }),
    accessModes: opt(2, list(string), { doc: 'How the volume can be used.' }),
    capacity: opt(3, map(quantity), { doc: 'How large the volume is.' }),
    conditions: opt(
      4,
      list(persistentVolumeClaimCondition, {
        listType: 'map',
        keys: ['type'],
        mergeKey: 'type',
        patchStrategy: 'merge',
      }),
      { doc: 'What is being done to the volume.' },
    ),
    allocatedResources: opt(5, map(quantity), { doc: 'What growing it asks for, by resource.' }),
    allocatedResourceStatuses: opt(7, map(string, { mapType: 'granular' }), {
      doc: 'How far growing it is, by resource.',
    }),
    currentVolumeAttributesClassName: opt(8, string, {
      doc: 'Class of attributes that the volume has.',
      pointer: true,
      gates: ['VolumeAttributesClass'],
    }),
    modifyVolumeStatus: opt(9, modifyVolumeStatus, {
      doc: 'A change of attributes that is under way.',
      pointer: true,
      gates: ['VolumeAttributesClass'],
    }),
  },
  { doc: 'What a claim got.' },
)
export type PersistentVolumeClaimStatus = TypeOf<typeof persistentVolumeClaimStatus>

export const persistentVolumeClaim = object(
  'io.k8s.api.core.v1.PersistentVolumeClaim',
  {
    ...kindFields,
    spec: opt(2, persistentVolumeClaimSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, persistentVolumeClaimStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Asks for a volume that outlasts pods.' },
)
export type PersistentVolumeClaim = ObjectOf<typeof persistentVolumeClaim>
