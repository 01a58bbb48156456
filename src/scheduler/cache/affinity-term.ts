// Pod affinity terms with their selectors compiled. Upstream: kube-scheduler framework types.go AffinityTerm.
import type { Pod } from '../../api/core/pod/pod.kind.ts'
import type { PodAffinityTerm, WeightedPodAffinityTerm } from '../../api/core/pod/pod-scheduling.schema.ts'
import {
  compileLabelSelector,
  type Labels,
  nothing,
  type Selector,
  SelectorError,
  selectorOf,
} from '../../machinery/selectors/labels.ts'

export interface AffinityTerm {
  readonly namespaces: ReadonlySet<string>
  readonly selector: Selector
  readonly topologyKey: string
  readonly namespaceSelector: Selector
  /** Of a preferred term; 0 for a required one. */
  readonly weight: number
}

export interface AffinityTerms {
  readonly requiredAffinity: readonly AffinityTerm[]
  readonly requiredAntiAffinity: readonly AffinityTerm[]
  readonly preferredAffinity: readonly AffinityTerm[]
  readonly preferredAntiAffinity: readonly AffinityTerm[]
}

const noTerms: readonly AffinityTerm[] = []
const none: AffinityTerms = {
  requiredAffinity: noTerms,
  requiredAntiAffinity: noTerms,
  preferredAffinity: noTerms,
  preferredAntiAffinity: noTerms,
}

export function affinityTermsOf(pod: Pod): AffinityTerms {
  const affinity = pod.spec.affinity?.podAffinity
  const anti = pod.spec.affinity?.podAntiAffinity
  if (affinity === undefined && anti === undefined) return none
  return {
    requiredAffinity: required(pod, affinity?.requiredDuringSchedulingIgnoredDuringExecution),
    requiredAntiAffinity: required(pod, anti?.requiredDuringSchedulingIgnoredDuringExecution),
    preferredAffinity: preferred(pod, affinity?.preferredDuringSchedulingIgnoredDuringExecution),
    preferredAntiAffinity: preferred(pod, anti?.preferredDuringSchedulingIgnoredDuringExecution),
  }
}

function required(pod: Pod, terms: readonly PodAffinityTerm[] | undefined): readonly AffinityTerm[] {
  return terms?.map((term) => compile(pod, term, 0)) ?? noTerms
}

function preferred(pod: Pod, terms: readonly WeightedPodAffinityTerm[] | undefined): readonly AffinityTerm[] {
  return terms?.map(({ podAffinityTerm, weight }) => compile(pod, podAffinityTerm, weight)) ?? noTerms
}

function compile(pod: Pod, term: PodAffinityTerm, weight: number): AffinityTerm {
  const namespaces = new Set(term.namespaces ?? [])
  // Upstream: getNamespacesFromPodAffinityTerm: the pod's own namespace where the term names none.
  if (namespaces.size === 0 && term.namespaceSelector === undefined)
    namespaces.add(pod.metadata.namespace ?? '')
  return {
    namespaces,
    selector: compileSelector(term.labelSelector),
    topologyKey: term.topologyKey,
    namespaceSelector: compileSelector(term.namespaceSelector),
    weight,
  }
}

/** The API server has checked selectors; a malformed one matches nothing. */
export function compileSelector(selector: Parameters<typeof compileLabelSelector>[0]): Selector {
  try {
    return compileLabelSelector(selector)
  } catch (error) {
    if (error instanceof SelectorError) return nothing
    throw error
  }
}

/** Both have to match. */
export function bothSelectors(a: Selector, b: Selector): Selector {
  if (a.nothing || b.nothing) return nothing
  return selectorOf([...a.requirements, ...b.requirements])
}

/** True where the term speaks of `pod`; `namespaceLabels` are those of the pod's namespace. */
export function matchesTerm(term: AffinityTerm, pod: Pod, namespaceLabels: Labels): boolean {
  const namespace = pod.metadata.namespace ?? ''
  if (!term.namespaces.has(namespace) && !term.namespaceSelector.matches(namespaceLabels)) return false
  return term.selector.matches(pod.metadata.labels)
}
