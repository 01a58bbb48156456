// Fields of replica-set in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { labelSelector, objectMeta } from '../../../machinery/meta/meta.schema.ts'
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

export const replicaSetSpec = object('io.k8s.api.apps.v1.ReplicaSetSpec', {
  replicas: opt(1, int32, { pointer: true }),
  minReadySeconds: opt(4, int32),
  selector: req(2, labelSelector, { pointer: true }),
  template: opt(3, podTemplateSpec, { empty: 'zero' }),
})
export type ReplicaSetSpec = TypeOf<typeof replicaSetSpec>

export const replicaSetCondition = object('io.k8s.api.apps.v1.ReplicaSetCondition', {
  type: req(1, string, { empty: 'zero' }),
  status: req(2, string, { empty: 'zero' }),
  lastTransitionTime: opt(3, time),
  reason: opt(4, string),
  message: opt(5, string),
})
export type ReplicaSetCondition = TypeOf<typeof replicaSetCondition>

export const replicaSetStatus = object('io.k8s.api.apps.v1.ReplicaSetStatus', {
  replicas: req(1, int32, { empty: 'zero' }),
  fullyLabeledReplicas: opt(2, int32),
  readyReplicas: opt(4, int32),
  availableReplicas: opt(5, int32),
  terminatingReplicas: opt(7, int32, { pointer: true }),
  observedGeneration: opt(3, int64),
  conditions: opt(
    6,
    list(replicaSetCondition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
  ),
})
export type ReplicaSetStatus = TypeOf<typeof replicaSetStatus>

export const replicaSet = object('io.k8s.api.apps.v1.ReplicaSet', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  spec: opt(2, replicaSetSpec, { empty: 'zero' }),
  status: opt(3, replicaSetStatus, { empty: 'zero' }),
})
export type ReplicaSet = ObjectOf<typeof replicaSet>
