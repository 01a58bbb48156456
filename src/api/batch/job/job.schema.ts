// Fields of job in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import { int32, list, object, opt, req, string, type TypeOf, time } from '../../../machinery/schema/schema.ts'
import { jobSpec } from '../shared.schema.ts'

export const jobCondition = object('io.k8s.api.batch.v1.JobCondition', {
  type: req(1, string, { empty: 'zero' }),
  status: req(2, string, { empty: 'zero' }),
  lastProbeTime: opt(3, time),
  lastTransitionTime: opt(4, time),
  reason: opt(5, string),
  message: opt(6, string),
})
export type JobCondition = TypeOf<typeof jobCondition>

export const uncountedTerminatedPods = object('io.k8s.api.batch.v1.UncountedTerminatedPods', {
  succeeded: opt(1, list(string, { listType: 'set' })),
  failed: opt(2, list(string, { listType: 'set' })),
})
export type UncountedTerminatedPods = TypeOf<typeof uncountedTerminatedPods>

export const jobStatus = object('io.k8s.api.batch.v1.JobStatus', {
  conditions: opt(1, list(jobCondition, { mergeKey: 'type', patchStrategy: 'merge' })),
  startTime: opt(2, time, { pointer: true }),
  completionTime: opt(3, time, { pointer: true }),
  active: opt(4, int32),
  succeeded: opt(5, int32),
  failed: opt(6, int32),
  terminating: opt(11, int32, { pointer: true }),
  completedIndexes: opt(7, string),
  failedIndexes: opt(10, string, { pointer: true }),
  uncountedTerminatedPods: opt(8, uncountedTerminatedPods, { pointer: true }),
  ready: opt(9, int32, { pointer: true }),
})
export type JobStatus = TypeOf<typeof jobStatus>

export const job = object('io.k8s.api.batch.v1.Job', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  spec: opt(2, jobSpec, { empty: 'zero' }),
  status: opt(3, jobStatus, { empty: 'zero' }),
})
export type Job = ObjectOf<typeof job>
