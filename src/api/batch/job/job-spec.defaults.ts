// What the server fills in of jobs, in a job and in the template of a cron job.
// Upstream: pkg/apis/batch/v1/defaults.go SetDefaults_Job.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultPodTemplate } from '../../core/pod/pod.defaults.ts'
import type { JobSpec } from '../shared.schema.ts'

/** A pod failure policy for a whole job is always a policy, so its conditions ask for True. */
export function defaultJobTemplateSpec(spec: Mutable<JobSpec>): void {
  defaultPodTemplate(spec.template)
  for (const rule of spec.podFailurePolicy?.rules ?? []) {
    for (const pattern of rule.onPodConditions ?? []) {
      if (!pattern.status) pattern.status = 'True'
    }
  }
}

export function defaultJobSpec(spec: Mutable<JobSpec>): void {
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1
  spec.parallelism ??= 1
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : 2 ** 31 - 1
  spec.completionMode ??= 'NonIndexed'
  spec.suspend ??= false
  spec.manualSelector ??= false
  spec.podReplacementPolicy ??= spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed'
  defaultJobTemplateSpec(spec)
}
