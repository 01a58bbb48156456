// The next step of a deployment, decided from what the cache has: pure. Each reconcile takes one step; the change that it
// makes brings the next. Upstream: pkg/controller/deployment/deployment_controller.go syncDeployment.
import type { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import type { DeploymentStatus } from '../../api/apps/deployment/deployment.schema.ts'
import type { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import type { Draft } from '../../machinery/kind.ts'
import { revisionAnnotation } from './annotations.ts'
import { type Conditions, findCondition, type NewCondition, withCondition } from './conditions.ts'
import { calculateStatus, isComplete, progressDeadlineSeconds, rolloutStatus } from './deployment.status.ts'
import { planHistory } from './history.plan.ts'
import { draftReplicaSet, refreshReplicaSet } from './new-replica-set.plan.ts'
import { planRecreate } from './recreate.plan.ts'
import { isRollingUpdate, type ReplicaSets, splitReplicaSets } from './replica-sets.ts'
import { planRolling } from './rolling.plan.ts'
import { isScalingEvent, planScale } from './scale.plan.ts'
import type { Scaling } from './scaling.ts'

export interface DeploymentPlan {
  /** The new replica set is to be made. */
  readonly create?: Draft<ReplicaSet>
  /** The new replica set with annotations or minReadySeconds put right. */
  readonly refresh?: ReplicaSet
  readonly scale?: readonly Scaling[]
  /** Old replica sets that are not kept any more. */
  readonly remove?: readonly ReplicaSet[]
  readonly status: DeploymentStatus
  /** The revision annotation of the deployment itself, where it has to change. */
  readonly revision?: string | undefined
}

export interface DeploymentFacts {
  readonly replicaSets: readonly ReplicaSet[]
  /** Pods of replica sets; only asked for when recreating. */
  readonly podsOf: (replicaSet: ReplicaSet) => readonly Pod[]
  readonly nowMs: number
}

export function planDeployment(deployment: Deployment, facts: DeploymentFacts): DeploymentPlan {
  const { nowMs } = facts
  const sets = splitReplicaSets(deployment, facts.replicaSets)
  const conditions = deployment.status?.conditions ?? []
  if (deployment.metadata.deletionTimestamp !== undefined) {
    return { status: calculateStatus(deployment, sets, { conditions, nowMs }) }
  }
  const paused = pausedConditions(deployment, nowMs)
  if (paused !== undefined) return { status: { ...deployment.status, conditions: paused } }
  const scale = planScale(deployment, sets)
  const resized = scale.length > 0 && isScalingEvent(deployment, sets)
  if (deployment.spec.paused === true || resized) return planSync(deployment, sets, { scale, nowMs })
  return planRollout(deployment, sets, facts)
}

/** Progressing tells that a rollout is paused, so that no deadline runs. Upstream: checkPausedConditions. */
function pausedConditions(deployment: Deployment, nowMs: number): Conditions | undefined {
  if (progressDeadlineSeconds(deployment) === undefined) return undefined
  const conditions = deployment.status?.conditions ?? []
  const reason = findCondition(conditions, 'Progressing')?.reason
  if (reason === 'ProgressDeadlineExceeded') return undefined
  const noted = reason === 'DeploymentPaused'
  if (noted === (deployment.spec.paused === true)) return undefined
  const condition: NewCondition = noted
    ? {
        type: 'Progressing',
        status: 'Unknown',
        reason: 'DeploymentResumed',
        message: 'Deployment is resumed',
      }
    : { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' }
  return withCondition(conditions, condition, nowMs)
}

/** Sizes only, no rollout. Upstream: sync. */
function planSync(
  deployment: Deployment,
  sets: ReplicaSets,
  sizes: { readonly scale: readonly Scaling[]; readonly nowMs: number },
): DeploymentPlan {
  const { scale, nowMs } = sizes
  const refresh = refreshReplicaSet(deployment, sets)
  const conditions = noteFound(deployment, sets, nowMs)
  return {
    ...(refresh !== undefined && { refresh }),
    scale,
    remove: deployment.spec.paused === true ? planHistory(deployment, sets.old) : [],
    revision: revisionToNote(deployment, refresh ?? sets.current),
    status: calculateStatus(deployment, sets, { conditions, nowMs }),
  }
}

function planRollout(deployment: Deployment, sets: ReplicaSets, facts: DeploymentFacts): DeploymentPlan {
  const { nowMs } = facts
  const { current } = sets
  const recreate = isRollingUpdate(deployment)
    ? undefined
    : planRecreate(deployment, sets, { oldPods: () => sets.old.flatMap(facts.podsOf) })
  if (current === undefined && recreate?.create !== false) {
    const create = draftReplicaSet(deployment, sets)
    return { create, revision: revisionToNote(deployment, create), ...statusOf(deployment, sets, nowMs) }
  }
  const refresh = refreshReplicaSet(deployment, sets)
  const scale =
    recreate?.scale ?? (current === undefined ? [] : planRolling(deployment, { ...sets, current }))
  const complete = isComplete(deployment, deployment.status ?? {})
  return {
    ...(refresh !== undefined && { refresh }),
    scale,
    remove: scale.length === 0 && complete ? planHistory(deployment, sets.old) : [],
    revision: revisionToNote(deployment, refresh ?? current),
    ...statusOf(deployment, sets, nowMs),
  }
}

function statusOf(
  deployment: Deployment,
  sets: ReplicaSets,
  nowMs: number,
): { readonly status: DeploymentStatus } {
  const conditions = noteFound(deployment, sets, nowMs)
  return { status: rolloutStatus(deployment, sets, { conditions, nowMs }) }
}

/** A replica set that was there before the deployment knew of any is progress too. */
function noteFound(deployment: Deployment, { current }: ReplicaSets, nowMs: number): Conditions {
  const conditions = deployment.status?.conditions ?? []
  if (current === undefined || progressDeadlineSeconds(deployment) === undefined) return conditions
  if (findCondition(conditions, 'Progressing') !== undefined) return conditions
  const message = `Found new replica set ${JSON.stringify(current.metadata.name)}`
  return withCondition(
    conditions,
    { type: 'Progressing', status: 'True', reason: 'FoundNewReplicaSet', message },
    nowMs,
  )
}

function revisionToNote(
  deployment: Deployment,
  replicaSet: Pick<Draft<ReplicaSet>, 'metadata'> | undefined,
): string | undefined {
  const revision = replicaSet?.metadata.annotations?.[revisionAnnotation]
  return revision === deployment.metadata.annotations?.[revisionAnnotation] ? undefined : revision
}
