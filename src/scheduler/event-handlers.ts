// Turns what the informers see into changes of the cache and the queue, and into the events that plugins wait for.
// Upstream: pkg/scheduler/eventhandlers.go, framework/events.go.
import { Node } from '../api/core/node/node.kind.ts'
import { PersistentVolume } from '../api/core/persistent-volume/persistent-volume.kind.ts'
import { PersistentVolumeClaim } from '../api/core/persistent-volume-claim/persistent-volume-claim.kind.ts'
import { isPodTerminal } from '../api/core/pod/pod.conditions.ts'
import { Pod } from '../api/core/pod/pod.kind.ts'
import { StorageClass } from '../api/storage/storage-class/storage-class.kind.ts'
import type { Informers } from '../client/cache.ts'
import type { Kind, KubeObject } from '../machinery/kind.ts'
import { podAmounts } from './cache/resource.ts'
import type { SchedulerCache } from './cache/scheduler-cache.ts'
import type { ClusterEvent } from './framework/cluster-event.ts'
import type { SchedulingQueue } from './queue/scheduling-queue.ts'

export interface HandlerParts {
  readonly informers: Informers
  readonly cache: SchedulerCache
  readonly queue: SchedulingQueue
  readonly schedulerName: string
  /** Frees a pod that waits in permit. */
  readonly rejectWaiting: (uid: string, reason: string) => void
}

/** Follows the informers until disposed. */
export function followCluster(parts: HandlerParts): Disposable {
  const stack = new DisposableStack()
  const { informers } = parts
  stack.use(followPods(parts))
  stack.use(followNodes(parts))
  stack.use(followVolumes(informers, PersistentVolumeClaim, parts.queue))
  stack.use(followVolumes(informers, PersistentVolume, parts.queue))
  stack.use(followVolumes(informers, StorageClass, parts.queue))
  return stack
}

/** Where a pod belongs: on a node, in the queue, or nowhere (ended, or another scheduler's). */
function placeOf(pod: Pod | undefined, schedulerName: string): 'cache' | 'queue' | 'none' {
  if (pod === undefined || isPodTerminal(pod)) return 'none'
  if ((pod.spec.nodeName ?? '') !== '') return 'cache'
  return (pod.spec.schedulerName ?? 'default-scheduler') === schedulerName ? 'queue' : 'none'
}

function followPods(parts: HandlerParts): Disposable {
  const changed = (old: Pod | undefined, next: Pod | undefined) => {
    // A pod of the same name may have taken the old one's place between two looks.
    if (old !== undefined && next !== undefined && old.metadata.uid !== next.metadata.uid) {
      changed(old, undefined)
      changed(undefined, next)
      return
    }
    const from = placeOf(old, parts.schedulerName)
    const to = placeOf(next, parts.schedulerName)
    if (old !== undefined && from === 'queue' && to !== 'queue') leftQueue(parts, old, next)
    if (old !== undefined && from === 'cache' && to !== 'cache') leftNode(parts, old)
    if (next !== undefined && to === 'cache') onNode(parts, from === 'cache' ? old : undefined, next)
    if (next !== undefined && to === 'queue') inQueue(parts, from === 'queue' ? old : undefined, next)
  }
  return parts.informers.of(Pod).addHandler({
    onAdd: (pod) => changed(undefined, pod),
    onUpdate: (pod, old) => changed(old, pod),
    onDelete: (pod) => changed(pod, undefined),
  })
}

function leftQueue(parts: HandlerParts, old: Pod, next: Pod | undefined): void {
  const { uid } = old.metadata
  parts.queue.delete(uid)
  const bound = (next?.spec.nodeName ?? '') !== ''
  if (bound) return
  parts.rejectWaiting(uid, 'removed')
  // An assumed pod that goes away gives its room back.
  if (parts.cache.isAssumed(uid)) parts.queue.moveOn('AssignedPod/Delete', { old }, uid)
  else parts.queue.moveOn('UnscheduledPod/Delete', { old }, uid)
}

function leftNode({ cache, queue }: HandlerParts, old: Pod): void {
  cache.removePod(old.metadata.uid)
  queue.moveOn('AssignedPod/Delete', { old })
}

function onNode({ cache, queue }: HandlerParts, old: Pod | undefined, next: Pod): void {
  cache.setPod(next)
  if (old === undefined) {
    queue.delete(next.metadata.uid)
    queue.moveOn('AssignedPod/Add', { next })
    return
  }
  for (const event of assignedPodEvents(old, next)) queue.moveOn(event, { old, next })
}

