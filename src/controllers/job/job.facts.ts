// What is known of a job from its pods and its status: counts, and whether it is to end. Pure.
// Upstream: pkg/controller/job/job_controller.go syncJob.
import { hasJobCondition } from '../../api/batch/job/job.conditions.ts'
import type { Job } from '../../api/batch/job/job.kind.ts'
import type { JobCondition } from '../../api/batch/job/job.schema.ts'
import {
  isPodActive,
  isPodReady,
  isPodTerminal,
  isPodTerminating,
} from '../../api/core/pod/pod.conditions.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { timeMs, timeText } from '../../machinery/meta/time.ts'
import { IndexSet } from './index-set.ts'
import { indexFailures, indexOf, isIndexed, isPodFailed, isPodSucceeded, isTracked } from './job-pod.ts'
import { judgeFailure } from './pod-failure-policy.ts'
import { matchSuccessPolicy } from './success-policy.ts'

/** How a job ends: the interim condition, after which pods go, and the final one, when all have been counted. */
export interface Ending {
  readonly interim: 'SuccessCriteriaMet' | 'FailureTarget'
  readonly reason: string
  readonly message: string
}

export interface JobFacts {
  readonly job: Job
  readonly pods: readonly Pod[]
  readonly active: readonly Pod[]
  readonly ready: number
  readonly terminating: number
  /** Pods that ended and have not been noted in the status yet. */
  readonly newSucceeded: readonly Pod[]
  readonly newFailed: readonly Pod[]
  /** Counted, noted or new. */
  readonly succeeded: number
  readonly failed: number
  /** Of an indexed job. */
  readonly succeededIndexes: IndexSet
  /** Where indexes have their own limits. */
  readonly failedIndexes: IndexSet | undefined
  /** When it (last) began; now where it begins. */
  readonly startTime: string | undefined
  readonly ending: Ending | undefined
  readonly nowMs: number
}

export function isSuspended({ spec }: Job): boolean {
  return spec.suspend === true
}

export function assessJob(job: Job, pods: readonly Pod[], nowMs: number): JobFacts {
  const active = pods.filter(isPodActive)
  const noted = new Set(job.status?.uncountedTerminatedPods?.succeeded)
  const notedFailed = new Set(job.status?.uncountedTerminatedPods?.failed)
  const fresh = pods
    .filter(({ metadata }) => !noted.has(metadata.uid) && !notedFailed.has(metadata.uid))
    .filter(isTracked)
  const valid = fresh.filter(
    (pod) => !isIndexed(job) || (indexOf(pod) ?? Infinity) < (job.spec.completions ?? 0),
  )
  const newSucceeded = valid.filter(isPodSucceeded)
  const newFailed = valid.filter((pod) => isPodFailed(pod, job) && verdict(job, pod).action !== 'Ignore')
  const succeededIndexes = succeededIndexesOf(job, newSucceeded)
  const facts = {
    job,
    pods,
    active,
    ready: active.filter(isPodReady).length,
    terminating: pods.filter((pod) => isPodTerminating(pod) && !isPodTerminal(pod)).length,
    newSucceeded,
    newFailed,
    succeeded: isIndexed(job)
      ? succeededIndexes.size
      : (job.status?.succeeded ?? 0) + newSucceeded.length + noted.size,
    failed: (job.status?.failed ?? 0) + newFailed.length + notedFailed.size,
    succeededIndexes,
    failedIndexes: failedIndexesOf(job, newFailed),
    startTime: job.status?.startTime ?? (isSuspended(job) ? undefined : timeText(nowMs)),
    nowMs,
  }
  return { ...facts, ending: endingOf(facts) }
}

const verdict = (job: Job, pod: Pod) => judgeFailure(job.spec.podFailurePolicy, pod)

function succeededIndexesOf(job: Job, newSucceeded: readonly Pod[]): IndexSet {
  if (!isIndexed(job)) return IndexSet.empty
  const before = IndexSet.parse(job.status?.completedIndexes, job.spec.completions ?? 0)
  return before.with(newSucceeded.map((pod) => indexOf(pod) ?? 0))
}

/** An index has failed for good where its pod failed once more than it may, or the policy says so. */
function failedIndexesOf(job: Job, newFailed: readonly Pod[]): IndexSet | undefined {
  const { backoffLimitPerIndex, completions = 0 } = job.spec
  if (backoffLimitPerIndex === undefined) return undefined
  const failed = newFailed.filter(
    (pod) => indexFailures(pod) >= backoffLimitPerIndex || verdict(job, pod).action === 'FailIndex',
  )
  return IndexSet.parse(job.status?.failedIndexes, completions).with(failed.map((pod) => indexOf(pod) ?? 0))
}

