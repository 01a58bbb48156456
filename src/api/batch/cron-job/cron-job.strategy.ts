// What the server does to cron jobs. Upstream: pkg/registry/batch/cronjob/strategy.go.

import { podNameWarnings } from '../../core/pod/pod.warnings.ts'
import { specStrategy } from '../../strategies.ts'
import { jobSpecWarnings } from '../job/job.warnings.ts'
import { type CronJob, cronJobStatus } from './cron-job.schema.ts'

export const cronJobStrategy = specStrategy<CronJob>({
  status: cronJobStatus,
  warnings({ metadata, spec }, old) {
    const same = metadata.generation === old?.metadata.generation
    return [
      ...(old === undefined ? podNameWarnings(metadata.name) : []),
      ...(same ? [] : jobSpecWarnings(spec.jobTemplate?.spec ?? { template: {} }, 'spec.jobTemplate.spec')),
      ...(spec.schedule.includes('TZ') ? [zoneInSchedule] : []),
    ]
  },
})

// The path is upstream's.
const zoneInSchedule =
  'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details'
