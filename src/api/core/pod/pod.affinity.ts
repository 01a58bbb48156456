// Which nodes a pod may and would like to run on, by their labels and names.
// Upstream: component-helpers scheduling/corev1/nodeaffinity/nodeaffinity.go.
import type { PodSpec } from './pod.schema.ts'
import type {
  Affinity,
  NodeAffinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PreferredSchedulingTerm,
} from './pod-scheduling.schema.ts'

/** What matching needs to know of a node. */
export interface NodeFacts {
  readonly metadata: {
    readonly name: string
    readonly labels?: Readonly<Record<string, string>> | undefined
  }
}

/** True where the node meets spec.nodeSelector and the required node affinity. */
export function matchesRequiredNodeAffinity(
  spec: Pick<PodSpec, 'nodeSelector' | 'affinity'>,
  node: NodeFacts,
): boolean {
  const { nodeSelector } = spec
  if (nodeSelector !== undefined && !hasLabels(node, nodeSelector)) return false
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return required === undefined || matchesNodeSelector(required, node)
}

/** The sum of the weights of the preferred terms that the node meets. */
export function preferredNodeAffinityScore(
  terms: readonly PreferredSchedulingTerm[] | undefined,
  node: NodeFacts,
): number {
  let score = 0
  for (const { weight, preference } of terms ?? []) {
    if (weight !== 0 && matchesTerm(preference, node)) score += weight
  }
  return score
}

/** True where the node meets one of the terms; no terms match no node. */
export function matchesNodeSelector(selector: NodeSelector, node: NodeFacts): boolean {
  return selector.nodeSelectorTerms.some((term) => matchesTerm(term, node))
}

/** The affinity with another part for nodes; undefined where nothing is left of it. */
export function withNodeAffinity(
  affinity: Affinity | undefined,
  nodeAffinity: NodeAffinity | undefined,
): Affinity | undefined {
  const given = Object.entries({ ...affinity, nodeAffinity }).filter(([, value]) => value !== undefined)
  return given.length === 0 ? undefined : Object.fromEntries(given)
}

function hasLabels(node: NodeFacts, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([key, value]) => labelOf(node, key) === value)
}

function labelOf(node: NodeFacts, key: string): string | undefined {
  const labels = node.metadata.labels
  return labels !== undefined && Object.hasOwn(labels, key) ? labels[key] : undefined
}

/** An empty term matches no node. */
function matchesTerm(term: NodeSelectorTerm, node: NodeFacts): boolean {
  const expressions = term.matchExpressions ?? []
  const fields = term.matchFields ?? []
  if (expressions.length === 0 && fields.length === 0) return false
  return (
    expressions.every((requirement) => meets(requirement, labelOf(node, requirement.key))) &&
    fields.every((requirement) => meetsField(requirement, node))
  )
}

/** metadata.name is the only field there is. */
function meetsField(requirement: NodeSelectorRequirement, node: NodeFacts): boolean {
  if (requirement.key !== 'metadata.name') return false
  if (requirement.operator !== 'In' && requirement.operator !== 'NotIn') return false
  return meets(requirement, node.metadata.name)
}

function meets(requirement: NodeSelectorRequirement, value: string | undefined): boolean {
  const values = requirement.values ?? []
  switch (requirement.operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
    case 'Lt':
      return compares(requirement.operator, value, values[0])
    default:
      return false
  }
}

function compares(operator: 'Gt' | 'Lt', value: string | undefined, bound: string | undefined): boolean {
  const whole = /^[-+]?\d+$/
  if (value === undefined || bound === undefined || !whole.test(value) || !whole.test(bound)) return false
  const [left, right] = [Number(value), Number(bound)]
  return operator === 'Gt' ? left > right : left < right
}
