// Topology spread constraints with their selectors compiled, and what counts towards them.
// Upstream: plugins/podtopologyspread/common.go, plugins/helper/spread.go DefaultSelector.
import { ReplicaSet } from '../../../api/apps/replica-set/replica-set.kind.ts'
import { StatefulSet } from '../../../api/apps/stateful-set/stateful-set.kind.ts'
import type { Node } from '../../../api/core/node/node.kind.ts'
import { matchesRequiredNodeAffinity } from '../../../api/core/pod/pod.affinity.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import { findUntolerated } from '../../../api/core/pod/pod.tolerations.ts'
import type { TopologySpreadConstraint } from '../../../api/core/pod/pod-scheduling.schema.ts'
import { ReplicationController } from '../../../api/core/replication-controller/replication-controller.kind.ts'
import { Service } from '../../../api/core/service/service.kind.ts'
import type { Informers, Lister } from '../../../client/cache.ts'
import { everything, type Selector, selectorFromSet } from '../../../machinery/selectors/labels.ts'
import { bothSelectors, compileSelector } from '../../cache/affinity-term.ts'
import { labelOf, type PodInfo } from '../../cache/pod-info.ts'

export interface Constraint {
  readonly maxSkew: number
  readonly topologyKey: string
  readonly selector: Selector
  readonly minDomains: number
  readonly honorsAffinity: boolean
  readonly honorsTaints: boolean
}

export const hostnameKey = 'kubernetes.io/hostname'

/** What pods of a workload or service get that say nothing themselves. Upstream: systemDefaultConstraints. */
const systemDefaults: readonly TopologySpreadConstraint[] = [
  { topologyKey: hostnameKey, whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
]

export function constraintsOf(pod: Pod, action: 'DoNotSchedule' | 'ScheduleAnyway'): readonly Constraint[] {
  const constraints = pod.spec.topologySpreadConstraints ?? []
  return constraints
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === action)
    .map((constraint) => compile(constraint, pod))
}

function compile(constraint: TopologySpreadConstraint, pod: Pod): Constraint {
  const keys = (constraint.matchLabelKeys ?? []).flatMap((key) => {
    const value = labelOf(pod, key)
    return value === undefined ? [] : [[key, value] as const]
  })
  const selector = compileSelector(constraint.labelSelector)
  return {
    maxSkew: constraint.maxSkew,
    topologyKey: constraint.topologyKey,
    selector:
      keys.length === 0 ? selector : bothSelectors(selectorFromSet(Object.fromEntries(keys)), selector),
    minDomains: constraint.minDomains ?? 1,
    honorsAffinity: constraint.nodeAffinityPolicy !== 'Ignore',
    honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
  }
}

/** Where the pods that belong together are looked up. */
export interface Listers {
  readonly services: Lister<Service>
  readonly replicationControllers: Lister<ReplicationController>
  readonly replicaSets: Lister<ReplicaSet>
  readonly statefulSets: Lister<StatefulSet>
}

export function listersOf(informers: Informers): Listers {
  return {
    services: informers.of(Service),
    replicationControllers: informers.of(ReplicationController),
    replicaSets: informers.of(ReplicaSet),
    statefulSets: informers.of(StatefulSet),
  }
}

/** The default constraints, over the pods of the same services and controller; none where there are no such. */
export function defaultConstraints(pod: Pod, listers: Listers): readonly Constraint[] {
  const selector = defaultSelector(pod, listers)
  if (selector.requirements.length === 0) return []
  return systemDefaults.map((constraint) => ({ ...compile(constraint, pod), selector }))
}

function defaultSelector(pod: Pod, listers: Listers): Selector {
  const { namespace = '', labels, ownerReferences } = pod.metadata
  let selector: Selector = everything
  for (const service of listers.services.list(namespace)) {
    const wanted = service.spec.selector
    if (wanted === undefined) continue
    const compiled = selectorFromSet(wanted)
    if (compiled.requirements.length > 0 && compiled.matches(labels))
      selector = bothSelectors(selector, compiled)
  }
  const owner = ownerReferences?.find(({ controller }) => controller === true)
  if (owner === undefined) return selector
  const ofOwner = ownerSelector(owner, `${namespace}/${owner.name}`, listers)
  return ofOwner === undefined ? selector : bothSelectors(selector, ofOwner)
}

function ownerSelector(
  owner: { readonly kind: string; readonly apiVersion: string },
  key: string,
  listers: Listers,
): Selector | undefined {
  switch (`${owner.apiVersion} ${owner.kind}`) {
    case 'v1 ReplicationController': {
      const found = listers.replicationControllers.get(key)
      return found && selectorFromSet(found.spec.selector)
    }
    case 'apps/v1 ReplicaSet': {
      const found = listers.replicaSets.get(key)
      return found && compileSelector(found.spec.selector)
    }
    case 'apps/v1 StatefulSet': {
      const found = listers.statefulSets.get(key)
      return found && compileSelector(found.spec.selector)
    }
    default:
      return undefined
  }
}

/** True where the node counts for the constraint at all. */
export function includesNode(constraint: Constraint, pod: Pod, node: Node): boolean {
  if (constraint.honorsAffinity && !matchesRequiredNodeAffinity(pod.spec, node)) return false
  return !constraint.honorsTaints || findUntolerated(node.spec.taints, pod.spec.tolerations) === undefined
}

export function hasAllKeys(node: Node, constraints: readonly Constraint[]): boolean {
  for (const { topologyKey } of constraints) if (labelOf(node, topologyKey) === undefined) return false
  return true
}

/** Pods on their way out do not count. */
export function countMatching(pods: readonly PodInfo[], selector: Selector, namespace: string): number {
  let count = 0
  for (const { pod } of pods) {
    if (pod.metadata.namespace !== namespace || pod.metadata.deletionTimestamp) continue
    if (selector.matches(pod.metadata.labels)) count++
  }
  return count
}
