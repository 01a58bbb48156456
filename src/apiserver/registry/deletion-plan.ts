// What a delete does to an object, decided purely: take it away, mark it and wait, or nothing. Upstream: apiserver
// pkg/registry/rest/delete.go BeforeDelete and registry/generic/registry/store.go.

import type { Kind, KubeObject } from '../../machinery/kind.ts'
import { timeText } from '../../machinery/meta/time.ts'
import type { DeleteOptions } from './delete-options.ts'
import type { WorkingMeta } from './object.ts'

export const orphanFinalizer = 'orphan'
export const foregroundFinalizer = 'foregroundDeletion'

export type DeletionPlan =
  /** The object goes at once. */
  | { readonly action: 'remove' }
  /** Metadata changes; finalizers or the kubelet end it later. */
  | { readonly action: 'mark'; readonly metadata: WorkingMeta }
  /** A deletion is under way already and this one adds nothing. */
  | { readonly action: 'keep' }

export function planDeletion(
  obj: KubeObject,
  options: { readonly kind: Kind; readonly delete: DeleteOptions; readonly nowMs: number },
): DeletionPlan {
  const { kind, nowMs } = options
  const metadata = { ...obj.metadata } as WorkingMeta
  const grace = gracePlan(obj, options)
  if (grace === 'pending') return { action: 'keep' }
  const finalizers = finalizersFor(obj, kind, options.delete)
  if (finalizers.length > 0) metadata.finalizers = finalizers
  else delete metadata.finalizers
  if (grace === 'none') {
    if (finalizers.length === 0) return { action: 'remove' }
    markAsDeleting(metadata, nowMs)
    return { action: 'mark', metadata }
  }
  metadata.deletionTimestamp = grace.deletionTimestamp
  metadata.deletionGracePeriodSeconds = grace.seconds
  if (obj.metadata.deletionTimestamp === undefined) raiseGeneration(metadata)
  // Differs: upstream first writes a grace period of 0 and then deletes; the object goes at once here.
  return grace.seconds === 0 && finalizers.length === 0 ? { action: 'remove' } : { action: 'mark', metadata }
}

interface Grace {
  readonly seconds: number
  readonly deletionTimestamp: string
}

/** 'none': the kind knows no grace, or the deletion is to be forced; 'pending': nothing to do. */
function gracePlan(
  obj: KubeObject,
  options: { readonly kind: Kind; readonly delete: DeleteOptions; readonly nowMs: number },
): Grace | 'none' | 'pending' {
  const { strategy } = options.kind
  if (strategy?.gracePeriodSeconds === undefined) return 'none'
  const { deletionTimestamp, deletionGracePeriodSeconds } = obj.metadata
  if (deletionTimestamp === undefined) {
    const seconds = graceFor(obj, options.delete, strategy.gracePeriodSeconds(obj))
    return { seconds, deletionTimestamp: timeText(options.nowMs + seconds * 1000) }
  }
  if (deletionGracePeriodSeconds === undefined) return 'none'
  const asked = options.delete.gracePeriodSeconds
  if (asked === undefined || asked >= deletionGracePeriodSeconds) return 'pending'
  const seconds = Math.max(asked, 0)
  const begun = Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000
  return { seconds, deletionTimestamp: timeText(begun + seconds * 1000) }
}

/** The kind's answer counts where it is 0: an unscheduled or finished pod goes at once. */
function graceFor(obj: KubeObject, options: DeleteOptions, own: number): number {
  const asked = options.gracePeriodSeconds
  if (asked === undefined) return own < 0 ? 1 : own
  if (goesAtOnce(obj)) return 0
  return asked < 0 ? 1 : asked
}

/** Upstream: pkg/registry/core/pod/strategy.go CheckGracefulDelete. */
function goesAtOnce(obj: KubeObject): boolean {
  if (obj.kind !== 'Pod') return false
  const { spec, status } = obj as { spec?: { nodeName?: string }; status?: { phase?: string } }
  return (spec?.nodeName ?? '') === '' || status?.phase === 'Failed' || status?.phase === 'Succeeded'
}

function markAsDeleting(metadata: WorkingMeta, nowMs: number): void {
  if (metadata.deletionTimestamp === undefined) {
    metadata.deletionTimestamp = timeText(nowMs)
    raiseGeneration(metadata)
  }
  metadata.deletionGracePeriodSeconds = 0
}

function raiseGeneration(metadata: WorkingMeta): void {
  if ((metadata.generation ?? 0) > 0) metadata.generation = (metadata.generation ?? 0) + 1
}

/** Upstream: deletionFinalizersForGarbageCollection. */
function finalizersFor(obj: KubeObject, kind: Kind, options: DeleteOptions): string[] {
  const current = obj.metadata.finalizers ?? []
  const others = current.filter((name) => name !== orphanFinalizer && name !== foregroundFinalizer)
  if (shouldOrphan(current, kind, options)) return [...others, orphanFinalizer]
  if (shouldWait(current, options)) return [...others, foregroundFinalizer]
  return others
}

function shouldOrphan(current: readonly string[], kind: Kind, options: DeleteOptions): boolean {
  if (options.orphanDependents !== undefined) return options.orphanDependents
  if (options.propagationPolicy !== undefined) return options.propagationPolicy === 'Orphan'
  if (current.includes(orphanFinalizer)) return true
  if (current.includes(foregroundFinalizer)) return false
  return kind.strategy?.defaultPropagation === 'Orphan'
}

function shouldWait(current: readonly string[], options: DeleteOptions): boolean {
  if (options.orphanDependents !== undefined) return false
  if (options.propagationPolicy !== undefined) return options.propagationPolicy === 'Foreground'
  return current.includes(foregroundFinalizer)
}
