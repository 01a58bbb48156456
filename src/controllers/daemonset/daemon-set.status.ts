// The status of a daemon set out of nodes and pods. Pure.
// Upstream: pkg/controller/daemon/daemon_controller.go updateDaemonSetStatus.
import type { DaemonSet } from '../../api/apps/daemon-set/daemon-set.kind.ts'
import type { DaemonSetStatus } from '../../api/apps/daemon-set/daemon-set.schema.ts'
import { isPodAvailable, isPodReady } from '../../api/core/pod/pod.conditions.ts'
import { isUpdated, judgeNode } from './daemon-pod.ts'
import type { DaemonFacts } from './daemon-pods.plan.ts'

export function calculateStatus(daemonSet: DaemonSet, facts: DaemonFacts): DaemonSetStatus {
  const { minReadySeconds = 0 } = daemonSet.spec
  const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, updated: 0, available: 0 }
  for (const node of facts.nodes) {
    const [oldest] = facts.pods.get(node.metadata.name) ?? []
    if (!judgeNode(daemonSet, node).shouldRun) {
      if (oldest !== undefined) counts.misscheduled++
      continue
    }
    counts.desired++
    if (oldest === undefined) continue
    counts.current++
    if (isPodReady(oldest)) counts.ready++
    if (isPodAvailable(oldest, { minReadySeconds, nowMs: facts.nowMs })) counts.available++
    if (isUpdated(oldest, facts.hash)) counts.updated++
  }
  const { collisionCount, conditions } = daemonSet.status ?? {}
  return {
    currentNumberScheduled: counts.current,
    numberMisscheduled: counts.misscheduled,
    desiredNumberScheduled: counts.desired,
    numberReady: counts.ready,
    ...some('observedGeneration', daemonSet.metadata.generation ?? 0),
    ...some('updatedNumberScheduled', counts.updated),
    ...some('numberAvailable', counts.available),
    ...some('numberUnavailable', counts.desired - counts.available),
    ...(collisionCount !== undefined && { collisionCount }),
    ...(conditions !== undefined && { conditions }),
  }
}

/** Zero is not written: an absent number reads as zero. */
function some<K extends string>(name: K, value: number): Partial<Record<K, number>> {
  return value === 0 ? {} : ({ [name]: value } as Record<K, number>)
}
