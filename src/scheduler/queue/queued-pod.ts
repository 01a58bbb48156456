// A pod on its way through the scheduling queue. Upstream: pkg/scheduler/framework/types.go QueuedPodInfo.
import { backoffDelay } from '../../base/backoff.ts'
import type { PodInfo } from '../cache/pod-info.ts'

export interface QueuedPod {
  info: PodInfo
  /** When it entered the queue it is in. */
  timestampMs: number
  /** When it was first ready to be tried. */
  initialAttemptMs: number | undefined
  attempts: number
  /** Times that plugins turned it away; with the errors in a row it sets the back-off. */
  unschedulableCount: number
  consecutiveErrors: number
  /** Who turned it away the last time. */
  readonly unschedulablePlugins: Set<string>
  readonly pendingPlugins: Set<string>
  /** The plugin that keeps it out of the active queue. */
  gatingPlugin: string | undefined
  place: 'active' | 'backoff' | 'unschedulable' | 'inFlight'
  /** Changes with each move, so that heaps can tell entries that were left behind. */
  ticket: number
}

export function newQueuedPod(info: PodInfo, nowMs: number): QueuedPod {
  return {
    info,
    timestampMs: nowMs,
    initialAttemptMs: undefined,
    attempts: 0,
    unschedulableCount: 0,
    consecutiveErrors: 0,
    unschedulablePlugins: new Set(),
    pendingPlugins: new Set(),
    gatingPlugin: undefined,
    place: 'unschedulable',
    ticket: 0,
  }
}

/** Upstream: apis/config/v1/defaults.go podInitialBackoffSeconds, podMaxBackoffSeconds. */
const policy = { initialMs: 1000, maxMs: 10_000 }

/** When the back-off of its last failure ends; 0 where it has not failed. */
export function backoffEndsMs(queued: QueuedPod): number {
  const failures = queued.consecutiveErrors > 0 ? queued.consecutiveErrors : queued.unschedulableCount
  return failures === 0 ? 0 : queued.timestampMs + backoffDelay(policy, failures)
}
