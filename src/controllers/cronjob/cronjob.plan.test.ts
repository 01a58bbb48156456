import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CronJob } from '../../api/batch/cron-job/cron-job.kind.ts'
import { Job } from '../../api/batch/job/job.kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { epoch, metaOf } from '../framework/test-objects.ts'
import { parseCron } from './cron-schedule.ts'
import { planCronJob } from './cronjob.plan.ts'
import { mostRecentSchedule } from './missed-schedule.ts'

const minute = 60_000

function cronJobOf(spec: Partial<CronJob['spec']> = {}, status: CronJob['status'] = {}): CronJob {
  return {
    apiVersion: CronJob.apiVersion,
    kind: CronJob.kind,
    metadata: metaOf('tick'),
    spec: {
      schedule: '*/10 * * * *',
      jobTemplate: { metadata: { labels: { a: 'b' } }, spec: { template: {} } },
      ...spec,
    },
    status,
  }
}

function jobOf(name: string, type?: 'Complete' | 'Failed', startMs = epoch): Job {
  const startTime = timeText(startMs)
  const done = type === 'Complete' ? { completionTime: timeText(startMs + 1000) } : {}
  const conditions = type === undefined ? [] : [{ type, status: 'True' }]
  const metadata = metaOf(name)
  return {
    apiVersion: Job.apiVersion,
    kind: Job.kind,
    metadata,
    spec: { template: {} },
    status: { startTime, conditions, ...done },
  }
}

const reference = (name: string) => ({ name, uid: `uid-${name}`, namespace: 'default' })
const reasons = (plan: ReturnType<typeof planCronJob>) => plan.events.map(({ reason }) => reason)

test('planCronJob() waits for the next time, and starts a job named by it', () => {
  const waiting = planCronJob(cronJobOf(), [], epoch + 4 * minute)
  assert.deepEqual([waiting.start, waiting.requeueAfterMs], [undefined, 6 * minute + 100])
  const due = planCronJob(cronJobOf({ timeZone: 'Europe/Berlin' }), [], epoch + 10 * minute + 100)
  assert.equal(due.start?.job.metadata.name, `tick-${epoch / minute + 10}`)
  assert.deepEqual(due.start?.job.metadata.labels, { a: 'b' })
  const stamp = due.start?.job.metadata.annotations?.['batch.kubernetes.io/cronjob-scheduled-timestamp']
  assert.equal(stamp, '2026-01-01T01:10:00+01:00')
  assert.equal(due.requeueAfterMs, 10 * minute)
})

test('planCronJob() starts a time once only, and of several missed ones the last', () => {
  const now = epoch + 35 * minute
  assert.equal(planCronJob(cronJobOf(), [], now).start?.atMs, epoch + 30 * minute)
  const lastScheduleTime = timeText(epoch + 30 * minute)
  assert.equal(planCronJob(cronJobOf({}, { lastScheduleTime }), [], now).start, undefined)
  const name = `tick-${epoch / minute + 30}`
  const begun = cronJobOf({}, { active: [reference(name)] })
  assert.equal(planCronJob(begun, [jobOf(name)], now).start, undefined)
})

test('planCronJob() heeds suspension, deadlines and deletion', () => {
  const now = epoch + 12 * minute
  assert.equal(planCronJob(cronJobOf({ suspend: true }), [], now).start, undefined)
  const late = planCronJob(cronJobOf({ startingDeadlineSeconds: 60 }), [], now)
  assert.deepEqual([late.start, reasons(late)], [undefined, []])
  assert.ok(planCronJob(cronJobOf({ startingDeadlineSeconds: 121 }), [], now).start)
  const going = cronJobOf()
  const metadata = { ...going.metadata, deletionTimestamp: timeText(epoch) }
  assert.equal(planCronJob({ ...going, metadata }, [], now).start, undefined)
})

test('planCronJob() does as the concurrency policy says', () => {
  const now = epoch + 12 * minute
  const plan = (concurrencyPolicy: CronJob['spec']['concurrencyPolicy']) =>
    planCronJob(cronJobOf({ concurrencyPolicy }, { active: [reference('old')] }), [jobOf('old')], now)
  assert.ok(plan('Allow').start)
  assert.deepEqual(plan('Allow').replace, [])
  assert.equal(plan('Forbid').start, undefined)
  assert.deepEqual(reasons(plan('Forbid')), ['JobAlreadyActive'])
  assert.deepEqual(
    plan('Replace').replace.map(({ metadata }) => metadata.name),
    ['old'],
  )
  assert.ok(plan('Replace').start)
})

test('planCronJob() keeps its status and history', () => {
  const active = [reference('done'), reference('runs'), reference('lost')]
  const jobs = [
    jobOf('done', 'Complete', epoch + minute),
    jobOf('runs'),
    jobOf('stray'),
    jobOf('bad', 'Failed'),
  ]
  const plan = planCronJob(cronJobOf({ suspend: true }, { active }), jobs, epoch + minute)
  assert.deepEqual(
    plan.status.active?.map(({ name }) => name),
    ['runs'],
  )
  assert.equal(plan.status.lastSuccessfulTime, timeText(epoch + minute + 1000))
  assert.deepEqual(reasons(plan), ['SawCompletedJob', 'MissingJob', 'UnexpectedJob'])
  const many = [3, 1, 2, 4].map((age) => jobOf(`ok${age}`, 'Complete', epoch - age * minute))
  const limits = { suspend: true, successfulJobsHistoryLimit: 2, failedJobsHistoryLimit: 0 }
  const cleaned = planCronJob(cronJobOf(limits), [...many, jobOf('bad', 'Failed')], epoch)
  assert.deepEqual(
    cleaned.remove.map(({ metadata }) => metadata.name),
    ['ok4', 'ok3', 'bad'],
  )
})

test('planCronJob() says what is wrong with a schedule or a zone', () => {
  assert.deepEqual(reasons(planCronJob(cronJobOf({ schedule: 'nope' }), [], epoch)), ['UnparseableSchedule'])
  assert.deepEqual(reasons(planCronJob(cronJobOf({ timeZone: 'Nowhere/Land' }), [], epoch)), [
    'UnknownTimeZone',
  ])
  const ages = planCronJob(cronJobOf({ schedule: '* * * * *' }), [], epoch + 500 * minute)
  assert.deepEqual(reasons(ages), ['TooManyMissedTimes'])
  assert.ok(ages.start)
})

test('mostRecentSchedule() finds the last time quickly, also where times come in bunches', () => {
  const check = (schedule: string, now: string, expected: string | undefined) => {
    const parsed = parseCron(schedule)
    assert.ok(parsed)
    let asked = 0
    const next = (ms: number) => {
      asked++
      return parsed.next(ms)
    }
    const { atMs } = mostRecentSchedule(cronJobOf({ schedule }), { next }, Date.parse(`${now}Z`))
    assert.equal(atMs === undefined ? undefined : new Date(atMs).toISOString().slice(0, 16), expected)
    assert.ok(asked < 300, `asked ${asked} times`)
  }
  check('* * * * *', '2036-01-01T00:00', '2036-01-01T00:00')
  check('* 9 * * 1', '2036-01-01T00:00', '2035-12-31T09:59')
  check('0 0 1 1 *', '2036-05-01T00:00', '2036-01-01T00:00')
  check('0 0 1 1 *', '2026-05-01T00:00', undefined)
})
