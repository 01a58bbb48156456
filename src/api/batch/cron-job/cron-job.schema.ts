// Fields of cron-job in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { objectMeta } from '../../../machinery/meta/meta.schema.ts'
import {
  bool,
  int32,
  int64,
  list,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
  time,
} from '../../../machinery/schema/schema.ts'
import { objectReference } from '../../core/references.schema.ts'
import { jobSpec } from '../shared.schema.ts'

export const jobTemplateSpec = object('io.k8s.api.batch.v1.JobTemplateSpec', {
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  spec: opt(2, jobSpec, { empty: 'zero' }),
})
export type JobTemplateSpec = TypeOf<typeof jobTemplateSpec>

export const cronJobSpec = object('io.k8s.api.batch.v1.CronJobSpec', {
  schedule: req(1, string, { empty: 'zero' }),
  timeZone: opt(8, string, { pointer: true }),
  startingDeadlineSeconds: opt(2, int64, { pointer: true }),
  concurrencyPolicy: opt(3, oneOf('Allow', 'Forbid', 'Replace')),
  suspend: opt(4, bool, { pointer: true }),
  jobTemplate: req(5, jobTemplateSpec, { empty: 'zero' }),
  successfulJobsHistoryLimit: opt(6, int32, { pointer: true }),
  failedJobsHistoryLimit: opt(7, int32, { pointer: true }),
})
export type CronJobSpec = TypeOf<typeof cronJobSpec>

export const cronJobStatus = object('io.k8s.api.batch.v1.CronJobStatus', {
  active: opt(1, list(objectReference)),
  lastScheduleTime: opt(4, time, { pointer: true }),
  lastSuccessfulTime: opt(5, time, { pointer: true }),
})
export type CronJobStatus = TypeOf<typeof cronJobStatus>

export const cronJob = object('io.k8s.api.batch.v1.CronJob', {
  kind: opt(0, string),
  apiVersion: opt(0, string),
  metadata: opt(1, objectMeta, { empty: 'zero' }),
  spec: req(2, cronJobSpec, { empty: 'zero' }),
  status: opt(3, cronJobStatus, { empty: 'zero' }),
})
export type CronJob = ObjectOf<typeof cronJob>
