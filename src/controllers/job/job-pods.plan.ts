// Which pods a job makes or deletes now. Pure. Upstream: pkg/controller/job/job_controller.go manageJob.
import type { Job } from '../../api/batch/job/job.kind.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { deletionOrder } from '../framework/pod-deletion-order.ts'
import { IndexSet } from './index-set.ts'
import { isSuspended, type JobFacts } from './job.facts.ts'
import { creationWaitMs, indexWaitMs } from './job-backoff.ts'
import {
  allIndexFailures,
  failuresAfter,
  finishedAt,
  type IndexStart,
  indexOf,
  isIndexed,
  isPodFailed,
  isTracked,
  onlyReplacesFailed,
} from './job-pod.ts'
import { judgeFailure } from './pod-failure-policy.ts'

export interface JobPodsPlan {
  /** Undefined stands for a pod without index. */
  readonly create: readonly (IndexStart | undefined)[]
  readonly remove: readonly Pod[]
  /** The deleted pods are not to be counted as failed: the job does not want them, they did nothing wrong. */
  readonly forgive: boolean
  /** When more can be made. */
  readonly waitMs?: number
}

/** At most this many in one round. Upstream: MaxPodCreateDeletePerSync. */
const maxPerRound = 500
const nothing: JobPodsPlan = { create: [], remove: [], forgive: false }

export function planJobPods(facts: JobFacts): JobPodsPlan {
  const { job, active, ending } = facts
  if (ending !== undefined) return { ...nothing, remove: active }
  if (job.metadata.deletionTimestamp !== undefined) return nothing
  if (isSuspended(job)) return { ...nothing, remove: active.slice(0, maxPerRound), forgive: true }
  const want = wantedActive(facts)
  const surplus = forRemoval(facts, Math.max(0, active.length - want))
  // Deletions first, so that there are never more than allowed.
  if (surplus.length > 0) return { ...nothing, remove: surplus.slice(0, maxPerRound), forgive: true }
  const leaving = onlyReplacesFailed(job) ? facts.terminating : 0
  return planCreations(facts, Math.min(maxPerRound, want - leaving - active.length))
}

function wantedActive({ job, active, succeeded }: JobFacts): number {
  const { parallelism = 1, completions } = job.spec
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism
  return Math.max(0, Math.min(parallelism, completions - succeeded))
}

/** Pods of an index that another one has, or that is none of the job's, go first and in any case. */
function forRemoval(facts: JobFacts, atLeast: number): readonly Pod[] {
  const { job, active, nowMs } = facts
  const ordered = deletionOrder(active, { related: [], nowMs })
  if (!isIndexed(job)) return ordered.slice(0, atLeast)
  const { completions = 0 } = job.spec
  const taken = new Set<number>()
  const useless = new Set<Pod>()
  // The one that would be deleted last keeps the index.
  for (const pod of ordered.toReversed()) {
    const index = indexOf(pod)
    if (index === undefined || index >= completions || taken.has(index)) useless.add(pod)
    else taken.add(index)
  }
  const others = ordered.filter((pod) => !useless.has(pod))
  return [...useless, ...others.slice(0, Math.max(0, atLeast - useless.size))]
}

function planCreations(facts: JobFacts, count: number): JobPodsPlan {
  const { job, pods, nowMs } = facts
  if (count <= 0) return nothing
  if (job.spec.backoffLimitPerIndex !== undefined) return planIndependentIndexes(facts, count)
  const waitMs = creationWaitMs(job, pods, nowMs)
  if (waitMs > 0) return { ...nothing, waitMs }
  if (!isIndexed(job)) return { ...nothing, create: Array.from({ length: count }, () => undefined) }
  return { ...nothing, create: pendingIndexes(facts, count).map((index) => ({ index })) }
}

function pendingIndexes(facts: JobFacts, count: number): readonly number[] {
  const { job, active, pods, succeededIndexes, failedIndexes } = facts
  const busy = onlyReplacesFailed(job) ? [...active, ...pods.filter(isLeaving)] : active
  const taken = succeededIndexes
    .union(failedIndexes ?? IndexSet.empty)
    .with(busy.map((pod) => indexOf(pod) ?? 0))
  return taken.missing(count, job.spec.completions ?? 0)
}

function isLeaving({ metadata, status }: Pod): boolean {
  return (
    metadata.deletionTimestamp !== undefined && status?.phase !== 'Failed' && status?.phase !== 'Succeeded'
  )
}

/** Each index has its own back-off and count of failures. Upstream: getPodCreationInfoForIndependentIndexes. */
function planIndependentIndexes(facts: JobFacts, count: number): JobPodsPlan {
  const { job, nowMs } = facts
  const last = lastFailures(facts)
  const create: IndexStart[] = []
  const waits: number[] = []
  for (const index of pendingIndexes(facts, job.spec.completions ?? 0)) {
    if (create.length === count) break
    const pod = last.get(index)
    const waitMs = pod === undefined ? 0 : indexWaitMs(pod, allIndexFailures(pod) + 1, nowMs)
    if (waitMs > 0) waits.push(waitMs)
    else
      create.push({ index, failures: pod === undefined ? { counted: 0, ignored: 0 } : remembered(job, pod) })
  }
  return {
    ...nothing,
    create,
    ...(create.length === 0 && waits.length > 0 && { waitMs: Math.min(...waits) }),
  }
}

function remembered(job: Job, pod: Pod): NonNullable<IndexStart['failures']> {
  return failuresAfter(pod, judgeFailure(job.spec.podFailurePolicy, pod).action === 'Ignore')
}

/**
 * The last failed pod of each index that is to be tried again. These keep their finalizer until a successor is there,
 * for the count of failures goes from one to the next. Upstream: getPodsWithDelayedDeletionPerIndex.
 */
export function lastFailures(facts: JobFacts): ReadonlyMap<number, Pod> {
  const { job, pods, active, succeededIndexes, failedIndexes, nowMs } = facts
  const last = new Map<number, Pod>()
  if (job.spec.backoffLimitPerIndex === undefined) return last
  const running = IndexSet.of(active.map((pod) => indexOf(pod) ?? 0))
  for (const pod of pods.filter((candidate) => isTracked(candidate) && isPodFailed(candidate, job))) {
    const index = indexOf(pod)
    if (index === undefined || index >= (job.spec.completions ?? 0)) continue
    if (succeededIndexes.has(index) || failedIndexes?.has(index) || running.has(index)) continue
    const before = last.get(index)
    if (before === undefined || isLater(pod, before, nowMs)) last.set(index, pod)
  }
  return last
}

function isLater(pod: Pod, before: Pod, nowMs: number): boolean {
  const more = allIndexFailures(pod) - allIndexFailures(before)
  return more > 0 || (more === 0 && finishedAt(pod, nowMs) >= finishedAt(before, nowMs))
}