type Counted = Omit<JobFacts, 'ending'>

/** Upstream: the order of the checks in syncJob: what was decided once stays. */
function endingOf(facts: Counted): Ending | undefined {
  const { job } = facts
  const decided = (job.status?.conditions ?? []).find(isInterim)
  if (decided !== undefined) {
    const { reason = '', message = '' } = decided
    return { interim: decided.type as Ending['interim'], reason, message }
  }
  const forbidden = failJobMessage(facts)
  if (forbidden !== undefined) return failure('PodFailurePolicy', forbidden)
  return limitsExceeded(facts) ?? indexesFailed(facts) ?? successOf(facts)
}

function isInterim({ type, status }: JobCondition): boolean {
  return (type === 'SuccessCriteriaMet' || type === 'FailureTarget') && status === 'True'
}

const failure = (reason: string, message: string): Ending => ({ interim: 'FailureTarget', reason, message })

function failJobMessage({ job, pods }: Counted): string | undefined {
  if (job.spec.podFailurePolicy === undefined) return undefined
  for (const pod of pods) {
    if (!isPodFailed(pod, job)) continue
    const judged = verdict(job, pod)
    if (judged.action === 'FailJob') return judged.message
  }
  return undefined
}

function limitsExceeded(facts: Counted): Ending | undefined {
  const { job, failed } = facts
  const { backoffLimit = 6 } = job.spec
  if (failed > backoffLimit || pastBackoffLimitOnFailure(facts)) {
    return failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit')
  }
  const left = deadlineLeftMs(facts)
  if (left !== undefined && left <= 0) {
    return failure('DeadlineExceeded', 'Job was active longer than specified deadline')
  }
  return undefined
}

/** Containers that restart in place count too where pods are not replaced. */
function pastBackoffLimitOnFailure({ job, pods }: Counted): boolean {
  if (job.spec.template.spec?.restartPolicy !== 'OnFailure') return false
  const { backoffLimit = 6 } = job.spec
  let restarts = 0
  for (const { status } of pods) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue
    for (const { restartCount } of [
      ...(status.initContainerStatuses ?? []),
      ...(status.containerStatuses ?? []),
    ]) {
      restarts += restartCount
    }
  }
  return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit
}

/** Time until the job has been active for too long; undefined where it has no deadline. */
export function deadlineLeftMs({ job, startTime, nowMs }: Counted): number | undefined {
  const { activeDeadlineSeconds } = job.spec
  const since = timeMs(startTime)
  if (activeDeadlineSeconds === undefined || since === undefined || isSuspended(job)) return undefined
  // A job that is being resumed starts anew.
  const from = hasJobCondition(job, 'Suspended') ? nowMs : since
  return from + activeDeadlineSeconds * 1000 - nowMs
}

function indexesFailed({ job, failedIndexes, succeededIndexes }: Counted): Ending | undefined {
  if (failedIndexes === undefined) return undefined
  const { maxFailedIndexes, completions = 0 } = job.spec
  if (maxFailedIndexes !== undefined && failedIndexes.size > maxFailedIndexes) {
    const message = 'Job has exceeded the specified maximal number of failed indexes'
    return failure('MaxFailedIndexesExceeded', message)
  }
  const over = failedIndexes.size > 0 && failedIndexes.size + succeededIndexes.size >= completions
  return over ? failure('FailedIndexes', 'Job has failed indexes') : undefined
}

function successOf({ job, succeeded, succeededIndexes, active }: Counted): Ending | undefined {
  const matched = job.spec.successPolicy === undefined ? undefined : matchSuccessPolicy(job, succeededIndexes)
  if (matched !== undefined)
    return { interim: 'SuccessCriteriaMet', reason: 'SuccessPolicy', message: matched }
  const { completions } = job.spec
  // Without a number of completions the first success is the job's, once the others have ended too.
  const enough = completions === undefined ? succeeded > 0 : succeeded >= completions
  if (!enough || active.length > 0) return undefined
  const message = 'Reached expected number of succeeded pods'
  return { interim: 'SuccessCriteriaMet', reason: 'CompletionsReached', message }
}
