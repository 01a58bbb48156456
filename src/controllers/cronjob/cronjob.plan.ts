// What a cron job does now: its status put right, old jobs deleted, and a job started when one is due. Pure.
// Upstream: pkg/controller/cronjob/cronjob_controllerv2.go syncCronJob, cleanupFinishedJobs.
import { CronJob } from '../../api/batch/cron-job/cron-job.kind.ts'
import type { CronJobStatus } from '../../api/batch/cron-job/cron-job.schema.ts'
import { hasJobCondition, isJobFinished } from '../../api/batch/job/job.conditions.ts'
import { Job } from '../../api/batch/job/job.kind.ts'
import type { Draft } from '../../machinery/kind.ts'
import { controllerRef } from '../../machinery/meta/owners.ts'
import { timeMs, timeText } from '../../machinery/meta/time.ts'
import { parseCron } from './cron-schedule.ts'
import { manyMissed, mostRecentSchedule } from './missed-schedule.ts'

export interface PlannedEvent {
  readonly type: 'Normal' | 'Warning'
  readonly reason: string
  readonly message: string
}

export interface CronJobPlan {
  readonly status: CronJobStatus
  readonly events: readonly PlannedEvent[]
  /** Beyond the limits of the history. */
  readonly remove: readonly Job[]
  /** Still running, to make way for the next. */
  readonly replace: readonly Job[]
  readonly start?: { readonly job: Draft<Job>; readonly atMs: number }
  readonly requeueAfterMs?: number
}

type ActiveList = NonNullable<CronJobStatus['active']>

const scheduledAnnotation = 'batch.kubernetes.io/cronjob-scheduled-timestamp'
/** A little after the time, so that no rounding makes it come too early. */
const lateMs = 100

export function planCronJob(cronJob: CronJob, jobs: readonly Job[], nowMs: number): CronJobPlan {
  const { status, events } = settleStatus(cronJob, jobs)
  const remove = surplusHistory(cronJob, jobs)
  const base = { status, events, remove, replace: [] }
  if (cronJob.metadata.deletionTimestamp !== undefined) return base
  return { ...base, ...planStart(cronJob, { jobs, status, events, nowMs }) }
}

/** Which jobs run, and when one last succeeded. */
function settleStatus(cronJob: CronJob, jobs: readonly Job[]) {
  const events: PlannedEvent[] = []
  const listed = cronJob.status?.active ?? []
  const byUid = new Map(jobs.map((job) => [job.metadata.uid, job]))
  const active: ActiveList[number][] = []
  for (const reference of listed) {
    const job = byUid.get(reference.uid ?? '')
    if (job === undefined) {
      events.push(normal('MissingJob', `Active job went missing: ${reference.name}`))
    } else if (isJobFinished(job)) {
      const condition = hasJobCondition(job, 'Complete') ? 'Complete' : 'Failed'
      const message = `Saw completed job: ${job.metadata.name}, condition: ${condition}`
      events.push(normal('SawCompletedJob', message))
    } else active.push(reference)
  }
  for (const job of jobs) {
    if (isJobFinished(job) || listed.some(({ uid }) => uid === job.metadata.uid)) continue
    const message = `Saw a job that the controller did not create or forgot: ${job.metadata.name}`
    events.push({ type: 'Warning', reason: 'UnexpectedJob', message })
  }
  const { lastScheduleTime } = cronJob.status ?? {}
  const lastSuccessfulTime = lastSuccess(cronJob, jobs)
  const status: CronJobStatus = {
    ...(active.length > 0 && { active }),
    ...(lastScheduleTime !== undefined && { lastScheduleTime }),
    ...(lastSuccessfulTime !== undefined && { lastSuccessfulTime }),
  }
  return { status, events }
}

const normal = (reason: string, message: string): PlannedEvent => ({ type: 'Normal', reason, message })
const warning = (reason: string, message: string): PlannedEvent => ({ type: 'Warning', reason, message })

function lastSuccess(cronJob: CronJob, jobs: readonly Job[]): string | undefined {
  let last = cronJob.status?.lastSuccessfulTime
  for (const job of jobs) {
    const { completionTime } = job.status ?? {}
    if (!hasJobCondition(job, 'Complete') || completionTime === undefined) continue
    if (last === undefined || (timeMs(completionTime) ?? 0) > (timeMs(last) ?? 0)) last = completionTime
  }
  return last
}

function surplusHistory({ spec }: CronJob, jobs: readonly Job[]): readonly Job[] {
  const oldest = (type: string, limit: number | undefined) => {
    const finished = jobs.filter((job) => hasJobCondition(job, type)).toSorted(byStart)
    return limit === undefined ? [] : finished.slice(0, Math.max(0, finished.length - limit))
  }
  return [
    ...oldest('Complete', spec.successfulJobsHistoryLimit),
    ...oldest('Failed', spec.failedJobsHistoryLimit),
  ]
}

