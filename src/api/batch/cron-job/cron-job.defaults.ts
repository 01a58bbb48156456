// What the server fills in of cron jobs. Upstream: pkg/apis/batch/v1/defaults.go SetDefaults_CronJob.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultJobTemplateSpec } from '../job/job-spec.defaults.ts'
import type { CronJob } from './cron-job.schema.ts'

export function defaultCronJob({ spec }: Mutable<CronJob>): void {
  spec.concurrencyPolicy ??= 'Allow'
  spec.suspend ??= false
  spec.successfulJobsHistoryLimit ??= 3
  spec.failedJobsHistoryLimit ??= 1
  if (spec.jobTemplate.spec !== undefined) defaultJobTemplateSpec(spec.jobTemplate.spec)
}
