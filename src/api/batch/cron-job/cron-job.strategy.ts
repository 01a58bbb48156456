// What the server does to cron jobs. Upstream: pkg/registry/batch/cronjob/strategy.go.
import { specStrategy } from '../../strategies.ts'
import { type CronJob, cronJobStatus } from './cron-job.schema.ts'

export const cronJobStrategy = specStrategy<CronJob>({ status: cronJobStatus })
