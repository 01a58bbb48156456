// Fields of stateful-set in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { labelSelector, objectMeta } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  int64,
  intOrString,
  list,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'
import { persistentVolumeClaim } from '../../core/persistent-volume-claim/persistent-volume-claim.schema.ts'
import { podTemplateSpec } from '../../core/shared.schema.ts'

export const rollingUpdateStatefulSetStrategy = object(
  'io.k8s.api.apps.v1.RollingUpdateStatefulSetStrategy',
  {
    partition: opt(1, int32, { pointer: true }),
    maxUnavailable: opt(2, intOrString, { pointer: true, gates: ['MaxUnavailableStatefulSet'] }),
  },
)
export type RollingUpdateStatefulSetStrategy = TypeOf<typeof rollingUpdateStatefulSetStrategy>

export const statefulSetUpdateStrategy = object('io.k8s.api.apps.v1.StatefulSetUpdateStrategy', {
  type: opt(1, oneOf('RollingUpdate', 'OnDelete')),
  rollingUpdate: opt(2, rollingUpdateStatefulSetStrategy, { pointer: true }),
})
export type StatefulSetUpdateStrategy = TypeOf<typeof statefulSetUpdateStrategy>

export const statefulSetPersistentVolumeClaimRetentionPolicy = object(
  'io.k8s.api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy',
  {
    whenDeleted: opt(1, string),
    whenScaled: opt(2, string),
  },
)
export type StatefulSetPersistentVolumeClaimRetentionPolicy = TypeOf<
  typeof statefulSetPersistentVolumeClaimRetentionPolicy
>

export const statefulSetOrdinals = object('io.k8s.api.apps.v1.StatefulSetOrdinals', {
  start: opt(1, int32, { empty: 'zero' }),
})
export type StatefulSetOrdinals = TypeOf<typeof statefulSetOrdinals>

export const statefulSetSpec = object('io.k8s.api.apps.v1.StatefulSetSpec', {
  replicas: opt(1, int32, { pointer: true }),
  selector: req(2, labelSelector, { pointer: true }),
  template: req(3, podTemplateSpec, { empty: 'zero' }),
  volumeClaimTemplates: opt(4, list(persistentVolumeClaim)),
  serviceName: opt(5, string, { empty: 'zero' }),
  podManagementPolicy: opt(6, oneOf('OrderedReady', 'Parallel')),
  updateStrategy: opt(7, statefulSetUpdateStrategy, { empty: 'zero' }),
  revisionHistoryLimit: opt(8, int32, { pointer: true }),
  minReadySeconds: opt(9, int32),
  persistentVolumeClaimRetentionPolicy: opt(10, statefulSetPersistentVolumeClaimRetentionPolicy, {
    pointer: true,
  }),
  ordinals: opt(11, statefulSetOrdinals, { pointer: true }),
})
export type StatefulSetSpec = TypeOf<typeof statefulSetSpec>

export const statefulSetCondition = object('io.k8s.api.apps.v1.StatefulSetCondition', {
  type: req(1, string, { empty: 'zero' }),
  status: req(2, string, { empty: 'zero' }),
  lastTransitionTime: opt(3, time),
  reason: opt(4, string),
  message: opt(5, string),
})
export type StatefulSetCondition = TypeOf<typeof statefulSetCondition>

export const statefulSetStatus = object('io.k8s.api.apps.v1.StatefulSetStatus', {
  observedGeneration: opt(1, int64),
  replicas: req(2, int32, { empty: 'zero' }),
  readyReplicas: opt(3, int32),
  currentReplicas: opt(4, int32),
  updatedReplicas: opt(5, int32),
  currentRevision: opt(6, string),
  updateRevision: opt(7, string),
  collisionCount: opt(9, int32, { pointer: true }),
  conditions: opt(
    10,
    list(statefulSetCondition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
  ),
  availableReplicas: opt(11, int32, { empty: 'zero' }),
})
export type StatefulSetStatus = TypeOf<typeof statefulSetStatus>

export const statefulSet = object('io.k8s.api.apps.v1.StatefulSet', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  spec: opt(2, statefulSetSpec, { empty: 'zero' }),
  status: opt(3, statefulSetStatus, { empty: 'zero' }),
})
export type StatefulSet = ObjectOf<typeof statefulSet>
