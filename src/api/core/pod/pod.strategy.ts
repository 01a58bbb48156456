// What the server does to pods beside checking them: first status, gates, selectors made of label keys, subresources
// that may change one part only. Upstream: pkg/registry/core/pod/strategy.go.
import { semanticEqual } from '../../../machinery/equality.ts'
import { cloneJson, numberOf } from '../../../machinery/json-value.ts'
import type { Strategy } from '../../../machinery/kind.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specStrategy } from '../../strategies.ts'
import { getPodCondition, isPodTerminal } from './pod.conditions.ts'
import { computePodQOS } from './pod.qos.ts'
import type { Pod } from './pod.schema.ts'
import { podStatusWarnings, podWarnings } from './pod.warnings.ts'
import { applyAppArmorAnnotations } from './pod-app-armor.ts'
import type { Container } from './pod-container.schema.ts'
import type { PodAffinityTerm, TopologySpreadConstraint } from './pod-scheduling.schema.ts'
import { podStatus } from './pod-status.schema.ts'

export const podStrategy: Strategy<Pod> = specStrategy<Pod>({
  status: podStatus,
  allowUnconditionalUpdate: true,
  onCreate(pod) {
    pod.status = { phase: 'Pending', qosClass: computePodQOS(pod.spec) }
    applySchedulingGate(pod)
    applyAppArmorAnnotations(pod)
    for (const term of affinityTerms(pod)) selectByLabelKeys(term, pod)
    for (const constraint of pod.spec.topologySpreadConstraints ?? []) spreadByLabelKeys(constraint, pod)
  },
  onStatusUpdate(next, old) {
    // Old kubelets would garble these.
    next.metadata.ownerReferences = old.metadata
      .ownerReferences as Mutable<Pod>['metadata']['ownerReferences']
    if (next.status !== undefined && next.status.qosClass === undefined) {
      next.status.qosClass = old.status?.qosClass ?? computePodQOS(old.spec)
    }
    preserveObservedGenerations(next, old)
  },
  gracePeriodSeconds: podGracePeriodSeconds,
  // Updates come from programs, and often.
  warnings: (next, old) => (old === undefined ? podWarnings(next) : []),
  statusWarnings: podStatusWarnings,
})

/** Nobody who writes the status has to know of these. Upstream: preserveOldObservedGeneration. */
function preserveObservedGenerations({ status }: Mutable<Pod>, { status: old }: Pod): void {
  if (status === undefined) return
  if (!status.observedGeneration && old?.observedGeneration)
    status.observedGeneration = old.observedGeneration
  // Conditions of one type may be there several times.
  const before = Map.groupBy(old?.conditions ?? [], ({ type }) => type)
  status.conditions = status.conditions?.map((condition) => {
    const observedGeneration = before.get(condition.type)?.shift()?.observedGeneration
    if (condition.observedGeneration || !observedGeneration) return condition
    return { ...condition, observedGeneration }
  })
}

/** How long a delete without a grace period of its own waits: not at all for a pod that no node knows or that has ended. */
export function podGracePeriodSeconds(pod: Pod): number {
  if (!pod.spec.nodeName || isPodTerminal(pod)) return 0
  return checkedGrace(pod.spec.terminationGracePeriodSeconds ?? 30)
}

/** A negative grace was allowed once and means the shortest one; no end is so far that its date cannot be written. */
function checkedGrace(seconds: number): number {
  const maxInt32 = 2 ** 31 - 1
  return numberOf(seconds) < 0 ? 1 : Math.min(numberOf(seconds), maxInt32)
}

function applySchedulingGate(pod: Mutable<Pod>): void {
  if ((pod.spec.schedulingGates ?? []).length === 0) return
  if (getPodCondition(pod.status, 'PodScheduled') !== undefined) return
  const message = 'Scheduling is blocked due to non-empty scheduling gates'
  pod.status ??= {}
  pod.status.conditions = [
    ...(pod.status.conditions ?? []),
    { type: 'PodScheduled', status: 'False', reason: 'SchedulingGated', message },
  ]
}

