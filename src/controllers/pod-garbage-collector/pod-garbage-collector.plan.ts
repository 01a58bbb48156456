// Decides which pods nobody else will ever remove. Upstream: pkg/controller/podgc/gc_controller.go.

import { taintOutOfService } from '../../api/core/node/node.conditions.ts'
import type { Node } from '../../api/core/node/node.kind.ts'
import { isPodTerminal } from '../../api/core/pod/pod.conditions.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'

export interface Removal {
  readonly pod: Pod
  /** Set the phase Failed and this condition first, so that the owner learns why. */
  readonly disruption?: { readonly reason: 'DeletionByPodGC'; readonly message: string }
}

export interface GcFacts {
  readonly pods: readonly Pod[]
  readonly nodes: ReadonlyMap<string, Node>
  /** Names of nodes that have been missing for long enough. */
  readonly goneNodes: ReadonlySet<string>
  /** Ended pods that may stay; no limit where 0. */
  readonly terminatedThreshold: number
}

export function planGarbage(facts: GcFacts): readonly Removal[] {
  const removals = new Map<string, Removal>()
  const add = (removal: Removal) => {
    const { uid } = removal.pod.metadata
    if (!removals.has(uid)) removals.set(uid, removal)
  }
  for (const pod of surplus(facts)) add({ pod })
  for (const pod of facts.pods) {
    const reason = reasonOf(pod, facts)
    if (reason !== undefined) add(reason)
  }
  return [...removals.values()]
}

/** Ended pods beyond the threshold, oldest first. */
function surplus({ pods, terminatedThreshold }: GcFacts): readonly Pod[] {
  if (terminatedThreshold <= 0) return []
  const ended = pods.filter((pod) => isPodTerminal(pod) && pod.metadata.deletionTimestamp === undefined)
  const age = (pod: Pod) => `${pod.metadata.creationTimestamp} ${pod.metadata.name}`
  return ended
    .toSorted((a, b) => (age(a) < age(b) ? -1 : 1))
    .slice(0, Math.max(0, ended.length - terminatedThreshold))
}

function reasonOf(pod: Pod, { nodes, goneNodes }: GcFacts): Removal | undefined {
  const nodeName = pod.spec.nodeName ?? ''
  const deleting = pod.metadata.deletionTimestamp !== undefined
  if (nodeName === '') return deleting ? { pod } : undefined
  if (goneNodes.has(nodeName)) {
    return { pod, disruption: { reason: 'DeletionByPodGC', message: 'PodGC: node no longer exists' } }
  }
  const outOfService =
    nodes.get(nodeName)?.spec.taints?.some((taint) => taint.key === taintOutOfService) === true
  return deleting && outOfService ? { pod } : undefined
}
