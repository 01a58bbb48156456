// CronJob (batch/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { cronJobColumns } from './cron-job.columns.ts'
import { defaultCronJob } from './cron-job.defaults.ts'
import { cronJob } from './cron-job.schema.ts'
import { cronJobStrategy } from './cron-job.strategy.ts'
import { validateCronJob } from './cron-job.validation.ts'
export const CronJob = defineKind({
  schema: cronJob,
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  singular: 'cronjob',
  scope: 'Namespaced',
  shortNames: ['cj'],
  categories: ['all'],
  subresources: [{ name: 'status', kind: 'CronJob', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'sd5LIXh4Fjs=',
  default: defaultCronJob,
  strategy: cronJobStrategy,
  columns: cronJobColumns,
  validate: validateCronJob,
})
export type CronJob = Instance<typeof CronJob>
