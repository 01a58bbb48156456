// Fields of stateful-set in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields, labelSelector } from '../../../machinery/meta/meta.schema.ts'
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
    partition: opt(1, int32, {
      doc: 'Only pods with this number or a higher one are replaced.',
      pointer: true,
    }),
    maxUnavailable: opt(2, intOrString, {
      doc: 'How many may be missing meanwhile; 1 where absent.',
      pointer: true,
      gates: ['MaxUnavailableStatefulSet'],
    }),
  },
  { doc: 'Which pods are replaced, and how many at a time.' },
)
export type RollingUpdateStatefulSetStrategy = TypeOf<typeof rollingUpdateStatefulSetStrategy>

export const statefulSetUpdateStrategy = object(
  'io.k8s.api.apps.v1.StatefulSetUpdateStrategy',
  {
    type: opt(1, oneOf('RollingUpdate', 'OnDelete'), { doc: 'RollingUpdate (the default) or OnDelete.' }),
    rollingUpdate: opt(2, rollingUpdateStatefulSetStrategy, {
      doc: 'Which of them, for RollingUpdate.',
      pointer: true,
    }),
  },
  { doc: 'How old pods give way to new ones.' },
)
export type StatefulSetUpdateStrategy = TypeOf<typeof statefulSetUpdateStrategy>

export const statefulSetPersistentVolumeClaimRetentionPolicy = object(
  'io.k8s.api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy',
  {
    whenDeleted: opt(1, string, { doc: 'Retain (the default) or Delete: when the StatefulSet is deleted.' }),
    whenScaled: opt(2, string, { doc: 'Retain (the default) or Delete: when its pod is scaled away.' }),
  },
  { doc: 'What becomes of claims made from templates.' },
)
export type StatefulSetPersistentVolumeClaimRetentionPolicy = TypeOf<
  typeof statefulSetPersistentVolumeClaimRetentionPolicy
>

export const statefulSetOrdinals = object(
  'io.k8s.api.apps.v1.StatefulSetOrdinals',
  {
    start: opt(1, int32, { doc: 'Number of the first pod; 0 where absent.', empty: 'zero' }),
  },
  { doc: "The numbers of a StatefulSet's pods." },
)
export type StatefulSetOrdinals = TypeOf<typeof statefulSetOrdinals>

export const statefulSetSpec = object(
  'io.k8s.api.apps.v1.StatefulSetSpec',
  {
    replicas: opt(1, int32, { doc: 'How many pods; 1 where absent.', pointer: true }),
    selector: req(2, labelSelector, { doc: 'Which pods belong to it; never changes.', pointer: true }),
    template: req(3, podTemplateSpec, { doc: 'What the pods look like.', empty: 'zero' }),
    volumeClaimTemplates: opt(4, list(persistentVolumeClaim), {
      doc: 'Claims that each pod gets for itself.',
    }),
    serviceName: opt(5, string, { doc: 'Headless service that gives the pods their names.', empty: 'zero' }),
    podManagementPolicy: opt(6, oneOf('OrderedReady', 'Parallel'), {
      doc: 'One pod after another (OrderedReady, the default) or all at once (Parallel).',
    }),
    updateStrategy: opt(7, statefulSetUpdateStrategy, {
      doc: 'How old pods give way to new ones.',
      empty: 'zero',
    }),
    revisionHistoryLimit: opt(8, int32, {
      doc: 'How many old templates are kept to go back to; 10 where absent.',
      pointer: true,
    }),
    minReadySeconds: opt(9, int32, {
      doc: 'How long a new pod must be ready before it counts as available.',
    }),
    persistentVolumeClaimRetentionPolicy: opt(10, statefulSetPersistentVolumeClaimRetentionPolicy, {
      doc: 'What becomes of the claims when pods go.',
      pointer: true,
    }),
    ordinals: opt(11, statefulSetOrdinals, { doc: 'Where the numbering begins.', pointer: true }),
  },
  { doc: 'What a stateful set shall keep running.' },
)
export type StatefulSetSpec = TypeOf<typeof statefulSetSpec>

export const statefulSetCondition = object(
  'io.k8s.api.apps.v1.StatefulSetCondition',
  {
    type: req(1, string, { doc: 'Type of the condition.', empty: 'zero' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    lastTransitionTime: opt(3, time, { empty: 'zero', doc: 'When the status last changed.' }),
    reason: opt(4, string, { doc: 'Why, in one word for machines.' }),
    message: opt(5, string, { doc: 'Why, for people.' }),
  },
  { doc: 'A fact about the object, and since when it holds.' },
)
export type StatefulSetCondition = TypeOf<typeof statefulSetCondition>

export const statefulSetStatus = object(
  'io.k8s.api.apps.v1.StatefulSetStatus',
  {
    observedGeneration: opt(1, int64, { doc: 'Generation of the stateful set that this describes.' }),
    replicas: req(2, int32, { doc: 'How many pods there are.', empty: 'zero' }),
    readyReplicas: opt(3, int32, { doc: 'How many of them are ready.' }),
    currentReplicas: opt(4, int32, { doc: 'How many of them have currentRevision.' }),
    updatedReplicas: opt(5, int32, { doc: 'How many of them have updateRevision.' }),
    currentRevision: opt(6, string, { doc: 'Revision of the pods that were not replaced yet.' }),
    updateRevision: opt(7, string, { doc: 'Revision of the newest template.' }),
    collisionCount: opt(9, int32, {
      doc: 'How often the name of a revision was taken already.',
      pointer: true,
    }),
    conditions: opt(
      10,
      list(statefulSetCondition, {
        listType: 'map',
        keys: ['type'],
        mergeKey: 'type',
        patchStrategy: 'merge',
      }),
      { doc: 'Conditions of the stateful set.' },
    ),
    availableReplicas: opt(11, int32, {
      doc: 'How many of them have been ready for minReadySeconds.',
      empty: 'zero',
    }),
  },
  { doc: 'State of a stateful set.' },
)
export type StatefulSetStatus = TypeOf<typeof statefulSetStatus>

export const statefulSet = object(
  'io.k8s.api.apps.v1.StatefulSet',
  {
    ...kindFields,
    spec: opt(2, statefulSetSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, statefulSetStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Keeps numbered pods running, each with a name and volumes of its own that outlast it.' },
)
export type StatefulSet = ObjectOf<typeof statefulSet>
