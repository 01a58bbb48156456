// The next status of a job. A pod that ended is noted in the status before its finalizer goes, and counted when it has
// gone, so that none is lost and none counted twice. Pure.
// Upstream: pkg/controller/job/job_controller.go trackJobStatusAndRemoveFinalizers.
import { hasJobCondition } from '../../api/batch/job/job.conditions.ts'
import type { JobCondition, JobStatus } from '../../api/batch/job/job.schema.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import { isSuspended, type JobFacts } from './job.facts.ts'
import { indexOf, isIndexed, isPodFailed, isPodSucceeded, isTracked } from './job-pod.ts'
import { lastFailures } from './job-pods.plan.ts'
import { judgeFailure } from './pod-failure-policy.ts'

/** What came of the plan for the pods. */
export interface PodsOutcome {
  readonly created: number
  readonly removed: number
  readonly removedReady: number
}

/** At most this many are noted at a time. Upstream: MaxUncountedPods. */
const maxUncounted = 500

export function nextStatus(facts: JobFacts, outcome: PodsOutcome): JobStatus {
  const { job } = facts
  const tracked = new Set(facts.pods.filter(isTracked).map(({ metadata }) => metadata.uid))
  const noted = job.status?.uncountedTerminatedPods ?? {}
  const still = (uids: readonly string[] | undefined) => (uids ?? []).filter((uid) => tracked.has(uid))
  const gone = (uids: readonly string[] | undefined) => (uids ?? []).length - still(uids).length
  const uncounted = note(facts, { succeeded: still(noted.succeeded), failed: still(noted.failed) })
  const active = facts.active.length + outcome.created - outcome.removed
  const counts = {
    succeeded: isIndexed(job)
      ? facts.succeededIndexes.size
      : (job.status?.succeeded ?? 0) + gone(noted.succeeded),
    failed: (job.status?.failed ?? 0) + gone(noted.failed),
  }
  const terminating = facts.terminating + outcome.removed
  const conditions = conditionsOf(facts, active === 0 && terminating === 0 && tracked.size === 0)
  const completed = conditions.some(({ type }) => type === 'Complete')
  return {
    ...(conditions.length > 0 && { conditions }),
    ...(startTimeOf(facts) !== undefined && { startTime: startTimeOf(facts) }),
    ...(completed && { completionTime: job.status?.completionTime ?? timeText(facts.nowMs) }),
    ...some('active', active),
    ...some('succeeded', counts.succeeded),
    ...some('failed', counts.failed),
    terminating,
    ...(isIndexed(job) &&
      facts.succeededIndexes.size > 0 && { completedIndexes: String(facts.succeededIndexes) }),
    ...(facts.failedIndexes !== undefined && { failedIndexes: String(facts.failedIndexes) }),
    uncountedTerminatedPods: {
      ...(uncounted.succeeded.length > 0 && { succeeded: uncounted.succeeded }),
      ...(uncounted.failed.length > 0 && { failed: uncounted.failed }),
    },
    ready: Math.max(0, facts.ready - outcome.removedReady),
  }
}

/** Zero is not written: an absent number reads as zero. */
function some<K extends string>(name: K, value: number): Partial<Record<K, number>> {
  return value === 0 ? {} : ({ [name]: value } as Record<K, number>)
}

interface Uncounted {
  readonly succeeded: readonly string[]
  readonly failed: readonly string[]
}

/** Succeeded pods of an indexed job need no note: their index in the status is one. */
function note(facts: JobFacts, before: Uncounted): Uncounted {
  const room = Math.max(0, maxUncounted - before.succeeded.length - before.failed.length)
  const delayed = delayedPods(facts)
  const uid = ({ metadata }: Pod) => metadata.uid
  const succeeded = isIndexed(facts.job) ? [] : facts.newSucceeded.slice(0, room).map(uid)
  const failed = facts.newFailed.filter((pod) => !delayed.has(pod)).slice(0, room - succeeded.length)
  return { succeeded: [...before.succeeded, ...succeeded], failed: [...before.failed, ...failed.map(uid)] }
}

/** Pods that wait for their successor; a job that ends makes none. */
function delayedPods(facts: JobFacts): ReadonlySet<Pod> {
  return new Set(facts.ending === undefined ? lastFailures(facts).values() : [])
}

/** Pods that the status accounts for: their finalizers may go. */
export function accountedPods(facts: JobFacts, status: JobStatus): readonly Pod[] {
  const { job } = facts
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {}
  const noted = new Set([...succeeded, ...failed])
  const delayed = delayedPods(facts)
  return facts.pods.filter((pod) => {
    if (!isTracked(pod)) return false
    if (job.metadata.deletionTimestamp !== undefined || noted.has(pod.metadata.uid)) return true
    const index = indexOf(pod)
    const outside = isIndexed(job) && (index === undefined || index >= (job.spec.completions ?? 0))
    if (isPodSucceeded(pod)) return isIndexed(job) && (outside || facts.succeededIndexes.has(index ?? 0))
    if (!isPodFailed(pod, job) || delayed.has(pod)) return false
    return outside || judgeFailure(job.spec.podFailurePolicy, pod).action === 'Ignore'
  })
}

/** A resumed job starts anew. */
function startTimeOf(facts: JobFacts): string | undefined {
  const resumed =
    hasJobCondition(facts.job, 'Suspended') && !isSuspended(facts.job) && facts.ending === undefined
  return resumed ? timeText(facts.nowMs) : facts.startTime
}

function conditionsOf(facts: JobFacts, settled: boolean): readonly JobCondition[] {
  const { job, ending, nowMs } = facts
  const before = job.status?.conditions ?? []
  if (ending === undefined) return withSuspension(facts, before)
  const { interim, reason, message } = ending
  const noted = ensure(before, { type: interim, status: 'True', reason, message }, nowMs)
  if (!settled || noted !== before) return noted
  const final = interim === 'SuccessCriteriaMet' ? 'Complete' : 'Failed'
  return ensure(noted, { type: final, status: 'True', reason, message }, nowMs)
}

function withSuspension({ job, nowMs }: JobFacts, before: readonly JobCondition[]): readonly JobCondition[] {
  if (job.metadata.deletionTimestamp !== undefined) return before
  return isSuspended(job)
    ? ensure(
        before,
        { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' },
        nowMs,
      )
    : ensure(
        before,
        { type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' },
        nowMs,
      )
}

/** Nothing comes of a condition that was never there and is not true. Upstream: ensureJobConditionStatus. */
function ensure(
  before: readonly JobCondition[],
  condition: Pick<JobCondition, 'type' | 'status' | 'reason' | 'message'>,
  nowMs: number,
): readonly JobCondition[] {
  const old = before.find(({ type }) => type === condition.type)
  if (old === undefined && condition.status !== 'True') return before
  if (
    old?.status === condition.status &&
    old.reason === condition.reason &&
    old.message === condition.message
  ) {
    return before
  }
  const now = timeText(nowMs)
  const next = { ...condition, lastProbeTime: now, lastTransitionTime: now }
  return old === undefined ? [...before, next] : before.map((each) => (each === old ? next : each))
}
