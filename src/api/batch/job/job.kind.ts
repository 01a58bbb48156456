// Job (batch/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { job } from './job.schema.ts'
export const Job = defineKind({
  schema: job,
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  singular: 'job',
  scope: 'Namespaced',
  categories: ['all'],
  subresources: [{ name: 'status', kind: 'Job', verbs: ['get', 'patch', 'update'] }],
  storageVersionHash: 'mudhfqk/qZY=',
  fieldSelectors: ['status.successful'],
})
export type Job = Instance<typeof Job>