function inQueue({ cache, queue }: HandlerParts, old: Pod | undefined, next: Pod): void {
  if (old !== undefined && old.metadata.resourceVersion === next.metadata.resourceVersion) return
  if (cache.isAssumed(next.metadata.uid)) return
  if (old === undefined) {
    queue.add(next)
    queue.moveOn('UnscheduledPod/Add', { next }, next.metadata.uid)
  } else queue.update(old, next, targetPodEvents(old, next))
}

function assignedPodEvents(old: Pod, next: Pod): ClusterEvent[] {
  const events: ClusterEvent[] = []
  if (!sameTexts(old.metadata.labels, next.metadata.labels)) events.push('AssignedPod/UpdateLabel')
  if (wasScaledDown(old, next)) events.push('AssignedPod/UpdateScaleDown')
  return events
}

/** In what a waiting pod changed, as far as it can matter. */
export function targetPodEvents(old: Pod, next: Pod): ClusterEvent[] {
  const events: ClusterEvent[] = []
  if (!sameTexts(old.metadata.labels, next.metadata.labels)) events.push('TargetPod/UpdateLabel')
  if (wasScaledDown(old, next)) events.push('TargetPod/UpdateScaleDown')
  if (!sameJSON(old.spec.tolerations, next.spec.tolerations)) events.push('TargetPod/UpdateToleration')
  const gates = (pod: Pod) => pod.spec.schedulingGates?.length ?? 0
  if (gates(old) > 0 && gates(next) === 0) events.push('TargetPod/UpdateSchedulingGatesEliminated')
  const specChanged = old.metadata.generation !== next.metadata.generation
  if (events.length === 0 && specChanged) events.push('TargetPod/Update')
  return events
}

function wasScaledDown(old: Pod, next: Pod): boolean {
  if (sameJSON(old.spec.containers, next.spec.containers) && sameJSON(heldOf(old), heldOf(next))) return false
  const before = podAmounts(old).requests
  const after = podAmounts(next).requests
  return after.milliCPU < before.milliCPU || after.memory < before.memory
}

function heldOf(pod: Pod): unknown {
  return pod.status?.containerStatuses?.map(({ allocatedResources, resources }) => [
    allocatedResources,
    resources,
  ])
}

function followNodes({ informers, cache, queue }: HandlerParts): Disposable {
  return informers.of(Node).addHandler({
    onAdd(next) {
      cache.setNode(next)
      queue.moveOn('Node/Add', { next })
    },
    onUpdate(next, old) {
      cache.setNode(next)
      for (const event of nodeEvents(old, next)) queue.moveOn(event, { old, next })
    },
    onDelete(old) {
      cache.removeNode(old.metadata.name)
      queue.moveOn('Node/Delete', { old })
    },
  })
}

/** In what a node changed, as far as it can matter; a heartbeat gives nothing. */
export function nodeEvents(old: Node, next: Node): ClusterEvent[] {
  const events: ClusterEvent[] = []
  if (!sameTexts(old.status?.allocatable, next.status?.allocatable)) events.push('Node/UpdateAllocatable')
  if (!sameTexts(old.metadata.labels, next.metadata.labels)) events.push('Node/UpdateLabel')
  const uncordoned = old.spec.unschedulable === true && next.spec.unschedulable !== true
  if (uncordoned || !sameJSON(old.spec.taints, next.spec.taints)) events.push('Node/UpdateTaint')
  if (!sameTexts(conditionsOf(old), conditionsOf(next))) events.push('Node/UpdateCondition')
  return events
}

function conditionsOf(node: Node): Readonly<Record<string, string>> {
  return Object.fromEntries((node.status?.conditions ?? []).map(({ type, status }) => [type, status]))
}

function followVolumes<T extends KubeObject>(
  informers: Informers,
  kind: Kind<T>,
  queue: SchedulingQueue,
): Disposable {
  const resource = kind.kind as 'PersistentVolumeClaim' | 'PersistentVolume' | 'StorageClass'
  return informers.of(kind).addHandler({
    onAdd: (next) => queue.moveOn(`${resource}/Add`, { next }),
    onUpdate: (next, old) => queue.moveOn(`${resource}/Update`, { old, next }),
  })
}

type Texts = Readonly<Record<string, string>> | undefined

function sameTexts(a: Texts, b: Texts): boolean {
  if (a === b) return true
  const left = Object.entries(a ?? {})
  const right = b ?? {}
  if (left.length !== Object.keys(right).length) return false
  return left.every(([key, value]) => Object.hasOwn(right, key) && right[key] === value)
}

function sameJSON(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