function byStart(a: Job, b: Job): number {
  const start = ({ status }: Job) => timeMs(status?.startTime) ?? Infinity
  if (start(a) !== start(b)) return start(a) - start(b)
  return a.metadata.name < b.metadata.name ? -1 : 1
}

interface Situation {
  readonly jobs: readonly Job[]
  readonly status: CronJobStatus
  readonly events: readonly PlannedEvent[]
  readonly nowMs: number
}

function planStart(cronJob: CronJob, situation: Situation): Partial<CronJobPlan> {
  const { spec, status } = cronJob
  const { nowMs, events } = situation
  if (spec.suspend === true) return {}
  const parsed = readSchedule(cronJob)
  if ('fault' in parsed) return { events: [...events, parsed.fault] }
  const { schedule } = parsed
  const upcoming = schedule.next(nowMs)
  const later = upcoming === undefined ? {} : { requeueAfterMs: upcoming - nowMs + lateMs }
  const { atMs, count } = mostRecentSchedule(cronJob, schedule, nowMs)
  if (atMs === undefined) return later
  const late = count > manyMissed ? [tooMany(count)] : []
  const wait = (...more: readonly PlannedEvent[]) => ({ ...later, events: [...events, ...late, ...more] })
  if (spec.startingDeadlineSeconds !== undefined && atMs + spec.startingDeadlineSeconds * 1000 < nowMs) {
    return wait(warning('MissSchedule', `Missed scheduled time to start a job: ${rfc1123(atMs)}`))
  }
  const job = draftJob(cronJob, atMs)
  const running = situation.status.active ?? []
  const begun =
    running.some(({ name }) => name === job.metadata.name) || timeMs(status?.lastScheduleTime) === atMs
  if (begun) return wait()
  if (spec.concurrencyPolicy === 'Forbid' && running.length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid'
    return wait(normal('JobAlreadyActive', message))
  }
  const replaced = spec.concurrencyPolicy === 'Replace' ? new Set(running.map(({ uid }) => uid)) : new Set()
  return {
    ...wait(),
    replace: situation.jobs.filter(({ metadata }) => replaced.has(metadata.uid)),
    start: { job, atMs },
  }
}

function readSchedule({ spec }: CronJob) {
  const { schedule: text, timeZone } = spec
  try {
    const schedule = parseCron(text, timeZone)
    if (schedule !== undefined) return { schedule }
    return { fault: warning('UnparseableSchedule', `unparseable schedule: ${JSON.stringify(text)}`) }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    const message = `invalid timeZone: ${JSON.stringify(timeZone)}: unknown time zone ${timeZone}`
    return { fault: warning('UnknownTimeZone', message) }
  }
}

function tooMany(count: number): PlannedEvent {
  const advice = 'Set or decrease .spec.startingDeadlineSeconds or check clock skew'
  return warning('TooManyMissedTimes', `too many missed start times: ${count}. ${advice}`)
}

/** Named by its time, so that it is made once whoever makes it. */
export function draftJob(cronJob: CronJob, atMs: number): Draft<Job> {
  const { name, namespace = '' } = cronJob.metadata
  const { jobTemplate, timeZone } = cronJob.spec
  const { labels, annotations } = jobTemplate.metadata ?? {}
  return {
    metadata: {
      name: `${name}-${Math.floor(atMs / 60_000)}`,
      namespace,
      ...(labels && { labels }),
      annotations: { ...annotations, [scheduledAnnotation]: zonedText(atMs, timeZone) },
      ownerReferences: [controllerRef(cronJob, CronJob)],
    },
    spec: jobTemplate.spec ?? { template: {} },
  }
}

/** RFC 3339 in the schedule's zone. */
function zonedText(ms: number, timeZone: string | undefined): string {
  if (timeZone === undefined) return timeText(ms)
  const at = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone)
  const text = at.toString({ timeZoneName: 'never', smallestUnit: 'second' })
  return text.endsWith('+00:00') ? `${text.slice(0, -6)}Z` : text
}

/** Go's time.RFC1123Z in UTC. */
function rfc1123(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', '+0000')
}

/** The status with a job that has just been started. */
export function withStarted(status: CronJobStatus, job: Job, atMs: number): CronJobStatus {
  const { name, namespace, uid, resourceVersion } = job.metadata
  const reference = { apiVersion: Job.apiVersion, kind: Job.kind, name, namespace, uid, resourceVersion }
  return { ...status, active: [...(status.active ?? []), reference], lastScheduleTime: timeText(atMs) }
}
