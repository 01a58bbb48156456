// The status of a deployment out of its replica sets, with the conditions that tell how its rollout goes. Pure.
// Upstream: pkg/controller/deployment/sync.go calculateStatus, progress.go.
import type { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import type { DeploymentStatus } from '../../api/apps/deployment/deployment.schema.ts'
import type { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import { timeMs } from '../../machinery/meta/time.ts'
import {
  type Conditions,
  findCondition,
  type NewCondition,
  replaceCondition,
  withCondition,
  withoutCondition,
} from './conditions.ts'
import { available, maxUnavailable, type ReplicaSets, specified, sum, wanted } from './replica-sets.ts'

const noDeadline = 0x7fffffff

export function progressDeadlineSeconds(deployment: Deployment): number | undefined {
  const { progressDeadlineSeconds: seconds = noDeadline } = deployment.spec
  return seconds === noDeadline ? undefined : seconds
}

/** Counts and availability; `conditions` are those that the deployment has by now. */
export function calculateStatus(
  deployment: Deployment,
  sets: ReplicaSets,
  options: { readonly conditions: Conditions; readonly nowMs: number },
): DeploymentStatus {
  const { current, old } = sets
  const all = current === undefined ? old : [...old, current]
  const updated = current === undefined ? [] : [current]
  const ready = available(all)
  const { collisionCount } = deployment.status ?? {}
  const terminating = all.every(({ status }) => status?.terminatingReplicas !== undefined)
    ? { terminatingReplicas: sum(all, ({ status }) => status?.terminatingReplicas ?? 0) }
    : {}
  return {
    ...some('observedGeneration', deployment.metadata.generation ?? 0),
    ...some('replicas', actual(all)),
    ...some('updatedReplicas', actual(updated)),
    ...some(
      'readyReplicas',
      sum(all, ({ status }) => status?.readyReplicas ?? 0),
    ),
    ...some('availableReplicas', ready),
    ...some('unavailableReplicas', Math.max(0, specified(all) - ready)),
    ...terminating,
    ...(collisionCount !== undefined && { collisionCount }),
    conditions: withAvailability(deployment, ready, options),
  }
}

const actual = (replicaSets: readonly ReplicaSet[]) => sum(replicaSets, ({ status }) => status?.replicas ?? 0)

/** Zero is not written: an absent number reads as zero. */
function some<K extends string>(name: K, value: number): Partial<Record<K, number>> {
  return value === 0 ? {} : ({ [name]: value } as Record<K, number>)
}

function withAvailability(
  deployment: Deployment,
  ready: number,
  options: { readonly conditions: Conditions; readonly nowMs: number },
): Conditions {
  const enough = ready >= wanted(deployment) - maxUnavailable(deployment)
  const condition: NewCondition = enough
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      }
  return withCondition(options.conditions, condition, options.nowMs)
}

/** Upstream: DeploymentComplete. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const want = wanted(deployment)
  return (
    (status.updatedReplicas ?? 0) === want &&
    (status.replicas ?? 0) === want &&
    (status.availableReplicas ?? 0) === want &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  )
}

/** Upstream: syncRolloutStatus: the status while a rollout goes on, with the conditions Progressing and ReplicaFailure. */
export function rolloutStatus(
  deployment: Deployment,
  sets: ReplicaSets,
  options: { readonly conditions: Conditions; readonly nowMs: number },
): DeploymentStatus {
  const status = calculateStatus(deployment, sets, options)
  const progress = withProgress(deployment, status, { ...options, sets })
  const failure = replicaFailure(sets)
  const conditions =
    failure === undefined
      ? withoutCondition(progress, 'ReplicaFailure')
      : withCondition(progress, failure, options.nowMs)
  return { ...status, conditions }
}

type ProgressOptions = {
  readonly sets: ReplicaSets
  /** What the deployment had before this status was calculated. */
  readonly conditions: Conditions
  readonly nowMs: number
}

function withProgress(
  deployment: Deployment,
  status: DeploymentStatus,
  options: ProgressOptions,
): Conditions {
  const conditions = status.conditions ?? []
  const { nowMs, sets } = options
  if (progressDeadlineSeconds(deployment) === undefined) return withoutCondition(conditions, 'Progressing')
  const before = findCondition(options.conditions, 'Progressing')
  const settled = (status.replicas ?? 0) === (status.updatedReplicas ?? 0)
  if (settled && before?.reason === 'NewReplicaSetAvailable') return conditions
  const what =
    sets.current === undefined
      ? `Deployment ${JSON.stringify(deployment.metadata.name)}`
      : `ReplicaSet ${JSON.stringify(sets.current.metadata.name)}`
  const progressing = (status: NewCondition['status'], reason: string, message: string): NewCondition => {
    return { type: 'Progressing', status, reason, message: `${what} ${message}` }
  }
  if (isComplete(deployment, status)) {
    const complete = progressing('True', 'NewReplicaSetAvailable', 'has successfully progressed.')
    return withCondition(conditions, complete, nowMs)
  }
  if (hasProgressed(deployment, status)) {
    return replaceCondition(conditions, progressing('True', 'ReplicaSetUpdated', 'is progressing.'), nowMs)
  }
  if (hasTimedOut(deployment, status, nowMs)) {
    const late = progressing('False', 'ProgressDeadlineExceeded', 'has timed out progressing.')
    return withCondition(conditions, late, nowMs)
  }
  return conditions
}

/** Upstream: DeploymentProgressing: more new pods, fewer old ones, or more that are ready or available. */
function hasProgressed(deployment: Deployment, status: DeploymentStatus): boolean {
  const before = deployment.status ?? {}
  const oldOnes = (counts: DeploymentStatus) => (counts.replicas ?? 0) - (counts.updatedReplicas ?? 0)
  return (
    (status.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    oldOnes(status) < oldOnes(before) ||
    (status.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  )
}

function hasTimedOut(deployment: Deployment, status: DeploymentStatus, nowMs: number): boolean {
  const condition = findCondition(status.conditions, 'Progressing')
  if (condition === undefined || condition.reason === 'NewReplicaSetAvailable') return false
  if (condition.reason === 'ProgressDeadlineExceeded') return true
  const from = timeMs(condition.lastUpdateTime) ?? nowMs
  return from + (progressDeadlineSeconds(deployment) ?? 0) * 1000 < nowMs
}

/** The new replica set's failure, else that of an old one. */
function replicaFailure({ current, old }: ReplicaSets): NewCondition | undefined {
  for (const replicaSet of current === undefined ? old : [current, ...old]) {
    const failure = replicaSet.status?.conditions?.find(({ type }) => type === 'ReplicaFailure')
    if (failure === undefined) continue
    const { reason = '', message = '' } = failure
    return { type: 'ReplicaFailure', status: failure.status === 'True' ? 'True' : 'False', reason, message }
  }
  return undefined
}

/** When to look whether a rollout that does not move has missed its deadline. Upstream: requeueStuckDeployment. */
export function stuckCheckMs(
  deployment: Deployment,
  status: DeploymentStatus,
  nowMs: number,
): number | undefined {
  const deadline = progressDeadlineSeconds(deployment)
  const condition = findCondition(status.conditions, 'Progressing')
  if (deadline === undefined || condition === undefined) return undefined
  if (isComplete(deployment, status) || condition.reason === 'ProgressDeadlineExceeded') return undefined
  const left = (timeMs(condition.lastUpdateTime) ?? nowMs) + deadline * 1000 - nowMs
  return Math.max(0, left) + 1000
}
