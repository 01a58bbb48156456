// The status of a replica set out of its pods. Pure. Upstream: pkg/controller/replicaset/replica_set_utils.go.
import type { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import type { ReplicaSetCondition, ReplicaSetStatus } from '../../api/apps/replica-set/replica-set.schema.ts'
import { isPodAvailable, isPodReady } from '../../api/core/pod/pod.conditions.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import { timeText } from '../../machinery/meta/time.ts'

export interface ReplicaSetFacts {
  /** Neither ended nor on their way out. */
  readonly active: readonly Pod[]
  readonly terminating: number
  /** What went wrong while creating or deleting, if anything did. */
  readonly failure?:
    | { readonly reason: 'FailedCreate' | 'FailedDelete'; readonly message: string }
    | undefined
  readonly nowMs: number
}

export function calculateStatus(replicaSet: ReplicaSet, facts: ReplicaSetFacts): ReplicaSetStatus {
  const { active, terminating, nowMs } = facts
  const { minReadySeconds = 0, template } = replicaSet.spec
  const labels = Object.entries(template?.metadata?.labels ?? {})
  const fully = active.filter((pod) => labels.every(([key, value]) => labelOf(pod, key) === value))
  const conditions = conditionsOf(replicaSet, facts)
  return {
    replicas: active.length,
    ...some('fullyLabeledReplicas', fully.length),
    ...some('readyReplicas', active.filter(isPodReady).length),
    ...some(
      'availableReplicas',
      active.filter((pod) => isPodAvailable(pod, { minReadySeconds, nowMs })).length,
    ),
    terminatingReplicas: terminating,
    ...some('observedGeneration', replicaSet.metadata.generation ?? 0),
    ...(conditions.length > 0 && { conditions }),
  }
}

/** Zero is not written: an absent number reads as zero. */
function some<K extends string>(name: K, value: number): Partial<Record<K, number>> {
  return value === 0 ? {} : ({ [name]: value } as Record<K, number>)
}

function labelOf(pod: Pod, key: string): string | undefined {
  const { labels } = pod.metadata
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined
}

/** ReplicaFailure stands as it was first noted until nothing fails any more. */
function conditionsOf(replicaSet: ReplicaSet, facts: ReplicaSetFacts): readonly ReplicaSetCondition[] {
  const current = replicaSet.status?.conditions ?? []
  const noted = current.some(({ type }) => type === 'ReplicaFailure')
  if (facts.failure === undefined) return current.filter(({ type }) => type !== 'ReplicaFailure')
  if (noted) return current
  const { reason, message } = facts.failure
  const lastTransitionTime = timeText(facts.nowMs)
  return [...current, { type: 'ReplicaFailure', status: 'True', reason, message, lastTransitionTime }]
}

/** When a pod that is ready will next count as available; undefined where none waits for that. */
export function nextAvailabilityMs(replicaSet: ReplicaSet, facts: ReplicaSetFacts): number | undefined {
  const { minReadySeconds = 0 } = replicaSet.spec
  if (minReadySeconds === 0) return undefined
  const waits = facts.active
    .filter((pod) => isPodReady(pod) && !isPodAvailable(pod, { minReadySeconds, nowMs: facts.nowMs }))
    .map((pod) => {
      const since = pod.status?.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime
      return Date.parse(since ?? '') + minReadySeconds * 1000 - facts.nowMs
    })
    .filter((wait) => wait > 0)
  return waits.length === 0 ? undefined : Math.min(...waits)
}
