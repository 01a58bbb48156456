// The last time that a schedule was due and nothing was started. Pure.
// Upstream: pkg/controller/cronjob/utils.go mostRecentScheduleTime.
import type { CronJob } from '../../api/batch/cron-job/cron-job.kind.ts'
import { timeMs } from '../../machinery/meta/time.ts'
import type { CronSchedule } from './cron-schedule.ts'

export interface Missed {
  /** Undefined where nothing is due. */
  readonly atMs: number | undefined
  /** How many times were due in all, roughly where there are many. */
  readonly count: number
}

/** More than this many hint at a clock that is wrong. */
export const manyMissed = 100

export function mostRecentSchedule(cronJob: CronJob, schedule: CronSchedule, nowMs: number): Missed {
  const { startingDeadlineSeconds } = cronJob.spec
  const known =
    timeMs(cronJob.status?.lastScheduleTime) ?? timeMs(cronJob.metadata.creationTimestamp) ?? nowMs
  const deadline = startingDeadlineSeconds === undefined ? known : nowMs - startingDeadlineSeconds * 1000
  const earliest = Math.max(known, deadline)
  const first = schedule.next(earliest)
  if (first === undefined || first > nowMs) return { atMs: undefined, count: 0 }
  const second = schedule.next(first)
  if (second === undefined || second > nowMs) return { atMs: first, count: 1 }
  // Not from the beginning, which may be years ago: in growing steps back from now.
  for (let back = second - first; ; back *= 2) {
    const found = lastBetween(schedule, Math.max(earliest, nowMs - back), nowMs)
    if (found === undefined) continue
    const count = Math.floor((nowMs - first) / (second - first)) + 1
    return { atMs: found, count }
  }
}

function lastBetween(schedule: CronSchedule, fromMs: number, nowMs: number): number | undefined {
  let found: number | undefined
  for (let at = schedule.next(fromMs); at !== undefined && at <= nowMs; at = schedule.next(at)) found = at
  return found
}
