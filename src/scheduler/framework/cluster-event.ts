// Changes in the cluster that may free a pod from the unschedulable ones, and which of them a plugin waits for.
// Upstream: kube-scheduler framework types.go ClusterEvent, pkg/scheduler/framework/events.go.
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import type { KubeObject } from '../../machinery/kind.ts'

/** AssignedPod is bound to a node; TargetPod is the waiting pod itself. */
export type ClusterEvent =
  | `Node/${'Add' | 'Delete' | 'Update' | 'UpdateAllocatable' | 'UpdateLabel' | 'UpdateTaint' | 'UpdateCondition'}`
  | `AssignedPod/${'Add' | 'Delete' | 'Update' | 'UpdateLabel' | 'UpdateScaleDown'}`
  | `TargetPod/${'Update' | 'UpdateLabel' | 'UpdateScaleDown' | 'UpdateToleration' | 'UpdateSchedulingGatesEliminated'}`
  | 'UnscheduledPod/Add'
  | 'UnscheduledPod/Delete'
  | `${'PersistentVolumeClaim' | 'PersistentVolume' | 'StorageClass'}/${'Add' | 'Update'}`
  /** Whatever the reason was, try again. */
  | 'ForceActivate'
  | 'UnschedulableTimeout'

/** What changed; `old` is absent for an Add, `next` for a Delete. */
export interface Change {
  readonly old?: KubeObject
  readonly next?: KubeObject
}

/** True where the change may let `pod` pass now. */
export type QueueingHint = (pod: Pod, change: Change) => boolean

/** An event that may free pods which the plugin rejected, and a closer look at it. */
export type WakeRule = ClusterEvent | { readonly on: readonly ClusterEvent[]; readonly hint: QueueingHint }

/** True where an event of the kind `actual` is what a rule for `wanted` waits for. */
export function matchesEvent(wanted: ClusterEvent, actual: ClusterEvent): boolean {
  return wanted === actual || (wanted.endsWith('/Update') && actual.startsWith(wanted))
}

/** Events that free every pod, whichever plugin rejected it. */
export function isWildcard(event: ClusterEvent): boolean {
  return event === 'ForceActivate' || event === 'UnschedulableTimeout'
}
