// Fields of shared in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.

import { labelSelector } from '../../machinery/meta/meta.schema.ts'
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
} from '../../machinery/schema/schema.ts'
import { podTemplateSpec } from '../core/shared.schema.ts'

export const podFailurePolicyOnExitCodesRequirement = object(
  'io.k8s.api.batch.v1.PodFailurePolicyOnExitCodesRequirement',
  {
    containerName: opt(1, string, { doc: 'Only this container; any where absent.', pointer: true }),
    operator: req(2, oneOf('In', 'NotIn'), { doc: 'In or NotIn.', empty: 'zero' }),
    values: req(3, list(int32, { listType: 'set' }), {
      doc: 'Exit codes; 0 cannot be with In.',
      empty: 'null',
    }),
  },
  { doc: 'Exit codes that a rule is for.' },
)
export type PodFailurePolicyOnExitCodesRequirement = TypeOf<typeof podFailurePolicyOnExitCodesRequirement>

export const podFailurePolicyOnPodConditionsPattern = object(
  'io.k8s.api.batch.v1.PodFailurePolicyOnPodConditionsPattern',
  {
    type: req(1, string, { doc: 'Type of the condition.', empty: 'zero' }),
    status: opt(2, string, { doc: 'Status of the condition; True where absent.', empty: 'zero' }),
  },
  { doc: 'A condition that a rule is for.' },
)
export type PodFailurePolicyOnPodConditionsPattern = TypeOf<typeof podFailurePolicyOnPodConditionsPattern>

export const podFailurePolicyRule = object(
  'io.k8s.api.batch.v1.PodFailurePolicyRule',
  {
    action: req(1, oneOf('FailJob', 'FailIndex', 'Ignore', 'Count'), {
      doc: 'FailJob, FailIndex, Ignore or Count.',
      empty: 'zero',
    }),
    onExitCodes: opt(2, podFailurePolicyOnExitCodesRequirement, {
      doc: 'Pods that failed with these exit codes.',
      pointer: true,
    }),
    onPodConditions: opt(3, list(podFailurePolicyOnPodConditionsPattern), {
      doc: 'Pods that have one of these conditions.',
    }),
  },
  { doc: 'What to do with pods that fail in one way; one of the two patterns is set.' },
)
export type PodFailurePolicyRule = TypeOf<typeof podFailurePolicyRule>

export const podFailurePolicy = object(
  'io.k8s.api.batch.v1.PodFailurePolicy',
  {
    rules: req(1, list(podFailurePolicyRule), {
      doc: 'The first rule that matches counts; at most 20.',
      empty: 'null',
    }),
  },
  { doc: 'What becomes of a Job whose pods fail in certain ways.' },
)
export type PodFailurePolicy = TypeOf<typeof podFailurePolicy>

export const successPolicyRule = object(
  'io.k8s.api.batch.v1.SuccessPolicyRule',
  {
    succeededIndexes: opt(1, string, {
      doc: 'Indexes that must succeed, such as 1,3-5; any where absent.',
      pointer: true,
    }),
    succeededCount: opt(2, int32, { doc: 'How many of them must succeed; all where absent.', pointer: true }),
  },
  { doc: 'When a Job has succeeded.' },
)
export type SuccessPolicyRule = TypeOf<typeof successPolicyRule>

export const successPolicy = object(
  'io.k8s.api.batch.v1.SuccessPolicy',
  {
    rules: req(1, list(successPolicyRule), { doc: 'The first rule that is met counts.', empty: 'null' }),
  },
  { doc: 'When an indexed Job has succeeded before all its pods have.' },
)
export type SuccessPolicy = TypeOf<typeof successPolicy>

export const jobSpec = object(
  'io.k8s.api.batch.v1.JobSpec',
  {
    parallelism: opt(1, int32, { doc: 'How many pods may run at once; 1 where absent.', pointer: true }),
    completions: opt(2, int32, { doc: 'How many pods must succeed; 1 where absent.', pointer: true }),
    activeDeadlineSeconds: opt(3, int64, {
      doc: 'How many seconds the job may run before it is ended as failed.',
      pointer: true,
    }),
    podFailurePolicy: opt(11, podFailurePolicy, {
      doc: 'Which failures count, and which end the job at once.',
      pointer: true,
    }),
    successPolicy: opt(16, successPolicy, {
      doc: 'When the job counts as done before all have succeeded.',
      pointer: true,
    }),
    backoffLimit: opt(7, int32, {
      doc: 'How many failures are tried again before the job fails; 6 where absent.',
      pointer: true,
    }),
    backoffLimitPerIndex: opt(12, int32, {
      doc: 'How many failures of one index are tried again.',
      pointer: true,
    }),
    maxFailedIndexes: opt(13, int32, {
      doc: 'How many indexes may fail before the job fails.',
      pointer: true,
    }),
    selector: opt(4, labelSelector, {
      doc: 'Which pods belong to it; the server chooses it.',
      pointer: true,
    }),
    manualSelector: opt(5, bool, { doc: 'Whether selector is yours to choose.', pointer: true }),
    template: req(6, podTemplateSpec, {
      doc: 'What the pods look like; its restartPolicy is Never or OnFailure.',
      empty: 'zero',
    }),
    ttlSecondsAfterFinished: opt(8, int32, {
      doc: 'How many seconds after its end the job is deleted; never where absent.',
      pointer: true,
    }),
    completionMode: opt(9, oneOf('NonIndexed', 'Indexed'), {
      doc: 'NonIndexed (the default), or Indexed: each completion has a number.',
      pointer: true,
    }),
    suspend: opt(10, bool, { doc: 'While true, no pods run.', pointer: true }),
    podReplacementPolicy: opt(14, oneOf('TerminatingOrFailed', 'Failed'), {
      doc: 'When a pod is replaced: once it is on its way out (TerminatingOrFailed) or once it has failed (Failed).',
      pointer: true,
    }),
    managedBy: opt(15, string, {
      doc: 'Controller that runs the job; the built-in one where absent.',
      pointer: true,
    }),
  },
  { doc: 'What a job shall do.' },
)
export type JobSpec = TypeOf<typeof jobSpec>
