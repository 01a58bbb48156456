// The required half of inter-pod affinity: where pods lie that the terms speak of, counted once a cycle by topology pair.
// Upstream: plugins/interpodaffinity/filtering.go.
import type { Node } from '../../../api/core/node/node.kind.ts'
import type { Pod } from '../../../api/core/pod/pod.kind.ts'
import type { Labels } from '../../../machinery/selectors/labels.ts'
import { type AffinityTerm, matchesTerm } from '../../cache/affinity-term.ts'
import type { NodeInfo } from '../../cache/node-info.ts'
import { labelOf, type PodInfo } from '../../cache/pod-info.ts'
import { success, type Verdict } from '../../framework/verdict.ts'
import { TopologyCounts } from './topology-counts.ts'

const affinityRejected: Verdict = {
  code: 'UnschedulableAndUnresolvable',
  reasons: ["node(s) didn't match pod affinity rules"],
}
const antiAffinityRejected: Verdict = {
  code: 'Unschedulable',
  reasons: ["node(s) didn't match pod anti-affinity rules"],
}
const existingRejected: Verdict = {
  code: 'Unschedulable',
  reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"],
}

/** The labels of a namespace. */
export type NamespaceLabels = (namespace: string) => Labels

export interface RequiredState {
  readonly podInfo: PodInfo
  readonly namespaceLabels: NamespaceLabels
  /** Pods that the pod wants to be near to. */
  readonly affinity: TopologyCounts
  /** Pods that the pod wants to keep away from. */
  readonly antiAffinity: TopologyCounts
  /** Pods that want to keep away from the pod. */
  readonly existingAntiAffinity: TopologyCounts
}

export function cloneRequired(state: RequiredState): RequiredState {
  return {
    ...state,
    affinity: state.affinity.clone(),
    antiAffinity: state.antiAffinity.clone(),
    existingAntiAffinity: state.existingAntiAffinity.clone(),
  }
}

export function countRequired(
  podInfo: PodInfo,
  nodes: { readonly all: readonly NodeInfo[]; readonly withAntiAffinity: Iterable<NodeInfo> },
  namespaceLabels: NamespaceLabels,
): RequiredState {
  const state: RequiredState = {
    podInfo,
    namespaceLabels,
    affinity: new TopologyCounts(),
    antiAffinity: new TopologyCounts(),
    existingAntiAffinity: new TopologyCounts(),
  }
  for (const node of nodes.withAntiAffinity) {
    for (const existing of node.podsWithRequiredAntiAffinity) countExisting(state, existing, node.node, 1)
  }
  const { requiredAffinity, requiredAntiAffinity } = podInfo.affinity
  if (requiredAffinity.length + requiredAntiAffinity.length === 0) return state
  for (const node of nodes.all) {
    for (const existing of node.pods) countOwn(state, existing.pod, node.node, 1)
  }
  return state
}

/** Counts a pod that came to or left the node. */
export function updateRequired(state: RequiredState, changed: PodInfo, node: Node, amount: 1 | -1): void {
  countExisting(state, changed, node, amount)
  countOwn(state, changed.pod, node, amount)
}

function countExisting(state: RequiredState, existing: PodInfo, node: Node, amount: number): void {
  const { pod } = state.podInfo
  const labels = state.namespaceLabels(pod.metadata.namespace ?? '')
  for (const term of existing.affinity.requiredAntiAffinity) {
    if (matchesTerm(term, pod, labels)) state.existingAntiAffinity.add(node, term.topologyKey, amount)
  }
}

function countOwn(state: RequiredState, existing: Pod, node: Node, amount: number): void {
  const { requiredAffinity, requiredAntiAffinity } = state.podInfo.affinity
  const labels = state.namespaceLabels(existing.metadata.namespace ?? '')
  if (requiredAffinity.length > 0 && matchesAll(requiredAffinity, existing, labels)) {
    for (const term of requiredAffinity) state.affinity.add(node, term.topologyKey, amount)
  }
  for (const term of requiredAntiAffinity) {
    if (matchesTerm(term, existing, labels)) state.antiAffinity.add(node, term.topologyKey, amount)
  }
}

function matchesAll(terms: readonly AffinityTerm[], pod: Pod, labels: Labels): boolean {
  return terms.every((term) => matchesTerm(term, pod, labels))
}

export function filterRequired(state: RequiredState, node: Node): Verdict {
  if (!satisfiesAffinity(state, node)) return affinityRejected
  for (const { topologyKey } of state.podInfo.affinity.requiredAntiAffinity) {
    const value = labelOf(node, topologyKey)
    if (value !== undefined && state.antiAffinity.get(topologyKey, value) > 0) return antiAffinityRejected
  }
  return state.existingAntiAffinity.touches(node) ? existingRejected : success
}

function satisfiesAffinity(state: RequiredState, node: Node): boolean {
  const { requiredAffinity } = state.podInfo.affinity
  let podsExist = true
  for (const { topologyKey } of requiredAffinity) {
    const value = labelOf(node, topologyKey)
    if (value === undefined) return false
    if (state.affinity.get(topologyKey, value) <= 0) podsExist = false
  }
  if (podsExist) return true
  // The first of a series of pods that want to be near each other has to be let in somewhere.
  const { pod } = state.podInfo
  const labels = state.namespaceLabels(pod.metadata.namespace ?? '')
  return state.affinity.isEmpty && matchesAll(requiredAffinity, pod, labels)
}
