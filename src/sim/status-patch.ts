// The strategic merge patch that brings a pod's status to what it should be: only what differs.
import type { Pod } from '../api/core/pod/pod.kind.ts'
import type { PodStatus } from '../api/core/pod/pod-status.schema.ts'

const fields = [
  'observedGeneration',
  'phase',
  'reason',
  'message',
  'startTime',
  'hostIP',
  'hostIPs',
  'podIP',
  'podIPs',
  'initContainerStatuses',
  'containerStatuses',
] as const satisfies readonly (keyof PodStatus)[]

/** Undefined where nothing differs. The uid makes it fail for another pod of the same name. */
export function podStatusPatch(pod: Pod, next: PodStatus): object | undefined {
  const old: PodStatus = pod.status ?? {}
  const status: Record<string, unknown> = {}
  for (const field of fields) {
    if (!same(old[field], next[field])) status[field] = next[field] ?? null
  }
  const conditions = (next.conditions ?? []).filter(
    (condition) =>
      !same(
        condition,
        old.conditions?.find(({ type }) => type === condition.type),
      ),
  )
  if (conditions.length > 0) {
    // Reason and message go away when they are not set any more.
    status.conditions = conditions.map((condition) => ({ reason: null, message: null, ...condition }))
    const order = (next.conditions ?? []).map(({ type }) => ({ type }))
    status.$setElementOrder_conditions = order
  }
  return Object.keys(status).length === 0
    ? undefined
    : { metadata: { uid: pod.metadata.uid }, status: renamed(status) }
}

/** The directive's name has a slash. */
function renamed({ $setElementOrder_conditions: order, ...status }: Record<string, unknown>): object {
  return order === undefined ? status : { ...status, '$setElementOrder/conditions': order }
}

function same(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