function affinityTerms(pod: Mutable<Pod>): readonly Mutable<PodAffinityTerm>[] {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {}
  return [podAffinity, podAntiAffinity].flatMap((affinity) => [
    ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => term.podAffinityTerm),
  ])
}

/** Pods with the same value as this one (or another one) for each key: said as expressions, so that others need not know. */
function selectByLabelKeys(term: Mutable<PodAffinityTerm>, pod: Mutable<Pod>): void {
  if (term.labelSelector === undefined) return
  addExpressions(term.labelSelector, labelValues(term.matchLabelKeys, pod), 'In')
  addExpressions(term.labelSelector, labelValues(term.mismatchLabelKeys, pod), 'NotIn')
}

function spreadByLabelKeys(constraint: Mutable<TopologySpreadConstraint>, pod: Mutable<Pod>): void {
  if (constraint.labelSelector === undefined) return
  addExpressions(constraint.labelSelector, labelValues(constraint.matchLabelKeys, pod), 'In')
}

function labelValues(keys: readonly string[] | undefined, pod: Mutable<Pod>): readonly [string, string][] {
  const labels = pod.metadata.labels ?? {}
  return (keys ?? []).flatMap((key) => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined
    return value === undefined ? [] : [[key, value] as [string, string]]
  })
}

function addExpressions(
  selector: NonNullable<Mutable<PodAffinityTerm>['labelSelector']>,
  pairs: readonly (readonly [string, string])[],
  operator: 'In' | 'NotIn',
): void {
  if (pairs.length === 0) return
  selector.matchExpressions ??= []
  for (const [key, value] of pairs) selector.matchExpressions.push({ key, operator, values: [value] })
}

/** Before a write to pods/ephemeralcontainers is checked: all but that list is as it was. */
export function prepareForEphemeralContainersUpdate(next: Mutable<Pod>, old: Pod): void {
  const containers = next.spec.ephemeralContainers
  next.spec = cloneJson(old.spec) as Mutable<Pod>['spec']
  if (containers === undefined) delete next.spec.ephemeralContainers
  else next.spec.ephemeralContainers = containers
  keepAllButSpec(next, old)
}

/** Before a write to pods/resize is checked: only containers' resources and resize policies may differ. */
export function prepareForResize(next: Mutable<Pod>, old: Pod): void {
  const spec = cloneJson(old.spec) as Mutable<Pod>['spec']
  const { containers, initContainers = [] } = next.spec
  // Containers that were added, taken away or renamed are left for validation to refuse.
  if (sameNames(containers, spec.containers) && sameNames(initContainers, spec.initContainers ?? [])) {
    takeResources(spec.containers, containers)
    takeResources(spec.initContainers ?? [], initContainers)
    next.spec = spec
  }
  keepAllButSpec(next, old)
}

/** Upstream: ResetObjectMetaForStatus, updatePodGeneration. */
function keepAllButSpec(next: Mutable<Pod>, old: Pod): void {
  next.status = old.status as Mutable<Pod>['status']
  const { labels, annotations, finalizers, ownerReferences, generation = 0 } = old.metadata
  Object.assign(next.metadata, { labels, annotations, finalizers, ownerReferences })
  if (!semanticEqual(next.spec, old.spec)) next.metadata.generation = generation + 1
}

type Named = readonly { readonly name: string }[]

function sameNames(some: Named, others: Named): boolean {
  return some.length === others.length && some.every(({ name }, index) => name === others[index]?.name)
}

function takeResources(containers: Mutable<Container>[], wanted: readonly Mutable<Container>[]): void {
  for (const [index, container] of containers.entries()) {
    const { resources, resizePolicy } = wanted[index] ?? {}
    container.resources = resources
    if (resizePolicy === undefined) delete container.resizePolicy
    else container.resizePolicy = resizePolicy
  }
}
