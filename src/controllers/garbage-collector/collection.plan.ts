// Decides what becomes of an object from what is known of its owners. Pure.
// Upstream: pkg/controller/garbagecollector/garbagecollector.go attemptToDeleteItem.
import type { KubeObject } from '../../machinery/kind.ts'
import type { OwnerReference } from '../../machinery/meta/object-meta.ts'
import { foregroundFinalizer, hasFinalizer, orphanFinalizer } from './ownership-graph.ts'

export type OwnerState =
  /** It is there and stays. */
  | 'solid'
  /** It is gone, or another object has its name. */
  | 'dangling'
  /** It is being deleted and waits for this object. */
  | 'waiting'

export interface JudgedOwner {
  readonly reference: OwnerReference
  readonly state: OwnerState
}

export type CollectionPlan =
  | { readonly action: 'none' }
  /** Other owners keep the object: only the references that mean nothing any more go. */
  | { readonly action: 'unlink'; readonly owners: readonly OwnerReference[] }
  | {
      readonly action: 'delete'
      readonly propagation: 'Background' | 'Foreground' | 'Orphan'
      /** Its owner must not wait for it first: one of its own dependents is waited for as well, so it may be a circle. */
      readonly unblock?: true
    }

export interface CollectionFacts {
  /** The object as the server has it now. */
  readonly object: KubeObject
  readonly owners: readonly JudgedOwner[]
  readonly hasDependents: boolean
  /** One of them is being deleted and waits for its own dependents. */
  readonly hasWaitingDependents: boolean
}

export function planCollection(facts: CollectionFacts): CollectionPlan {
  const { object, owners, hasDependents, hasWaitingDependents } = facts
  if (owners.length === 0) return { action: 'none' }
  const of = (state: OwnerState) =>
    owners.filter((owner) => owner.state === state).map((owner) => owner.reference)
  const solid = of('solid')
  const waiting = of('waiting')
  if (solid.length > 0) {
    return solid.length === owners.length ? { action: 'none' } : { action: 'unlink', owners: solid }
  }
  // Its owner waits for it: its own dependents must go first.
  if (waiting.length > 0 && hasDependents)
    return { action: 'delete', propagation: 'Foreground', ...(hasWaitingDependents && { unblock: true }) }
  if (hasFinalizer(object, orphanFinalizer)) return { action: 'delete', propagation: 'Orphan' }
  if (hasFinalizer(object, foregroundFinalizer)) return { action: 'delete', propagation: 'Foreground' }
  return { action: 'delete', propagation: 'Background' }
}
