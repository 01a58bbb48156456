// Questions about the replica sets of a deployment. Pure. Upstream: pkg/controller/deployment/util/deployment_util.go.
import type { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import type { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import type { PodTemplateSpec } from '../../api/core/shared.schema.ts'
import { semanticEqual } from '../../machinery/equality.ts'
import { scaledValue } from '../../machinery/int-or-percent.ts'

export const hashLabel = 'pod-template-hash'

/** The replica set that the template asks for, and all others. */
export interface ReplicaSets {
  readonly current: ReplicaSet | undefined
  /** By age, the oldest first. */
  readonly old: readonly ReplicaSet[]
}

export function splitReplicaSets(deployment: Deployment, all: readonly ReplicaSet[]): ReplicaSets {
  const byAge = all.toSorted(byCreation)
  // In rare cases, such as after cluster upgrades, there may be more than one: the oldest is it.
  const current = byAge.find(({ spec }) => equalIgnoreHash(spec.template, deployment.spec.template))
  return { current, old: byAge.filter((replicaSet) => replicaSet !== current) }
}

export function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  const { creationTimestamp, name } = a.metadata
  if (creationTimestamp !== b.metadata.creationTimestamp) {
    return creationTimestamp < b.metadata.creationTimestamp ? -1 : 1
  }
  return name < b.metadata.name ? -1 : 1
}

/** Templates are the same where they differ in no more than the label that names them. */
export function equalIgnoreHash(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return semanticEqual(withoutHash(a), withoutHash(b))
}

function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec | undefined {
  const labels = template?.metadata?.labels
  if (labels === undefined || !Object.hasOwn(labels, hashLabel)) return template
  const { [hashLabel]: _, ...rest } = labels
  return { ...template, metadata: { ...template?.metadata, labels: rest } }
}

export function replicasOf(replicaSet: ReplicaSet): number {
  return replicaSet.spec.replicas ?? 1
}

export function wanted(deployment: Deployment): number {
  return deployment.spec.replicas ?? 1
}

/** Those that have pods to keep. */
export function activeOnes(replicaSets: readonly ReplicaSet[]): readonly ReplicaSet[] {
  return replicaSets.filter((replicaSet) => replicasOf(replicaSet) > 0)
}

export function sum(replicaSets: readonly ReplicaSet[], count: (replicaSet: ReplicaSet) => number): number {
  return replicaSets.reduce((total, replicaSet) => total + count(replicaSet), 0)
}

export const specified = (replicaSets: readonly ReplicaSet[]) => sum(replicaSets, replicasOf)
export const available = (replicaSets: readonly ReplicaSet[]) =>
  sum(replicaSets, ({ status }) => status?.availableReplicas ?? 0)

export function isRollingUpdate(deployment: Deployment): boolean {
  return (deployment.spec.strategy?.type ?? 'RollingUpdate') === 'RollingUpdate'
}

/** How many pods there may be beyond those wanted. */
export function maxSurge(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? fenceposts(deployment).surge : 0
}

/** How many of the wanted pods may be away. */
export function maxUnavailable(deployment: Deployment): number {
  if (!isRollingUpdate(deployment) || wanted(deployment) === 0) return 0
  return Math.min(fenceposts(deployment).unavailable, wanted(deployment))
}

/** Upstream: ResolveFenceposts: if neither allowed anything, a rollout could never move. */
function fenceposts(deployment: Deployment): { readonly surge: number; readonly unavailable: number } {
  const { rollingUpdate } = deployment.spec.strategy ?? {}
  const surge = scaledValue(rollingUpdate?.maxSurge ?? '25%', wanted(deployment), { roundUp: true }) ?? 0
  const unavailable =
    scaledValue(rollingUpdate?.maxUnavailable ?? '25%', wanted(deployment), { roundUp: false }) ?? 0
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

/** Upstream: NewRSNewReplicas: what the current replica set may have now, given what the others have. */
export function newReplicas(
  deployment: Deployment,
  counts: { readonly current: number; readonly all: number },
): number {
  if (!isRollingUpdate(deployment)) return wanted(deployment)
  const room = wanted(deployment) + maxSurge(deployment) - counts.all
  if (room <= 0) return counts.current
  return counts.current + Math.min(room, wanted(deployment) - counts.current)
}
