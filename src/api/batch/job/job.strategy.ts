// What the server does to jobs: unless told otherwise a job selects its pods by a label with its own uid, so that no two
// jobs ever share pods. Upstream: pkg/registry/batch/job/strategy.go.
import type { Strategy } from '../../../machinery/kind.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specStrategy } from '../../strategies.ts'
import { type Job, jobStatus } from './job.schema.ts'
import { jobWarnings } from './job.warnings.ts'

export const controllerUidLabel = 'batch.kubernetes.io/controller-uid'
export const jobNameLabel = 'batch.kubernetes.io/job-name'
export const legacyControllerUidLabel = 'controller-uid'
export const legacyJobNameLabel = 'job-name'

export const jobStrategy: Strategy<Job> = specStrategy<Job>({
  status: jobStatus,
  onCreate: generateSelector,
  warnings: jobWarnings,
  // Pods of a finished job are kept for whoever wants to read their logs, unless the caller says otherwise.
  defaultPropagation: 'Orphan',
})

/** The labels by which a job's pods are known. */
export function jobPodLabels(job: {
  metadata: { name: string; uid: string }
}): Readonly<Record<string, string>> {
  const { name, uid } = job.metadata
  return {
    [legacyJobNameLabel]: name,
    [jobNameLabel]: name,
    [legacyControllerUidLabel]: uid,
    [controllerUidLabel]: uid,
  }
}

/** Labels and selectors that contradict it are left for validation to refuse. */
function generateSelector(job: Mutable<Job>): void {
  if (job.spec.manualSelector === true) return
  const { template } = job.spec
  template.metadata ??= {}
  template.metadata.labels = { ...jobPodLabels(job), ...template.metadata.labels }
  job.spec.selector ??= {}
  job.spec.selector.matchLabels = { [controllerUidLabel]: job.metadata.uid, ...job.spec.selector.matchLabels }
}

export function jobSelectableFields({ status }: Job): Readonly<Record<string, string>> {
  return { 'status.successful': String(status?.succeeded ?? 0) }
}
