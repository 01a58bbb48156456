// The status of a stateful set out of its pods and revisions. Pure.
// Upstream: pkg/controller/statefulset/stateful_set_control.go updateReplicas, completeRollingUpdate.
import type { StatefulSet } from '../../api/apps/stateful-set/stateful-set.kind.ts'
import type { StatefulSetStatus } from '../../api/apps/stateful-set/stateful-set.schema.ts'
import { isPodAvailable, isPodReady, isPodTerminating } from '../../api/core/pod/pod.conditions.ts'
import { ordinalOf, wantedReplicas } from './identity.ts'
import { isUpdated, type StatefulSetFacts } from './statefulset.plan.ts'

export function calculateStatus(set: StatefulSet, facts: StatefulSetFacts): StatefulSetStatus {
  const { current, update, nowMs } = facts
  const { minReadySeconds = 0 } = set.spec
  const pods = facts.pods.filter((pod) => ordinalOf(pod, set) !== undefined)
  const ready = pods.filter((pod) => pod.status?.phase === 'Running' && isPodReady(pod))
  const staying = pods.filter((pod) => !isPodTerminating(pod))
  const counts = {
    ready: ready.length,
    available: ready.filter((pod) => isPodAvailable(pod, { minReadySeconds, nowMs })).length,
    updated: staying.filter((pod) => isUpdated(pod, update)).length,
    current: staying.filter((pod) => isUpdated(pod, current)).length,
  }
  const want = wantedReplicas(set)
  const rolling = set.spec.updateStrategy?.type !== 'OnDelete'
  const complete = rolling && [counts.updated, counts.ready, pods.length].every((count) => count === want)
  const { collisionCount, conditions } = set.status ?? {}
  return {
    ...some('observedGeneration', set.metadata.generation ?? 0),
    replicas: pods.length,
    ...some('readyReplicas', counts.ready),
    ...some('currentReplicas', complete ? counts.updated : counts.current),
    ...some('updatedReplicas', counts.updated),
    currentRevision: complete ? update.name : current.name,
    updateRevision: update.name,
    ...(collisionCount !== undefined && { collisionCount }),
    ...(conditions !== undefined && { conditions }),
    availableReplicas: counts.available,
  }
}

/** Zero is not written: an absent number reads as zero. */
function some<K extends string>(name: K, value: number): Partial<Record<K, number>> {
  return value === 0 ? {} : ({ [name]: value } as Record<K, number>)
}
