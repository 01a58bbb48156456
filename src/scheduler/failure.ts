// What is written down about a pod that could not be scheduled: its PodScheduled condition and nominated node.
// Upstream: pkg/scheduler/schedule_one.go handleSchedulingFailure, updatePod.
import { getPodCondition, withPodCondition } from '../api/core/pod/pod.conditions.ts'
import { Pod } from '../api/core/pod/pod.kind.ts'
import type { PodCondition } from '../api/core/pod/pod-status.schema.ts'
import type { Client } from '../client/client.ts'
import { isNotFound } from '../machinery/status-error.ts'

export interface StatusChange {
  readonly condition?: PodCondition
  /** '' takes the nomination away; absent leaves it. */
  readonly nominatedNodeName?: string
}

/** The merge patch of pod.status, or undefined where it says all that already. */
export function statusPatch(pod: Pod, change: StatusChange, nowMs: number): object | undefined {
  const status: Record<string, unknown> = {}
  if (change.condition !== undefined) {
    const before = pod.status?.conditions ?? []
    const after = withPodCondition(before, change.condition, nowMs)
    if (after !== before) status.conditions = [getPodCondition({ conditions: after }, change.condition.type)]
  }
  const { nominatedNodeName } = change
  if (nominatedNodeName !== undefined && nominatedNodeName !== (pod.status?.nominatedNodeName ?? '')) {
    status.nominatedNodeName = nominatedNodeName === '' ? null : nominatedNodeName
  }
  if (Object.keys(status).length === 0) return undefined
  return { metadata: { uid: pod.metadata.uid }, status }
}

export async function patchPodStatus(
  pod: Pod,
  change: StatusChange,
  options: { readonly client: Client; readonly nowMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const body = statusPatch(pod, change, options.nowMs)
  if (body === undefined) return
  const { name, namespace } = pod.metadata
  const { client, signal } = options
  try {
    await client.patch(Pod, { namespace, name }, { type: 'strategic', subresource: 'status', body, signal })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

export function podScheduledCondition(pod: Pod, reason: string, message: string): PodCondition {
  const { generation } = pod.metadata
  return {
    type: 'PodScheduled',
    status: 'False',
    reason,
    message,
    ...(generation !== undefined && { observedGeneration: generation }),
  }
}

/** Events carry at most this much. Upstream: NoteLengthLimit. */
const longestNote = 1024

export function truncateMessage(message: string): string {
  if (message.length <= longestNote) return message
  const suffix = ' ...'
  return message.slice(0, longestNote - suffix.length) + suffix
}
