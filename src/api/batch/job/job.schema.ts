// Fields of job in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import type { ObjectOf } from '../../../machinery/kind.ts'
import { kindFields } from '../../../machinery/meta/meta.schema.ts'
import { int32, list, object, opt, req, string, type TypeOf, time } from '../../../machinery/schema/schema.ts'
import { jobSpec } from '../shared.schema.ts'

export const jobCondition = object(
  'io.k8s.api.batch.v1.JobCondition',
  {
    type: req(1, string, {
      doc: 'Complete, Failed, Suspended, FailureTarget or SuccessCriteriaMet.',
      empty: 'zero',
    }),
    status: req(2, string, { doc: 'True, False or Unknown.', empty: 'zero' }),
    lastProbeTime: opt(3, time, { empty: 'zero', doc: 'When this was last looked at.' }),
    lastTransitionTime: opt(4, time, { empty: 'zero', doc: 'When status last changed.' }),
    reason: opt(5, string, { doc: 'Why, as one word.' }),
    message: opt(6, string, { doc: 'Why, for people.' }),
  },
  { doc: "One aspect of a job's state." },
)
export type JobCondition = TypeOf<typeof jobCondition>

export const uncountedTerminatedPods = object(
  'io.k8s.api.batch.v1.UncountedTerminatedPods',
  {
    succeeded: opt(1, list(string, { listType: 'set' }), { doc: 'UIDs of pods that succeeded.' }),
    failed: opt(2, list(string, { listType: 'set' }), { doc: 'UIDs of pods that failed.' }),
  },
  { doc: 'Pods that have ended and are not in the counters yet.' },
)
export type UncountedTerminatedPods = TypeOf<typeof uncountedTerminatedPods>

export const jobStatus = object(
  'io.k8s.api.batch.v1.JobStatus',
  {
    conditions: opt(1, list(jobCondition, { mergeKey: 'type', patchStrategy: 'merge' }), {
      doc: 'Whether the job is complete, failed or suspended.',
    }),
    startTime: opt(2, time, { doc: 'When the job was taken on or resumed.', pointer: true }),
    completionTime: opt(3, time, { doc: 'When the job was complete.', pointer: true }),
    active: opt(4, int32, { doc: 'How many pods are there and have not ended.' }),
    succeeded: opt(5, int32, { doc: 'How many pods have succeeded.' }),
    failed: opt(6, int32, { doc: 'How many pods have failed.' }),
    terminating: opt(11, int32, { doc: 'How many pods are on their way out.', pointer: true }),
    completedIndexes: opt(7, string, { doc: 'Indexes that have succeeded, such as 1,3-5.' }),
    failedIndexes: opt(10, string, { doc: 'Indexes that have failed for good.', pointer: true }),
    uncountedTerminatedPods: opt(8, uncountedTerminatedPods, {
      doc: 'Pods that have ended but are not in the counts yet.',
      pointer: true,
    }),
    ready: opt(9, int32, { doc: 'How many pods are ready.', pointer: true }),
  },
  { doc: 'State of a job.' },
)
export type JobStatus = TypeOf<typeof jobStatus>

export const job = object(
  'io.k8s.api.batch.v1.Job',
  {
    ...kindFields,
    spec: opt(2, jobSpec, { doc: 'What is asked for.', empty: 'zero' }),
    status: opt(3, jobStatus, { doc: 'What is the case, as last seen.', empty: 'zero' }),
  },
  { doc: 'Runs pods until enough of them have succeeded.' },
)
export type Job = ObjectOf<typeof job>
