// Keeps as many pods as a replica set asks for. Upstream: pkg/controller/replicaset/replica_set.go.
import { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import { isPodActive, isPodTerminal, isPodTerminating } from '../../api/core/pod/pod.conditions.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { semanticEqual } from '../../machinery/equality.ts'
import { objectKey } from '../../machinery/kind.ts'
import { controllerOf } from '../../machinery/meta/owners.ts'
import { compileLabelSelector } from '../../machinery/selectors/labels.ts'
import type { Cache } from '../framework/cache.ts'
import { claim } from '../framework/claim.ts'
import { done, type ReconcileContext, type Verdict, watching } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { isNamespaceTerminating } from '../framework/errors.ts'
import { createPod, deletePod, podFromTemplate } from '../framework/pod-control.ts'
import { slowStart } from '../framework/slow-start.ts'
import { planReplicas, type ReplicasPlan } from './replicas.plan.ts'
import { calculateStatus, nextAvailabilityMs, type ReplicaSetFacts } from './replicaset.status.ts'

export const replicaset = defineController({
  name: 'replicaset',
  for: ReplicaSet,
  owns: [Pod],
  watches: [watching({ kind: Pod, on: ['add', 'update'], map: orphanToReplicaSets })],
  workers: 5,
  reconcile,
})

/** A pod that nobody manages may be one that a set selects, and would adopt. */
function orphanToReplicaSets(pod: Pod, { cache }: { readonly cache: Cache }): readonly string[] {
  if (controllerOf(pod) !== undefined) return []
  return cache
    .list(ReplicaSet, pod.metadata.namespace)
    .filter(({ spec }) => compileLabelSelector(spec.selector).matches(pod.metadata.labels))
    .map(objectKey)
}

async function reconcile(context: ReconcileContext): Promise<Verdict> {
  const { key, cache, client, clock, signal } = context
  const replicaSet = cache.get(ReplicaSet, key)
  if (replicaSet === undefined) return done
  const selector = compileLabelSelector(replicaSet.spec.selector)
  const claiming = { kind: Pod, owner: replicaSet, ownerKind: ReplicaSet, selector, where: isPodActive }
  const active = await claim({ ...claiming, cache, client, signal })
  const terminating = cache
    .ownedBy(Pod, replicaSet)
    .filter(
      (pod) => isPodTerminating(pod) && !isPodTerminal(pod) && selector.matches(pod.metadata.labels),
    ).length
  const nowMs = clock.now()
  const plan = planReplicas(replicaSet, { active, related: () => relatedPods(replicaSet, cache), nowMs })
  const error = await carryOut(plan, { ...context, replicaSet })
  const facts = { active, terminating, failure: failureOf(plan, error), nowMs }
  await writeStatus(replicaSet, facts, context)
  if (error !== undefined) throw error
  const requeueAfterMs = nextAvailabilityMs(replicaSet, facts)
  return requeueAfterMs === undefined ? done : { requeueAfterMs }
}

/** Pods of all replica sets that one deployment manages. Upstream: getIndirectlyRelatedPods. */
function relatedPods(replicaSet: ReplicaSet, cache: Cache): readonly Pod[] {
  const owner = controllerOf(replicaSet)
  if (owner === undefined) return cache.ownedBy(Pod, replicaSet)
  return cache
    .list(ReplicaSet, replicaSet.metadata.namespace)
    .filter((sibling) => controllerOf(sibling)?.uid === owner.uid)
    .flatMap((sibling) => cache.ownedBy(Pod, sibling))
}

type Acting = ReconcileContext & { readonly replicaSet: ReplicaSet }

/** Gives the first error instead of throwing it: the status is written all the same. */
async function carryOut(plan: ReplicasPlan, context: Acting): Promise<unknown> {
  const { client, events, signal, replicaSet } = context
  const options = { client, events, owner: replicaSet, signal }
  if (plan.create > 0) {
    const draft = podFromTemplate(replicaSet.spec.template ?? {}, replicaSet, ReplicaSet)
    const { error } = await slowStart(plan.create, async () => {
      await createPod(draft, options)
    })
    return isNamespaceTerminating(error) ? undefined : error
  }
  const results = await Promise.allSettled(plan.remove.map((pod) => deletePod(pod, options)))
  return results.find((result) => result.status === 'rejected')?.reason
}

function failureOf(plan: ReplicasPlan, error: unknown): ReplicaSetFacts['failure'] {
  if (error === undefined) return undefined
  const message = error instanceof Error ? error.message : String(error)
  return { reason: plan.create > 0 ? 'FailedCreate' : 'FailedDelete', message }
}

async function writeStatus(
  replicaSet: ReplicaSet,
  facts: ReplicaSetFacts,
  context: ReconcileContext,
): Promise<void> {
  const status = calculateStatus(replicaSet, facts)
  if (semanticEqual(status, replicaSet.status)) return
  await context.client.updateStatus(ReplicaSet, { ...replicaSet, status }, { signal: context.signal })
}
