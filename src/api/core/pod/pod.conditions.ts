// Where a pod stands in its life: readiness, availability, whether it still counts. Pure; the clock's reading is handed in.
// Upstream: pkg/api/v1/pod/util.go, pkg/controller/controller_utils.go.
import { timeMs, timeText } from '../../../machinery/meta/time.ts'
import type { Pod } from './pod.schema.ts'
import type { PodCondition, PodStatus } from './pod-status.schema.ts'

export function getPodCondition(status: PodStatus | undefined, type: string): PodCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type)
}

/**
 * The conditions with `condition` put in. The time of the last transition is `nowMs` where the status differs from
 * before, and stays otherwise. The same array comes back when nothing changes.
 */
export function withPodCondition(
  conditions: readonly PodCondition[] | undefined,
  condition: PodCondition,
  nowMs: number,
): readonly PodCondition[] {
  const current = conditions ?? []
  const index = current.findIndex((candidate) => candidate.type === condition.type)
  const old = current[index]
  const turned = old === undefined || old.status !== condition.status
  const next = { ...condition, lastTransitionTime: turned ? timeText(nowMs) : old.lastTransitionTime }
  if (old === undefined) return [...current, next]
  return sameCondition(old, next) ? current : current.with(index, next)
}

function sameCondition(a: PodCondition, b: PodCondition): boolean {
  return (
    a.status === b.status &&
    (a.reason ?? '') === (b.reason ?? '') &&
    (a.message ?? '') === (b.message ?? '') &&
    (a.lastProbeTime ?? '') === (b.lastProbeTime ?? '') &&
    (a.observedGeneration ?? 0) === (b.observedGeneration ?? 0) &&
    a.lastTransitionTime === b.lastTransitionTime
  )
}

export function isPodReady(pod: Pod): boolean {
  return getPodCondition(pod.status, 'Ready')?.status === 'True'
}

export function isPodScheduled(pod: Pod): boolean {
  return (pod.spec.nodeName ?? '') !== ''
}

/** Ready, and for at least `minReadySeconds`. */
export function isPodAvailable(
  pod: Pod,
  options: { readonly minReadySeconds: number; readonly nowMs: number },
): boolean {
  const ready = getPodCondition(pod.status, 'Ready')
  if (ready?.status !== 'True') return false
  if (options.minReadySeconds <= 0) return true
  const since = timeMs(ready.lastTransitionTime)
  return since !== undefined && since + options.minReadySeconds * 1000 <= options.nowMs
}

/** All containers have ended for good. */
export function isPodTerminal(pod: Pod): boolean {
  return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
}

export function isPodTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined && pod.metadata.deletionTimestamp !== null
}

/** Counts towards what its controller wants: neither ended nor on its way out. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && !isPodTerminating(pod)
}
