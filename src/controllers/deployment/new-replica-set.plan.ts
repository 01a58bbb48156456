// The replica set that a deployment's template asks for: its name, labels and first size, or what an existing one lacks.
// Pure. Upstream: pkg/controller/deployment/sync.go getNewReplicaSet.
import type { Deployment } from '../../api/apps/deployment/deployment.kind.ts'
import { Deployment as DeploymentKind } from '../../api/apps/deployment/deployment.kind.ts'
import type { ReplicaSet } from '../../api/apps/replica-set/replica-set.kind.ts'
import { computeHash } from '../../api/core/pod/pod-template.hash.ts'
import { semanticEqual } from '../../machinery/equality.ts'
import type { Draft } from '../../machinery/kind.ts'
import { controllerRef } from '../../machinery/meta/owners.ts'
import { currentAnnotations, nextRevision, sizeAnnotations } from './annotations.ts'
import { hashLabel, newReplicas, type ReplicaSets, specified } from './replica-sets.ts'

const maxNameLength = 253

export function draftReplicaSet(deployment: Deployment, { old }: ReplicaSets): Draft<ReplicaSet> {
  const { template, selector, minReadySeconds } = deployment.spec
  const hash = computeHash(template, deployment.status?.collisionCount)
  const labels = { ...template.metadata?.labels, [hashLabel]: hash }
  const annotations = currentAnnotations(deployment, undefined, nextRevision(old))
  return {
    metadata: {
      name: `${deployment.metadata.name.slice(0, maxNameLength - hash.length - 1)}-${hash}`,
      namespace: deployment.metadata.namespace ?? '',
      labels,
      annotations: { ...annotations, ...sizeAnnotations(deployment) },
      ownerReferences: [controllerRef(deployment, DeploymentKind)],
    },
    spec: {
      replicas: newReplicas(deployment, { current: 0, all: specified(old) }),
      ...(minReadySeconds !== undefined && { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }
}

/** The existing replica set as it has to become, or undefined where it is right as it is. */
export function refreshReplicaSet(deployment: Deployment, sets: ReplicaSets): ReplicaSet | undefined {
  const { current, old } = sets
  if (current === undefined) return undefined
  const annotations = currentAnnotations(deployment, current, nextRevision(old))
  const { minReadySeconds = 0 } = deployment.spec
  const sameWait = (current.spec.minReadySeconds ?? 0) === minReadySeconds
  if (sameWait && semanticEqual(annotations, current.metadata.annotations)) return undefined
  return {
    ...current,
    metadata: { ...current.metadata, annotations },
    spec: { ...current.spec, minReadySeconds },
  }
}
