// Annotations by which a deployment and its replica sets keep revisions and sizes. Pure.
// Upstream: pkg/controller/deployment/util/deployment_util.go SetNewReplicaSetAnnotations, SetReplicasAnnotations.
import type { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import type { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import { maxSurge, wanted } from './replica-sets.ts'

export const revisionAnnotation = 'deployment.kubernetes.io/revision'
const historyAnnotation = 'deployment.kubernetes.io/revision-history'
const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas'
const maxAnnotation = 'deployment.kubernetes.io/max-replicas'

/** The deployment's own business, or the controller's: never copied to a replica set. */
const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
  'deprecated.deployment.rollback.to',
])
const historyLimit = 2000

type Annotations = Readonly<Record<string, string>>

function annotationOf(
  obj: { readonly metadata: { readonly annotations?: Annotations | undefined } },
  key: string,
) {
  const { annotations } = obj.metadata
  return annotations !== undefined && Object.hasOwn(annotations, key) ? annotations[key] : undefined
}

/** The revision of a replica set or deployment; 0 where it has none. */
export function revisionOf(obj: Parameters<typeof annotationOf>[0]): number {
  const text = annotationOf(obj, revisionAnnotation) ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
}

/** The revision that the current replica set is to have. */
export function nextRevision(old: readonly ReplicaSet[]): number {
  return old.reduce((highest, replicaSet) => Math.max(highest, revisionOf(replicaSet)), 0) + 1
}

function numberOf(replicaSet: ReplicaSet, key: string): number | undefined {
  const text = annotationOf(replicaSet, key) ?? ''
  return /^-?\d{1,10}$/.test(text) ? Number(text) : undefined
}

/** What the deployment wanted when this replica set was last sized. */
export const desiredReplicasOf = (replicaSet: ReplicaSet) => numberOf(replicaSet, desiredAnnotation)
/** What the deployment allowed with its surge then. */
export const maxReplicasOf = (replicaSet: ReplicaSet) => numberOf(replicaSet, maxAnnotation)

/** The annotations that note the sizes that a deployment wants now. */
export function sizeAnnotations(deployment: Deployment): Annotations {
  return {
    [desiredAnnotation]: String(wanted(deployment)),
    [maxAnnotation]: String(wanted(deployment) + maxSurge(deployment)),
  }
}

/** Annotations of the current replica set: the deployment's, and a revision that only grows. */
export function currentAnnotations(
  deployment: Deployment,
  replicaSet: { readonly metadata: { readonly annotations?: Annotations | undefined } } | undefined,
  revision: number,
): Annotations {
  const before = replicaSet?.metadata.annotations ?? {}
  const copied = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !notCopied.has(key))
  const annotations = { ...before, ...Object.fromEntries(copied) }
  const oldRevision = replicaSet === undefined ? 0 : revisionOf(replicaSet)
  if (oldRevision >= revision) return annotations
  const history =
    oldRevision === 0 ? undefined : longerHistory(annotations[historyAnnotation] ?? '', oldRevision)
  return {
    ...annotations,
    [revisionAnnotation]: String(revision),
    ...(history !== undefined && { [historyAnnotation]: history }),
  }
}

/** The revisions that this replica set had before, the newest last; the oldest go where the text grows too long. */
function longerHistory(history: string, revision: number): string {
  const revisions = history === '' ? [] : history.split(',')
  revisions.push(String(revision))
  while (revisions.length > 1 && revisions.join(',').length > historyLimit) revisions.shift()
  return revisions.join(',')
}
