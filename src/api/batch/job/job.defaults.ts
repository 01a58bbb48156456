// What the server fills in of jobs. Upstream: pkg/apis/batch/v1/defaults.go SetDefaults_Job.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { Job } from './job.schema.ts'
import { defaultJobSpec } from './job-spec.defaults.ts'

export function defaultJob(job: Mutable<Job>): void {
  const labels = job.spec.template?.metadata?.labels
  if (labels !== undefined && Object.keys(job.metadata.labels ?? {}).length === 0) {
    job.metadata.labels = { ...labels }
  }
  defaultJobSpec(job.spec)
}
