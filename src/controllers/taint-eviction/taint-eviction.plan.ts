// Decides when a pod has to leave a node for its NoExecute taints. Pure.
// Upstream: pkg/controller/tainteviction/taint_eviction.go processPodOnNode, getMinTolerationTime.
import type { Node, Taint } from '../../api/core/node/node.schema.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { toleratesTaint } from '../../api/core/pod/pod.tolerations.ts'
import type { Toleration } from '../../api/core/pod/pod-scheduling.schema.ts'

export interface EvictionTimes {
  readonly nowMs: number
  /** When it was first found that the pod will have to leave. Taints that tell no time of their own count from then. */
  readonly seenMs?: number | undefined
}

/** Milliseconds since the epoch at which the pod is to be deleted; undefined where it may stay. */
export function evictionTime(
  pod: Pod,
  node: Node,
  { nowMs, seenMs = nowMs }: EvictionTimes,
): number | undefined {
  const taints = (node.spec.taints ?? []).filter((taint) => taint.effect === 'NoExecute')
  if (taints.length === 0 || pod.metadata.deletionTimestamp !== undefined) return undefined
  const tolerations = pod.spec.tolerations ?? []
  const used: Toleration[] = []
  for (const taint of taints) {
    const toleration = tolerations.find((candidate) => toleratesTaint(candidate, taint))
    if (toleration === undefined) return nowMs
    used.push(toleration)
  }
  const limits = used
    .map((toleration) => toleration.tolerationSeconds)
    .filter((seconds) => seconds !== undefined)
  if (limits.length === 0) return undefined
  const seconds = Math.max(0, Math.min(...limits))
  return startOf(taints, seenMs) + seconds * 1000
}

/**
 * The time from which a toleration counts: when the latest of the taints came.
 * Differs: upstream counts from when the controller saw them, and begins anew when it restarts.
 */
function startOf(taints: readonly Taint[], seenMs: number): number {
  const times = taints.map((taint) => (taint.timeAdded === undefined ? seenMs : Date.parse(taint.timeAdded)))
  return Math.max(...times)
}
