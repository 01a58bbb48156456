// Does to replica sets what a deployment's plan says, with the events that users look for.
import type { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import type { DeploymentStatus } from '../../api/apps/deployment/deployment.schema.ts'
import { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import { semanticEqual } from '../../machinery/equality.ts'
import type { Draft } from '../../machinery/kind.ts'
import { isControlledBy } from '../../machinery/meta/owners.ts'
import { isAlreadyExists, isNotFound } from '../../machinery/status-error.ts'
import type { ReconcileContext } from '../framework/controller.ts'
import { isNamespaceTerminating } from '../framework/errors.ts'
import { sizeAnnotations } from './annotations.ts'
import { type Conditions, type NewCondition, withCondition } from './conditions.ts'
import type { DeploymentPlan } from './deployment.plan.ts'
import { progressDeadlineSeconds } from './deployment.status.ts'
import { equalIgnoreHash, replicasOf } from './replica-sets.ts'
import type { Scaling } from './scaling.ts'

export interface Acting extends ReconcileContext {
  readonly deployment: Deployment
  writeStatus(deployment: Deployment, status: DeploymentStatus, context: ReconcileContext): Promise<void>
}

/** Gives the conditions where carrying out has changed what the plan foresaw. */
export async function carryOut(plan: DeploymentPlan, acting: Acting): Promise<Conditions | undefined> {
  const { client, signal } = acting
  if (plan.create !== undefined) return await create(plan.create, plan, acting)
  if (plan.refresh !== undefined) await client.update(ReplicaSet, plan.refresh, { signal })
  for (const scaling of plan.scale ?? []) {
    const fresh = scaling.replicaSet.metadata.uid === plan.refresh?.metadata.uid
    // The size of a replica set that was just refreshed waits for the next round, which sees the new revision.
    if (!fresh) await scale(scaling, acting)
  }
  for (const replicaSet of plan.remove ?? []) await remove(replicaSet, acting)
  return undefined
}

/** Upstream: getNewReplicaSet, its second half. */
async function create(
  draft: Draft<ReplicaSet>,
  plan: DeploymentPlan,
  acting: Acting,
): Promise<Conditions | undefined> {
  const { client, signal, deployment, events, clock } = acting
  const conditions = plan.status.conditions ?? []
  const { name = '' } = draft.metadata
  const progress = (status: NewCondition['status'], reason: string, message: string): Conditions => {
    if (progressDeadlineSeconds(deployment) === undefined) return conditions
    return withCondition(conditions, { type: 'Progressing', status, reason, message }, clock.now())
  }
  try {
    await client.create(ReplicaSet, draft, { signal })
  } catch (error) {
    if (isAlreadyExists(error)) return await resolveCollision(draft, acting)
    if (isNamespaceTerminating(error) || signal.aborted) throw error
    const why = error instanceof Error ? error.message : String(error)
    const message = `Failed to create new replica set ${JSON.stringify(name)}: ${why}`
    events.event(deployment, { type: 'Warning', reason: 'ReplicaSetCreateError', message })
    const failed = progress('False', 'ReplicaSetCreateError', message)
    await acting.writeStatus(deployment, { ...plan.status, conditions: failed }, acting)
    throw error
  }
  const { replicas = 0 } = draft.spec
  if (replicas > 0) note(acting, `Scaled up replica set ${name} from 0 to ${replicas}`)
  return progress('True', 'NewReplicaSetCreated', `Created new replica set ${JSON.stringify(name)}`)
}

/** The name belongs to ours, which the cache did not have, or to another template: then the hash is to be another one. */
async function resolveCollision(draft: Draft<ReplicaSet>, acting: Acting): Promise<undefined> {
  const { client, signal, deployment } = acting
  const { name = '', namespace } = draft.metadata
  const there = await client.get(ReplicaSet, { name, namespace }, { signal })
  if (isControlledBy(there, deployment) && equalIgnoreHash(there.spec.template, deployment.spec.template)) {
    throw new Error(`replica set ${name} exists but is not in the cache yet`)
  }
  const collisionCount = (deployment.status?.collisionCount ?? 0) + 1
  await acting.writeStatus(deployment, { ...deployment.status, collisionCount }, acting)
  throw new Error(`the name of replica set ${name} is taken by another one`)
}

async function scale({ replicaSet, to }: Scaling, acting: Acting): Promise<void> {
  const { client, signal, deployment } = acting
  const from = replicasOf(replicaSet)
  const annotations = { ...replicaSet.metadata.annotations, ...sizeAnnotations(deployment) }
  if (from === to && semanticEqual(annotations, replicaSet.metadata.annotations)) return
  const metadata = { ...replicaSet.metadata, annotations }
  await client.update(
    ReplicaSet,
    { ...replicaSet, metadata, spec: { ...replicaSet.spec, replicas: to } },
    { signal },
  )
  if (from === to) return
  note(acting, `Scaled ${to > from ? 'up' : 'down'} replica set ${metadata.name} from ${from} to ${to}`)
}

async function remove(replicaSet: ReplicaSet, { client, signal }: Acting): Promise<void> {
  try {
    await client.delete(ReplicaSet, replicaSet.metadata, { signal })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

function note({ events, deployment }: Acting, message: string): void {
  events.event(deployment, { type: 'Normal', reason: 'ScalingReplicaSet', message })
}
