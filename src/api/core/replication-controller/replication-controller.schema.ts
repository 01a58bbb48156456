// Fields of replication-controller in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import {
  int32,
  int64,
  list,
  map,
  object,
  opt,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'
import { podTemplateSpec } from '../shared.schema.ts'

export const replicationControllerSpec = object('io.k8s.api.core.v1.ReplicationControllerSpec', {
  replicas: opt(1, int32, { pointer: true, default: 1 }),
  minReadySeconds: opt(4, int32, { default: 0 }),
  selector: opt(2, map(string, { mapType: 'atomic' })),
  template: opt(3, podTemplateSpec, { pointer: true }),
})
export type ReplicationControllerSpec = TypeOf<typeof replicationControllerSpec>

export const replicationControllerCondition = object('io.k8s.api.core.v1.ReplicationControllerCondition', {
  type: req(1, string, { empty: 'zero' }),
  status: req(2, string, { empty: 'zero' }),
  lastTransitionTime: opt(3, time),
  reason: opt(4, string),
  message: opt(5, string),
})
export type ReplicationControllerCondition = TypeOf<typeof replicationControllerCondition>

export const replicationControllerStatus = object('io.k8s.api.core.v1.ReplicationControllerStatus', {
  replicas: req(1, int32, { empty: 'zero' }),
  fullyLabeledReplicas: opt(2, int32),
  readyReplicas: opt(4, int32),
  availableReplicas: opt(5, int32),
  observedGeneration: opt(3, int64),
  conditions: opt(
    6,
    list(replicationControllerCondition, {
      listType: 'map',
      keys: ['type'],
      mergeKey: 'type',
      patchStrategy: 'merge',
    }),
  ),
})
export type ReplicationControllerStatus = TypeOf<typeof replicationControllerStatus>

export const replicationController = object(
  'io.k8s.api.core.v1.ReplicationController',
  {
    ...kindFields,
    spec: opt(2, replicationControllerSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, replicationControllerStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Keeps a number of like pods running; deployments do it better.' },
)
export type ReplicationController = ObjectOf<typeof replicationController>
