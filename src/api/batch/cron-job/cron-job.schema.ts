// Fields of cron-job in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields, objectMeta } from '../../../machinery/meta/meta.schema.ts'
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

export const jobTemplateSpec = object(
  'io.k8s.api.batch.v1.JobTemplateSpec',
  {
    metadata: opt(1, objectMeta, { doc: 'Labels and annotations of the jobs.', empty: 'zero' }),
    spec: opt(2, jobSpec, { doc: 'What the jobs shall do.', empty: 'zero' }),
  },
  { doc: 'What jobs made from this template look like.' },
)
export type JobTemplateSpec = TypeOf<typeof jobTemplateSpec>

export const cronJobSpec = object(
  'io.k8s.api.batch.v1.CronJobSpec',
  {
    schedule: req(1, string, {
      doc: 'When, as cron has it: minute, hour, day, month, weekday.',
      empty: 'zero',
    }),
    timeZone: opt(8, string, {
      doc: "Time zone of the schedule, such as Europe/Berlin; the server's where absent.",
      pointer: true,
    }),
    startingDeadlineSeconds: opt(2, int64, { doc: 'How late a job may still be made.', pointer: true }),
    concurrencyPolicy: opt(3, oneOf('Allow', 'Forbid', 'Replace'), {
      doc: 'What to do while the last job still runs: Allow (the default), Forbid or Replace.',
    }),
    suspend: opt(4, bool, { doc: 'While true, no jobs are made.', pointer: true }),
    jobTemplate: req(5, jobTemplateSpec, { doc: 'What the jobs look like.', empty: 'zero' }),
    successfulJobsHistoryLimit: opt(6, int32, {
      doc: 'How many jobs that succeeded are kept; 3 where absent.',
      pointer: true,
    }),
    failedJobsHistoryLimit: opt(7, int32, {
      doc: 'How many jobs that failed are kept; 1 where absent.',
      pointer: true,
    }),
  },
  { doc: 'When jobs are made, and which.' },
)
export type CronJobSpec = TypeOf<typeof cronJobSpec>

export const cronJobStatus = object(
  'io.k8s.api.batch.v1.CronJobStatus',
  {
    active: opt(1, list(objectReference), { doc: 'Jobs that run.' }),
    lastScheduleTime: opt(4, time, { doc: 'When the schedule was last due and followed.', pointer: true }),
    lastSuccessfulTime: opt(5, time, { doc: 'When a job last succeeded.', pointer: true }),
  },
  { doc: 'State of a cron job.' },
)
export type CronJobStatus = TypeOf<typeof cronJobStatus>

export const cronJob = object(
  'io.k8s.api.batch.v1.CronJob',
  {
    ...kindFields,
    spec: req(2, cronJobSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, cronJobStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Makes a job whenever its schedule is due.' },
)
export type CronJob = ObjectOf<typeof cronJob>
