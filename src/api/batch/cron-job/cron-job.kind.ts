// CronJob (batch/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { cronJob } from './cron-job.schema.ts'
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
})
export type CronJob = Instance<typeof CronJob>
