// Fields of daemon-set in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

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
import { podTemplateSpec } from '../../core/shared.schema.ts'

export const rollingUpdateDaemonSet = object('io.k8s.api.apps.v1.RollingUpdateDaemonSet', {
  maxUnavailable: opt(1, intOrString, { pointer: true }),
  maxSurge: opt(2, intOrString, { pointer: true }),
})
export type RollingUpdateDaemonSet = TypeOf<typeof rollingUpdateDaemonSet>

export const daemonSetUpdateStrategy = object('io.k8s.api.apps.v1.DaemonSetUpdateStrategy', {
  type: opt(1, oneOf('RollingUpdate', 'OnDelete')),
  rollingUpdate: opt(2, rollingUpdateDaemonSet, { pointer: true }),
})
export type DaemonSetUpdateStrategy = TypeOf<typeof daemonSetUpdateStrategy>

export const daemonSetSpec = object('io.k8s.api.apps.v1.DaemonSetSpec', {
  selector: req(1, labelSelector, { pointer: true }),
  template: req(2, podTemplateSpec, { empty: 'zero' }),
  updateStrategy: opt(3, daemonSetUpdateStrategy, { empty: 'zero' }),
  minReadySeconds: opt(4, int32),
  revisionHistoryLimit: opt(6, int32, { pointer: true }),
})
export type DaemonSetSpec = TypeOf<typeof daemonSetSpec>

export const daemonSetCondition = object('io.k8s.api.apps.v1.DaemonSetCondition', {
  type: req(1, string, { empty: 'zero' }),
  status: req(2, string, { empty: 'zero' }),
  lastTransitionTime: opt(3, time),
  reason: opt(4, string),
  message: opt(5, string),
})
export type DaemonSetCondition = TypeOf<typeof daemonSetCondition>

export const daemonSetStatus = object('io.k8s.api.apps.v1.DaemonSetStatus', {
  currentNumberScheduled: req(1, int32, { empty: 'zero' }),
  numberMisscheduled: req(2, int32, { empty: 'zero' }),
  desiredNumberScheduled: req(3, int32, { empty: 'zero' }),
  numberReady: req(4, int32, { empty: 'zero' }),
  observedGeneration: opt(5, int64),
  updatedNumberScheduled: opt(6, int32),
  numberAvailable: opt(7, int32),
  numberUnavailable: opt(8, int32),
  collisionCount: opt(9, int32, { pointer: true }),
  conditions: opt(
    10,
    list(daemonSetCondition, { listType: 'map', keys: ['type'], mergeKey: 'type', patchStrategy: 'merge' }),
  ),
})
export type DaemonSetStatus = TypeOf<typeof daemonSetStatus>

export const daemonSet = object('io.k8s.api.apps.v1.DaemonSet', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  spec: opt(2, daemonSetSpec, { empty: 'zero' }),
  status: opt(3, daemonSetStatus, { empty: 'zero' }),
})
export type DaemonSet = ObjectOf<typeof daemonSet>
