// Conditions of a deployment: set so that times change only when something else does. Pure.
// Upstream: pkg/controller/deployment/util/deployment_util.go SetDeploymentCondition.
import type { DeploymentCondition } from '../../api/apps/deployment/deployment.schema.ts'
import { timeText } from '../../machinery/meta/time.ts'

export type Conditions = readonly DeploymentCondition[]
export type ConditionType = 'Available' | 'Progressing' | 'ReplicaFailure'

export interface NewCondition {
  readonly type: ConditionType
  readonly status: 'True' | 'False' | 'Unknown'
  readonly reason: string
  readonly message: string
}

export function findCondition(
  conditions: Conditions | undefined,
  type: ConditionType,
): DeploymentCondition | undefined {
  return conditions?.find((condition) => condition.type === type)
}

export function withoutCondition(conditions: Conditions, type: ConditionType): Conditions {
  return conditions.filter((condition) => condition.type !== type)
}

/** Same status and reason: nothing changes. Same status only: the time of the transition stays. */
export function withCondition(conditions: Conditions, condition: NewCondition, nowMs: number): Conditions {
  const before = findCondition(conditions, condition.type)
  if (before?.status === condition.status && before.reason === condition.reason) return conditions
  return replaceCondition(conditions, condition, nowMs)
}

/** As withCondition(), but the message and the time of the update are always new. */
export function replaceCondition(conditions: Conditions, condition: NewCondition, nowMs: number): Conditions {
  const { type, status, reason, message } = condition
  const before = findCondition(conditions, type)
  const now = timeText(nowMs)
  const since = before?.status === status ? (before.lastTransitionTime ?? now) : now
  const next = { type, status, lastUpdateTime: now, lastTransitionTime: since, reason, message }
  return [...withoutCondition(conditions, type), next]
}
