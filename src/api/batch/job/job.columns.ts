// How jobs are listed. Upstream: pkg/printers/internalversion/printers.go printJob.
import type { Column } from '../../../machinery/kind.ts'
import { humanDuration, timeMs } from '../../../machinery/meta/time.ts'
import { formatLabelSelector } from '../../../machinery/selectors/labels.ts'
import { ageColumn, containerColumns, nameColumn } from '../../columns.ts'
import { hasJobCondition } from './job.conditions.ts'
import type { Job } from './job.schema.ts'

function statusText(job: Job): string {
  if (hasJobCondition(job, 'Complete')) return 'Complete'
  if (hasJobCondition(job, 'Failed')) return 'Failed'
  if (job.metadata.deletionTimestamp !== undefined) return 'Terminating'
  const rest = ['Suspended', 'FailureTarget', 'SuccessCriteriaMet']
  return rest.find((type) => hasJobCondition(job, type)) ?? 'Running'
}

function completionsText({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`
  const parallelism = spec.parallelism ?? 0
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

function durationText({ status }: Job, nowMs: number): string {
  const start = timeMs(status?.startTime)
  if (start === undefined) return ''
  return humanDuration((timeMs(status?.completionTime) ?? nowMs) - start)
}

export const jobColumns: readonly Column<Job>[] = [
  nameColumn,
  {
    name: 'Status',
    type: 'string',
    description: 'Whether the job runs, waits or how it ended.',
    cell: statusText,
  },
  {
    name: 'Completions',
    type: 'string',
    description: 'Number of pods that have succeeded, of those wanted.',
    cell: completionsText,
  },
  {
    name: 'Duration',
    type: 'string',
    description: 'How long the job ran, or has run so far.',
    cell: durationText,
  },
  ageColumn,
  ...containerColumns<Job>(({ spec }) => spec.template.spec?.containers ?? []),
  {
    name: 'Selector',
    type: 'string',
    priority: 1,
    description: 'Labels of the pods that it counts as its own.',
    cell: ({ spec }) => formatLabelSelector(spec.selector),
  },
]
