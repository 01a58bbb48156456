// Where a job stands. Upstream: pkg/controller/job/utils.go.
import type { Job } from './job.schema.ts'

export function hasJobCondition(job: Job, type: string): boolean {
  return job.status?.conditions?.find((condition) => condition.type === type)?.status === 'True'
}

/** Complete or Failed: no more pods will be made. */
export function isJobFinished(job: Job): boolean {
  return hasJobCondition(job, 'Complete') || hasJobCondition(job, 'Failed')
}
