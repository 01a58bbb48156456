// When a finished job is to go. Pure. Upstream: pkg/controller/ttlafterfinished/ttlafterfinished_controller.go.
import { isJobFinished } from '../../api/batch/job/job.conditions.ts'
import type { Job } from '../../api/batch/job/job.kind.ts'
import { timeMs } from '../../machinery/meta/time.ts'

/** Milliseconds until then, at most 0 where it is over; undefined where the job stays. */
export function timeLeftMs(job: Job, nowMs: number): number | undefined {
  const { ttlSecondsAfterFinished } = job.spec
  if (ttlSecondsAfterFinished === undefined || job.metadata.deletionTimestamp !== undefined) return undefined
  if (!isJobFinished(job)) return undefined
  const final = job.status?.conditions?.find(
    ({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True',
  )
  const finishedMs = timeMs(final?.lastTransitionTime)
  return finishedMs === undefined ? undefined : finishedMs + ttlSecondsAfterFinished * 1000 - nowMs
}
