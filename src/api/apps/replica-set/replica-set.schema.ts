// Fields of replica-set in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields, labelSelector } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  int64,
  list,
  object,
  opt,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'
import { podTemplateSpec } from '../../core/shared.schema.ts'

export const replicaSetSpec = object(
  'io.k8s.api.apps.v1.ReplicaSetSpec',
  {
    replicas: opt(1, int32, { doc: 'How many pods; 1 where absent.', pointer: true }),
    minReadySeconds: opt(4, int32, {
      doc: 'How long a new pod must be ready before it counts as available.',
    }),
    selector: req(2, labelSelector, { doc: 'Which pods belong to it; never changes.', pointer: true }),
    template: opt(3, podTemplateSpec, { doc: 'What new pods look like.', empty: 'zero' }),
  },
  { doc: 'What a replica set shall keep running.' },
)
export type ReplicaSetSpec = TypeOf<typeof replicaSetSpec>

export const replicaSetCondition = object(
  'io.k8s.api.apps.v1.ReplicaSetCondition',
  {
    type: req(1, string, { doc: 'ReplicaFailure.', empty: 'zero' }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    lastTransitionTime: opt(3, time, { empty: 'zero', doc: 'When status last changed.' }),
    reason: opt(4, string, { doc: 'Why, as one word.' }),
    message: opt(5, string, { doc: 'Why, for people.' }),
  },
  { doc: "One aspect of a replica set's state." },
)
export type ReplicaSetCondition = TypeOf<typeof replicaSetCondition>

export const replicaSetStatus = object(
  'io.k8s.api.apps.v1.ReplicaSetStatus',
  {
    replicas: req(1, int32, { doc: 'How many pods there are.', empty: 'zero' }),
    fullyLabeledReplicas: opt(2, int32, { doc: 'How many of them have all labels of the template.' }),
    readyReplicas: opt(4, int32, { doc: 'How many of them are ready.' }),
    availableReplicas: opt(5, int32, { doc: 'How many of them have been ready for minReadySeconds.' }),
    terminatingReplicas: opt(7, int32, { doc: 'How many are on their way out.', pointer: true }),
    observedGeneration: opt(3, int64, { doc: 'Generation of the replica set that this describes.' }),
    conditions: opt(
      6,
      list(replicaSetCondition, {
        listType: 'map',
        keys: ['type'],
        mergeKey: 'type',
        patchStrategy: 'merge',
      }),
      { doc: 'Whether pods could be made.' },
    ),
  },
  { doc: 'State of a replica set.' },
)
export type ReplicaSetStatus = TypeOf<typeof replicaSetStatus>

export const replicaSet = object(
  'io.k8s.api.apps.v1.ReplicaSet',
  {
    ...kindFields,
    spec: opt(2, replicaSetSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, replicaSetStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Keeps a number of like pods running; mostly made by a deployment.' },
)
export type ReplicaSet = ObjectOf<typeof replicaSet>
