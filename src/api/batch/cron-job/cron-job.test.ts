import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatFieldError } from '../../../machinery/field-error.ts'
import { specimen } from '../../specimen.ts'
import { CronJob } from './cron-job.kind.ts'
import { cronScheduleFault } from './cron-schedule.ts'

function cronJob(spec: object = {}, name = 'tidy') {
  return specimen(CronJob, {
    metadata: { name, namespace: 'ns', creationTimestamp: '2024-01-01T00:00:00Z' },
    spec: {
      schedule: '*/5 * * * *',
      jobTemplate: {
        spec: {
          template: { spec: { restartPolicy: 'OnFailure', containers: [{ name: 'c', image: 'busybox' }] } },
        },
      },
      ...spec,
    },
  }) as CronJob
}

const faults = (spec: object, name?: string) =>
  (CronJob.validate?.(cronJob(spec, name)) ?? []).map(formatFieldError)

test('defaultCronJob() fills in policies and limits', () => {
  const { spec } = cronJob()
  assert.deepEqual(
    [spec.concurrencyPolicy, spec.suspend, spec.successfulJobsHistoryLimit, spec.failedJobsHistoryLimit],
    ['Allow', false, 3, 1],
  )
  // Jobs get their own defaults when they are made; pods get theirs here.
  assert.equal(spec.jobTemplate.spec?.backoffLimit, undefined)
  assert.equal(spec.jobTemplate.spec?.template.spec?.terminationGracePeriodSeconds, 30)
})

test('validateCronJob() names what is wrong', () => {
  assert.deepEqual(faults({ timeZone: 'Europe/Berlin' }), [])
  assert.deepEqual(faults({ schedule: '' }), ['spec.schedule: Required value'])
  assert.deepEqual(faults({ schedule: 'TZ=UTC 0 * * * *' }), [
    'spec.schedule: Invalid value: "TZ=UTC 0 * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
  ])
  assert.deepEqual(faults({ schedule: '* * * *' }), [
    'spec.schedule: Invalid value: "* * * *": expected exactly 5 fields, found 4: [* * * *]',
  ])
  assert.deepEqual(faults({ timeZone: 'Local' }), [
    'spec.timeZone: Invalid value: "Local": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
  ])
  assert.deepEqual(faults({ timeZone: 'Middle/Earth' }), [
    'spec.timeZone: Invalid value: "Middle/Earth": unknown time zone Middle/Earth',
  ])
  assert.deepEqual(faults({ concurrencyPolicy: 'Some' }), [
    'spec.concurrencyPolicy: Unsupported value: "Some": supported values: "Allow", "Forbid", "Replace"',
  ])
  const long = 'n'.repeat(53)
  assert.deepEqual(faults({}, long), [
    `metadata.name: Invalid value: "${long}": must be no more than 52 characters`,
  ])
})

const schedules = [
  ['0 0 1 jan sun', undefined],
  ['1,2-5,*/10 0-23/2 ? * *', undefined],
  ['@daily', undefined],
  ['@every 1h30m', undefined],
  ['@often', 'unrecognized descriptor: @often'],
  ['60 * * * *', 'end of range (60) above maximum (59): 60'],
  ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
  ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
  ['*/0 * * * *', 'step of range should be a positive number: */0'],
  ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
  ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
  ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
] as const

test('cronScheduleFault() reads five fields and words', () => {
  for (const [schedule, fault] of schedules) assert.equal(cronScheduleFault(schedule), fault, schedule)
})

test('cron jobs print when they ran last', () => {
  const now = Date.UTC(2024, 0, 1, 1)
  const cells = (obj: CronJob) => CronJob.columns?.slice(0, 7).map((column) => column.cell(obj, now))
  assert.deepEqual(cells(cronJob()), ['tidy', '*/5 * * * *', '<none>', 'False', 0, '<none>', '60m'])
  const ran = { ...cronJob({ suspend: true }), status: { lastScheduleTime: '2024-01-01T00:59:00Z' } }
  assert.deepEqual(cells(ran as CronJob), ['tidy', '*/5 * * * *', '<none>', 'True', 0, '60s', '60m'])
})
