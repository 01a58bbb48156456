// Faults of cron jobs. Upstream: pkg/apis/batch/validation/validation.go validateCronJobSpec.
import { type FieldError, invalid, notSupported, required } from '../../../machinery/field-error.ts'
import { checkEnum, checkNonNegative } from '../../checks.ts'
import { validateJobSpec } from '../job/job-spec.validation.ts'
import type { CronJob, CronJobSpec } from './cron-job.schema.ts'
import { cronScheduleFault } from './cron-schedule.ts'

/** Eleven less than a job's name may have: the time is appended. */
const maxNameLength = 52

export function validateCronJob({ metadata, spec }: CronJob): FieldError[] {
  return [
    ...validateSchedule(spec),
    ...checkNonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'),
    ...checkEnum(spec.concurrencyPolicy, 'spec.concurrencyPolicy', ['Allow', 'Forbid', 'Replace']),
    ...validateJobTemplate(spec),
    ...checkNonNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit'),
    ...checkNonNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit'),
    ...(metadata.name.length > maxNameLength
      ? [invalid('metadata.name', metadata.name, `must be no more than ${maxNameLength} characters`)]
      : []),
  ]
}

function validateSchedule({ schedule, timeZone }: CronJobSpec): FieldError[] {
  const faults: FieldError[] = []
  if (schedule === '') faults.push(required('spec.schedule'))
  else if (schedule.includes('TZ')) {
    const text = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'
    faults.push(invalid('spec.schedule', schedule, text))
  } else {
    const fault = cronScheduleFault(schedule)
    if (fault !== undefined) faults.push(invalid('spec.schedule', schedule, fault))
  }
  return timeZone === undefined ? faults : [...faults, ...checkTimeZone(timeZone)]
}

function checkTimeZone(zone: string): FieldError[] {
  const field = 'spec.timeZone'
  if (zone === '') return [invalid(field, zone, 'timeZone must be nil or non-empty string')]
  if (zone.toLowerCase() === 'local') {
    const text = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'
    return [invalid(field, zone, text)]
  }
  return isTimeZone(zone) ? [] : [invalid(field, zone, `unknown time zone ${zone}`)]
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

function validateJobTemplate({ jobTemplate }: CronJobSpec): FieldError[] {
  const path = 'spec.jobTemplate.spec'
  const { spec } = jobTemplate
  if (spec === undefined) return [required(path)]
  const faults = validateJobSpec(spec, path)
  if (spec.selector !== undefined) {
    faults.push(invalid(`${path}.selector`, spec.selector, '`selector` will be auto-generated'))
  }
  if (spec.manualSelector === true) {
    faults.push(notSupported(`${path}.manualSelector`, true, ['nil', 'false']))
  }
  return faults
}
