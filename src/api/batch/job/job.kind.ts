// Job (batch/v1).
import { defineKind, type Instance } from '../../../machinery/kind.ts'
import { jobColumns } from './job.columns.ts'
import { defaultJob } from './job.defaults.ts'
import { job } from './job.schema.ts'
import { jobSelectableFields, jobStrategy } from './job.strategy.ts'
import { validateJob, validateJobStatusUpdate, validateJobUpdate } from './job.validation.ts'
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
  selectableFields: jobSelectableFields,
  default: defaultJob,
  strategy: jobStrategy,
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  validateStatusUpdate: validateJobStatusUpdate,
  columns: jobColumns,
})
export type Job = Instance<typeof Job>
