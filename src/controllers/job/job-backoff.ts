// How long a job waits before it makes another pod after failures: 10 s, doubling, at most 10 minutes, from the last
// failure; a success starts over. Pure. Upstream: pkg/controller/job/backoff_utils.go.
// Differs: computed from the pods that are there, instead of remembered, so that a restart changes nothing.

import type { Job } from '../../api/batch/job/job.kind.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { backoffDelay } from '../../base/backoff.ts'
import { finishedAt, isPodFailed, isPodSucceeded, isTracked } from './job-pod.ts'

const policy = { initialMs: 10_000, maxMs: 600_000 }

/** Milliseconds from now; 0 where a pod may be made at once. */
export function creationWaitMs(job: Job, pods: readonly Pod[], nowMs: number): number {
  const lastSuccess = Math.max(...pods.filter(isPodSucceeded).map((pod) => finishedAt(pod, nowMs)), 0)
  const failures = pods
    .filter((pod) => isPodFailed(pod, job) && (pod.status?.phase === 'Failed' || isTracked(pod)))
    .map((pod) => finishedAt(pod, nowMs))
    .filter((time) => time >= lastSuccess)
  if (failures.length === 0) return 0
  return Math.max(0, Math.max(...failures) + backoffDelay(policy, failures.length) - nowMs)
}

/** The same for one index that keeps its own count. */
export function indexWaitMs(last: Pod, failures: number, nowMs: number): number {
  return Math.max(0, finishedAt(last, nowMs) + backoffDelay(policy, failures) - nowMs)
}
