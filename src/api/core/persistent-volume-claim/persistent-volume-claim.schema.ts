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

export const persistentVolumeClaimCondition = object('io.k8s.api.core.v1.PersistentVolumeClaimCondition', {
  type: req(1, string, { empty: 'zero' }),
  status: req(2, string, { empty: 'zero' }),
  lastProbeTime: opt(3, time),
  lastTransitionTime: opt(4, time),
  reason: opt(5, string),
  message: opt(6, string),
})
export type PersistentVolumeClaimCondition = TypeOf<typeof persistentVolumeClaimCondition>

export const modifyVolumeStatus = object('io.k8s.api.core.v1.ModifyVolumeStatus', {
  targetVolumeAttributesClassName: opt(1, string),
  status: req(2, oneOf('Pending', 'InProgress', 'Infeasible'), { empty: 'zero' }),
})
export type ModifyVolumeStatus = TypeOf<typeof modifyVolumeStatus>

export const persistentVolumeClaimStatus = object('io.k8s.api.core.v1.PersistentVolumeClaimStatus', {
  phase: opt(1, oneOf('Pending', 'Bound', 'Lost')),
  accessModes: opt(2, list(string)),
  capacity: opt(3, map(quantity)),
  conditions: opt(
    4,
    list(persistentVolumeClaimCondition, {
      listType: 'map',
      keys: ['type'],
      mergeKey: 'type',
      patchStrategy: 'merge',
    }),
  ),
  allocatedResources: opt(5, map(quantity)),
  allocatedResourceStatuses: opt(7, map(string, { mapType: 'granular' })),
  currentVolumeAttributesClassName: opt(8, string, { pointer: true, gates: ['VolumeAttributesClass'] }),
  modifyVolumeStatus: opt(9, modifyVolumeStatus, { pointer: true, gates: ['VolumeAttributesClass'] }),
})
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
