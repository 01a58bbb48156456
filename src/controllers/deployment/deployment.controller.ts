// Rolls out what a deployment asks for, through replica sets. Upstream: pkg/controller/deployment.
import { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import type { DeploymentStatus } from '../../api/apps/deployment/deployment.schema.ts'
import { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import { Pod } from '../../api/core/pod/pod.kind.ts'
import { semanticEqual } from '../../machinery/equality.ts'
import { objectKey } from '../../machinery/kind.ts'
import { controllerOf } from '../../machinery/meta/owners.ts'
import { compileLabelSelector } from '../../machinery/selectors/labels.ts'
import { type Cache, ownershipIndexes } from '../framework/cache.ts'
import { claim } from '../framework/claim.ts'
import { done, type ReconcileContext, type Verdict, watching } from '../framework/controller.ts'
import { defineController } from '../framework/define-controller.ts'
import { revisionAnnotation } from './annotations.ts'
import { carryOut } from './carry-out.ts'
import { type DeploymentPlan, planDeployment } from './deployment.plan.ts'
import { stuckCheckMs } from './deployment.status.ts'
import { isRollingUpdate } from './replica-sets.ts'

export const deployment = defineController({
  name: 'deployment',
  for: Deployment,
  owns: [ReplicaSet],
  watches: [
    watching({ kind: ReplicaSet, on: ['add', 'update'], map: orphanToDeployments }),
    watching({ kind: Pod, on: ['delete'], map: podToDeployment }),
  ],
  indexes: ownershipIndexes(Pod),
  workers: 5,
  reconcile,
})

/** A replica set that nobody manages may be one that a deployment selects, and would adopt. */
function orphanToDeployments(
  replicaSet: ReplicaSet,
  { cache }: { readonly cache: Cache },
): readonly string[] {
  const { labels, namespace } = replicaSet.metadata
  if (controllerOf(replicaSet) !== undefined || labels === undefined) return []
  return cache
    .list(Deployment, namespace)
    .filter(({ spec }) => compileLabelSelector(spec.selector).matches(labels))
    .map(objectKey)
}

/** Recreating waits until the last old pod has gone. */
function podToDeployment(pod: Pod, { cache }: { readonly cache: Cache }): readonly string[] {
  const { namespace } = pod.metadata
  const owner = controllerOf(pod)
  if (owner?.kind !== 'ReplicaSet') return []
  const replicaSet = cache.get(ReplicaSet, `${namespace}/${owner.name}`)
  const name = replicaSet === undefined ? undefined : controllerOf(replicaSet)?.name
  const found = name === undefined ? undefined : cache.get(Deployment, `${namespace}/${name}`)
  return found === undefined || isRollingUpdate(found) ? [] : [objectKey(found)]
}

async function reconcile(context: ReconcileContext): Promise<Verdict> {
  const { key, cache, clock, client, signal } = context
  const found = cache.get(Deployment, key)
  if (found === undefined) return done
  if (selectsAll(found)) return await refuse(found, context)
  const selector = compileLabelSelector(found.spec.selector)
  const replicaSets = await claim({
    kind: ReplicaSet,
    owner: found,
    ownerKind: Deployment,
    selector,
    cache,
    client,
    signal,
  })
  const nowMs = clock.now()
  const podsOf = (replicaSet: ReplicaSet) => cache.ownedBy(Pod, replicaSet)
  const plan = planDeployment(found, { replicaSets, podsOf, nowMs })
  const conditions = await carryOut(plan, { ...context, deployment: found, writeStatus })
  const status = { ...plan.status, ...(conditions && { conditions }) }
  await writeStatus(found, status, { ...context, revision: plan.revision })
  const requeueAfterMs = stuckCheckMs(found, status, nowMs)
  return requeueAfterMs === undefined ? done : { requeueAfterMs }
}

function selectsAll({ spec }: Deployment): boolean {
  const { matchLabels = {}, matchExpressions = [] } = spec.selector
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0
}

async function refuse(found: Deployment, context: ReconcileContext): Promise<Verdict> {
  const message = 'This deployment is selecting all pods. A non-empty selector is required.'
  context.events.event(found, { type: 'Warning', reason: 'SelectingAll', message })
  const { generation = 0 } = found.metadata
  if ((found.status?.observedGeneration ?? 0) < generation) {
    await writeStatus(found, { ...found.status, observedGeneration: generation }, context)
  }
  return done
}

async function writeStatus(
  found: Deployment,
  status: DeploymentStatus,
  context: ReconcileContext & { readonly revision?: DeploymentPlan['revision'] },
): Promise<void> {
  const { client, signal, revision } = context
  if (revision === undefined && semanticEqual(status, found.status)) return
  const annotations = { ...found.metadata.annotations, ...(revision && { [revisionAnnotation]: revision }) }
  const metadata = { ...found.metadata, annotations }
  await client.updateStatus(Deployment, { ...found, metadata, status }, { signal })
}
