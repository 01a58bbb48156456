// How cron jobs are listed. Upstream: pkg/printers/internalversion/printers.go printCronJob.
import type { Column } from '../../../machinery/kind.ts'
import { formatLabelSelector } from '../../../machinery/selectors/labels.ts'
import { ageColumn, ageText, column, containerColumns, nameColumn, orNone } from '../../columns.ts'
import type { CronJob } from './cron-job.schema.ts'

function lastSchedule({ status }: CronJob, nowMs: number): string {
  return status?.lastScheduleTime === undefined ? '<none>' : ageText(status.lastScheduleTime, nowMs)
}

export const cronJobColumns: readonly Column<CronJob>[] = [
  nameColumn,
  column<CronJob>('Schedule', ({ spec }) => spec.schedule),
  column<CronJob>('Timezone', ({ spec }) => orNone(spec.timeZone)),
  column<CronJob>(
    'Suspend',
    ({ spec }) => (spec.suspend === undefined ? '<unset>' : spec.suspend ? 'True' : 'False'),
    { type: 'boolean' },
  ),
  column<CronJob>('Active', ({ status }) => status?.active?.length ?? 0, { type: 'integer' }),
  column<CronJob>('Last Schedule', lastSchedule),
  ageColumn,
  ...containerColumns<CronJob>(({ spec }) => spec.jobTemplate.spec?.template.spec?.containers ?? []),
  column<CronJob>('Selector', ({ spec }) => formatLabelSelector(spec.jobTemplate.spec?.selector), {
    priority: 1,
  }),
]
